"""Work units in the Wagtail admin, and who is a member of which."""

from django.db.models import Q
from django.utils import timezone

from points.office import EndedViewSet
from points.people import services as people
from points.people.finding import find_resident
from points.people.models import Unit, UnitMembership
from points.people.unit_forms import UnitMembershipForm
from points.permissions import User, Verb
from points.scopes import Reach, Scope


class UnitMembershipViewSet(EndedViewSet):
    model = UnitMembership
    about = ("unit", "resident")
    icon = "user"
    sibling_of = Unit
    scope = Scope(ways=["unit__community__path"])
    read_verbs = write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("unit", "resident__household__grid")
    persons = ("resident",)
    form_class = UnitMembershipForm
    list_display = ["unit", "resident", "since", "until"]
    list_filter = ["unit", "since"]
    list_export = list_display

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return find_resident(typed, reach)

    @staticmethod
    def is_editable(membership: UnitMembership) -> bool:
        return membership.until is None

    @staticmethod
    def ending(membership: UnitMembership, user: User) -> None:
        people.leave_unit(membership, on=timezone.localdate(), by=user)
