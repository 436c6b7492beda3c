"""The reports in the Wagtail admin, one class for each."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from points import tables
from points.people.models import Unit
from points.permissions import User, Verb
from points.reports import queries, register_words, worded
from points.reports.anomaly_views import AnomaliesScreen
from points.reports.forms import AttendanceForm, HoursForm, RegisterForm, UnitForm
from points.reports.table_views import ReportScreen, TableScreen
from points.scopes import Paths, Scope
from points.tables import Table


class HoursScreen(TableScreen):
    page_title = gettext_lazy("Hours")
    about = gettext_lazy("What was served, by month, team, grid, kind or programme; scanned and entered by hand apart.")
    permission = "points.view_servicerecord"
    verbs = (Verb.VIEW_PEOPLE, Verb.VIEW_LEDGER)
    form_class = HoursForm
    header_icon = "time"

    def tables(self, form: Any) -> list[Table]:
        by = queries.By(form.cleaned_data["by"])
        found = queries.hours_by(by, since=form.since, until=form.until, within=self.within(form))
        return [worded.hours(found, by=by)]


class AttendanceScreen(TableScreen):
    page_title = gettext_lazy("Attendance")
    about = gettext_lazy("Of those who signed up: who came, who came late, who was excused and who stayed away.")
    permission = "points.view_checkin"
    verbs = (Verb.RUN_SHIFT, Verb.VIEW_LEDGER)
    form_class = AttendanceForm
    header_icon = "tick-inverse"

    def asked(self) -> dict[str, Any]:
        return super().asked() | {"has_people": self.reach.paths([Verb.RUN_SHIFT]) != []}

    def tables(self, form: Any) -> list[Table]:
        by = queries.Expected(form.cleaned_data["by"])
        return [
            worded.attendance(
                by=by, since=form.since, until=form.until, within=self._within(form, by), reach=self.reach
            )
        ]

    def _within(self, form: Any, by: queries.Expected) -> Paths:
        if by != queries.Expected.PERSON:
            return self.within(form)
        grid, served = form.cleaned_data["grid"], self.reach.paths([Verb.RUN_SHIFT])
        if grid is None or served is None:
            return [grid.path] if grid else served
        return [grid.path] if grid.path.startswith(tuple(served)) else []


class UnitsScreen(TableScreen):
    page_title = gettext_lazy("Work units")
    about = gettext_lazy(
        "What the members of a work unit served in a year: by name those who agreed to it, the others as a number."
    )
    permission = "points.view_unitmembership"
    verbs = (Verb.MANAGE_PEOPLE,)
    form_class = UnitForm
    header_icon = "site"
    paper = "points/reports/unit_print.html"

    def asked(self) -> dict[str, Any]:
        here = Scope(ways=["community__path"])
        return {"units": self.reach.readable(Unit.objects.all(), here, self.verbs)}

    def tables(self, form: Any) -> list[Table]:
        return [worded.unit_year(queries.unit_year(form.cleaned_data["unit"], year=form.cleaned_data["year"]))]

    def log_paper(self, form: Any) -> None:
        tables.log_export(by=self.request.user, file_format="paper", facts=self.facts(form))

    def facts(self, form: Any) -> dict[str, Any]:
        return {"report": "units", "unit": form.cleaned_data["unit"].pk, "year": form.cleaned_data["year"]}


class RegisterScreen(TableScreen):
    page_title = gettext_lazy("Volunteer record")
    about = gettext_lazy(
        "Persons, services, training, commendations and evaluations of a community, with the fields that the "
        "regulation on volunteer records names. XLSX holds all five groups, CSV the one that is shown."
    )
    permission = "points.view_servicerecord"
    verbs = (Verb.MANAGE_PEOPLE,)
    form_class = RegisterForm
    header_icon = "clipboard-list"

    def tables(self, form: Any) -> list[Table]:
        group = queries.Group(form.cleaned_data["group"])
        asked = queries.Asked(community=form.cleaned_data["grid"], since=form.since, until=form.until)
        found = register_words.tables(asked, first=group)
        return found if self.request.GET.get("export") == tables.XLSX else found[:1]

    def log_paper(self, form: Any) -> None:
        tables.log_export(by=self.request.user, file_format="paper", facts=self.facts(form))

    def facts(self, form: Any) -> dict[str, Any]:
        return super().facts(form) | {"group": form.cleaned_data["group"]}


class IndexScreen(ReportScreen):
    """What there is for this user."""

    page_title = gettext_lazy("Reports")
    template_name = "points/reports/report_list.html"

    @classmethod
    def is_permitted(cls, user: User) -> bool:
        return any(screen.is_permitted(user) for screen in SCREENS.values())

    @classmethod
    def is_open_to(cls, user: User) -> bool:
        return cls.is_permitted(user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return super().get_breadcrumbs_items()[:-1]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        offered = [
            {"screen": screen, "url": reverse(f"points_reports:{name}")}
            for name, screen in SCREENS.items()
            if screen.is_open_to(request.user)
        ]
        return TemplateResponse(request, self.get_template_names(), self.get_context_data(offered=offered))


SCREENS: dict[str, type[ReportScreen]] = {
    "hours": HoursScreen,
    "attendance": AttendanceScreen,
    "units": UnitsScreen,
    "register": RegisterScreen,
    "anomalies": AnomaliesScreen,
}
"""By the names of their addresses, in the order in which they are offered."""
