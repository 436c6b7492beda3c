"""What every report in the Wagtail admin has in common.

It is asked for by a form, shown as a table, printed, and taken along as a file. Each is one address with its question
in it, so that it can be kept and sent on; `export=csv` or `export=xlsx` gives the file, `as=page` or `as=pdf` paper.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from points import printing, tables
from points.people import queries as people
from points.people.models import Grid
from points.permissions import User, Verb
from points.reports.forms import PeriodForm
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
    # Wagtail 7.4 shows them where it is told to.
    _show_breadcrumbs = True
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
