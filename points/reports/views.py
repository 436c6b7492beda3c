"""The reports in the Wagtail admin: asked for by a form, shown as a table, printed, and taken along as a file.

Each is one address with its question in it, so that it can be kept and sent on. `export=csv` or `export=xlsx` gives the
file, `as=page` or `as=pdf` the paper.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from points import printing, tables
from points.people import queries as people
from points.people.models import Grid, Unit
from points.permissions import User, Verb
from points.reports import queries, register_words, worded
from points.reports.forms import AttendanceForm, HoursForm, PeriodForm, RegisterForm, UnitForm
from points.scopes import Paths, Reach, Scope
from points.tables import Table

_PAPER = "points/reports/report_print.html"
_GRIDS = Scope(ways=["path"])


class ReportScreen(WagtailAdminTemplateMixin, View):
    """Whoever has neither the permission nor a duty with one of the verbs is turned away."""

    permission = ""
    verbs: Sequence[Verb] = ()
    template_name = "points/reports/report_show.html"
    header_icon = "table"
    about: Any = ""
    """What it says, in a sentence."""

    @classmethod
    def is_permitted(cls, user: User) -> bool:
        may = getattr(user, "has_perm", None)
        return bool(may and may(cls.permission))

    @classmethod
    def is_open_to(cls, user: User) -> bool:
        return cls.is_permitted(user) and Reach(user=user, served_paths=people.served_paths).paths(cls.verbs) != []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_open_to(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def reach(self) -> Reach:
        return Reach(user=self.request.user, served_paths=people.served_paths)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        reports = {"url": reverse_lazy("points_reports:index"), "label": _("Reports")}
        return [*super().get_breadcrumbs_items(), reports, {"url": "", "label": self.page_title}]


class TableScreen(ReportScreen):
    """A report that is a table, or several."""

    form_class: type[Form] = PeriodForm
    paper = _PAPER
    is_taken_along = True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form_class(request.GET, **self.asked())
        found = self.tables(form) if form.is_valid() else []
        file_format = request.GET.get("export", "")
        if found and file_format in tables.FORMATS:
            return tables.as_file(found, file_format=file_format, by=request.user, facts=self.facts(form))
        if found and printing.WAY in request.GET:
            self.log_paper(form)
            context = {"tables": found, "form": form, "back": request.path}
            return printing.answer(request, self.paper, context, filename=found[0].name)
        return self.show(form=form, tables=found, is_taken_along=self.is_taken_along)

    def asked(self) -> dict[str, Any]:
        """What the form offers."""
        return {"grids": self.reach.readable(Grid.objects.all(), _GRIDS, self.verbs)}

    def show(self, **context: Any) -> HttpResponseBase:
        return TemplateResponse(self.request, self.get_template_names(), self.get_context_data(**context))

    def tables(self, form: Any) -> list[Table]:
        raise NotImplementedError

    def log_paper(self, form: Any) -> None:
        """A sheet of figures is not logged; one with names is."""

    def facts(self, form: Any) -> dict[str, Any]:
        """What the log says of an export."""
        grid = form.cleaned_data.get("grid")
        return {
            "report": self.request.resolver_match.url_name,
            "starts_on": form.since,
            "ends_on": form.cleaned_data["ends_on"],
            "grid": grid.pk if grid else None,
        }

    def within(self, form: Any) -> Paths:
        grid = form.cleaned_data.get("grid")
        return [grid.path] if grid else self.reach.paths(self.verbs)


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
}
"""By the names of their addresses, in the order in which they are offered."""
