"""Shift templates in the Wagtail admin: the template, then the days that it comes to, then one button."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.widgets.button import Button

from points.activities import queries
from points.activities import series_forms as forms
from points.activities.models import Activity, Series
from points.office import OfficeViewSet
from points.permissions import Verb
from points.scopes import Scope
from points.screens import AddView, ChangeView, InspectView

AFTERWARDS = 6
"""Days that are named beyond those of which shifts are made."""
READERS = (Verb.MANAGE_ACTIVITIES, Verb.RUN_SHIFT, Verb.VIEW_LEDGER)


def _days_of(series: Series) -> str:
    return reverse("points_series:days", args=[series.pk])


class DraftView(AddView):
    """Whoever has written a template sees its days next."""

    def get_success_url(self) -> str:
        return _days_of(self.object)


class RedraftView(ChangeView):
    def get_success_url(self) -> str:
        return _days_of(self.object)


class SeriesScreen(InspectView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if not self.user_has_permission("change") or not self.writable().filter(pk=self.object.pk).exists():
            return buttons
        return [*buttons, Button(gettext("Days ahead"), url=_days_of(self.object), icon_name="date", priority=15)]


class DaysView(ChangeView):
    """What the template comes to; nothing is written before the button."""

    template_name = "points/activities/series_days.html"
    page_title = _("Days ahead")

    def get_form_class(self) -> type[forms.DaysForm]:
        return forms.DaysForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, last = super().get_breadcrumbs_items()
        there = {"url": self.get_inspect_url(), "label": last["label"]}
        return [*above, there, {"url": "", "label": self.page_title}]

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer()

    def get_success_message(self) -> str:
        made = len(self.form.made)
        if not made:
            return gettext("No shift was missing.")
        return ngettext("%(count)s shift was made.", "%(count)s shifts were made.", made) % {"count": made}

    def get_success_url(self) -> str:
        return _days_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        occasions = context["form"].occasions
        return context | {
            "series": self.object,
            "occasions": occasions,
            "until": context["form"].until,
            "later": queries.days_later(self.object)[:AFTERWARDS],
            "count": sum(one.is_new for one in occasions),
            "edit_url": self.get_edit_url(),
        }


class SeriesViewSet(OfficeViewSet):
    model = Series
    icon = "history"
    sibling_of = Activity
    scope = Scope(ways=["activity__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("activity__community",)
    form_class = forms.SeriesForm
    edit_form_class = forms.SeriesEditForm
    add_view_class = DraftView
    edit_view_class = RedraftView
    inspect_view_class = SeriesScreen
    ordering = "-pk"
    list_display = ["activity", "rhythm", "first_on", "last_on", "from_time", "to_time", "capacity", "is_active"]
    list_filter = ["rhythm", "is_active"]
    list_export = [*list_display, "weekdays", "nth", "festival", "days_before", "opens_days", "closes_hours"]
    inspect_view_fields = list_export
    search_fields = ["activity__name"]

    @property
    def days_view(self) -> Any:
        return self.construct_view(DaysView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("days/<int:pk>/", self.days_view, name="days")]
