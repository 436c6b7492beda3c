"""Routes, their points, and what was passed, in the Wagtail admin. Codes are printed on the organiser's own pages."""

from points.activities.models import Activity, Shift
from points.office import OfficeViewSet, RecordViewSet
from points.patrols import office_forms as forms
from points.patrols.models import Passing, Route, RoutePoint
from points.permissions import Verb
from points.scopes import Scope

READERS = (Verb.MANAGE_ACTIVITIES, Verb.RUN_SHIFT, Verb.VIEW_LEDGER)


class RouteViewSet(OfficeViewSet):
    model = Route
    icon = "site"
    sibling_of = Activity
    scope = Scope(ways=["activity__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("activity__community",)
    form_class = forms.RouteForm
    edit_form_class = forms.RouteEditForm
    list_display = ["activity", "is_ordered", "rounds", "round_minutes"]
    list_filter = ["is_ordered"]
    list_export = [*list_display, "created_at"]
    inspect_view_fields = list_export
    search_fields = ["activity__name"]


class RoutePointViewSet(OfficeViewSet):
    model = RoutePoint
    icon = "thumbtack"
    sibling_of = Activity
    scope = Scope(ways=["route__activity__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("route__activity__community",)
    form_class = forms.PointForm
    edit_form_class = forms.PointEditForm
    list_display = ["route", "number", "name", "opens_minute", "closes_minute", "retired_at"]
    list_filter = ["retired_at"]
    list_export = [*list_display, "hint", "added_at"]
    # Never a code: whoever reads one passes the point from home.
    inspect_view_fields = list_export
    search_fields = ["name", "route__activity__name"]

    @staticmethod
    def is_editable(point: RoutePoint) -> bool:
        return point.retired_at is None


class PassingViewSet(RecordViewSet):
    model = Passing
    icon = "tick-inverse"
    sibling_of = Shift
    scope = Scope(ways=["shift__activity__community__path"])
    read_verbs = READERS
    related = ("shift__activity", "point", "resident__household__grid", "recorded_by")
    persons = ("resident",)
    ordering = "-pk"
    list_display = ["shift", "point", "round_number", "resident", "happened_at", "timing"]
    list_filter = ["timing", "happened_at"]
    list_export = [*list_display, "claimed_at", "recorded_at", "recorded_by"]
    inspect_view_fields = list_export
    search_fields = ["point__name", "shift__activity__name"]


VIEWSETS = [RouteViewSet, RoutePointViewSet, PassingViewSet]
