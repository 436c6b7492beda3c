"""Activities and who was there, in the Wagtail admin. A shift is run and closed on the organiser's own screens."""

from django.db.models import Q

from points import policies
from points.activities import office_forms as forms
from points.activities import role_forms
from points.activities.models import Activity, ActivityKind, ActivityRole, CheckIn, Programme, Scan, Shift, SignUp
from points.activities.series_viewsets import READERS, SeriesViewSet
from points.office import OfficeViewSet, RecordViewSet
from points.people import queries as people
from points.permissions import Verb
from points.scopes import Reach, Scope


class ActivityKindViewSet(OfficeViewSet):
    model = ActivityKind
    actions = policies.ALL
    icon = "tag"
    sibling_of = Activity
    list_display = ["name", "mode"]
    list_export = ["name", "mode"]
    search_fields = ["name"]


class ProgrammeViewSet(OfficeViewSet):
    model = Programme
    icon = "tag"
    sibling_of = Activity
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("community",)
    list_display = ["name", "sentence", "community", "is_active"]
    list_filter = ["community", "is_active"]
    list_export = list_display
    search_fields = ["name", "sentence"]


class ActivityViewSet(OfficeViewSet):
    model = Activity
    icon = "calendar-alt"
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("community", "kind", "team", "programme", "parent")
    form_class = forms.ActivityForm
    edit_form_class = forms.ActivityEditForm
    list_display = ["name", "kind", "community", "team", "rule_code", "is_published"]
    list_filter = ["community", "kind", "programme", "is_published", "is_paid"]
    list_export = [*list_display, "programme", "parent", "place", "difficulty", "is_paid", "created_at"]
    search_fields = ["name", "place"]


class ActivityRoleViewSet(OfficeViewSet):
    model = ActivityRole
    icon = "group"
    sibling_of = Activity
    scope = Scope(ways=["activity__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("activity__community",)
    form_class = role_forms.RoleForm
    edit_form_class = role_forms.RoleEditForm
    ordering = "-pk"
    list_display = ["activity", "name", "kind", "capacity", "has_hours", "rule_code", "is_offered"]
    list_filter = ["kind", "has_hours", "is_offered"]
    list_export = [*list_display, "has_own_rule", "difficulty", "age_from", "age_to"]
    inspect_view_fields = [*list_export, "skills"]
    search_fields = ["name", "activity__name"]


class ShiftViewSet(OfficeViewSet):
    model = Shift
    icon = "time"
    scope = Scope(ways=["activity__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("activity__community", "closed_by")
    form_class = forms.ShiftForm
    edit_form_class = forms.ShiftEditForm
    ordering = "-starts_at"
    list_display = ["activity", "starts_at", "ends_at", "capacity", "taken", "state", "closed_at"]
    list_filter = ["state", "starts_at"]
    list_export = [*list_display, "closed_by"]
    # Never the secret: whoever reads it makes codes at home.
    inspect_view_fields = list_export
    search_fields = ["activity__name"]

    @staticmethod
    def is_editable(shift: Shift) -> bool:
        return shift.state == Shift.State.OPEN


class OfShiftViewSet(RecordViewSet):
    scope = Scope(ways=["shift__activity__community__path"])
    read_verbs = READERS
    related: tuple[str, ...] = ("shift__activity", "resident__household__grid")
    persons = ("resident",)

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = people.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        return Q(shift__activity__name__icontains=typed.strip()) | people.matching(typed, "resident__") & known


class SignUpViewSet(OfShiftViewSet):
    model = SignUp
    related = (*OfShiftViewSet.related, "role")
    icon = "form"
    sibling_of = Shift
    ordering = "-pk"
    list_display = ["shift", "resident", "role", "state", "created_at", "cancelled_at"]
    list_filter = ["state", "created_at"]
    list_export = list_display
    inspect_view_fields = list_display


class CheckInViewSet(OfShiftViewSet):
    model = CheckIn
    icon = "tick-inverse"
    sibling_of = Shift
    ordering = "-pk"
    list_display = ["shift", "resident", "in_at", "out_at", "is_by_hand", "is_closed_automatically"]
    list_filter = ["is_by_hand", "is_closed_automatically", "in_at"]
    list_export = list_display
    inspect_view_fields = [*list_display, "service_record"]


class ScanViewSet(OfShiftViewSet):
    model = Scan
    icon = "mobile-alt"
    sibling_of = Shift
    ordering = "-pk"
    related = ("shift__activity", "resident__household__grid", "recorded_by")
    texts = ("reason",)
    list_display = ["shift", "resident", "direction", "way", "occurred_at", "recorded_at", "recorded_by", "refusal"]
    list_filter = ["way", "direction", "recorded_at"]
    list_export = [*list_display, "claimed_at", "reason"]
    inspect_view_fields = [*list_export, "key"]


VIEWSETS = [
    ActivityViewSet,
    ShiftViewSet,
    SignUpViewSet,
    CheckInViewSet,
    ScanViewSet,
    ActivityKindViewSet,
    ActivityRoleViewSet,
    ProgrammeViewSet,
    SeriesViewSet,
]
