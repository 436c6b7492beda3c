"""The members of a team as its leader sees them at a shift: who has a place, who waits, who cannot come."""

from dataclasses import dataclass

from points.activities import admission
from points.activities.models import LIVE, Shift, SignUp
from points.errors import Clashes, NotOfThisCommunity, PointsError
from points.people import queries as people
from points.people.models import Resident, Team


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the team, before anybody is signed up."""

    resident: Resident
    sign_up: SignUp | None = None
    """The place that the member has, is offered or waits for."""
    hindrance: PointsError | None = None
    """Why the member cannot come."""

    @property
    def is_free(self) -> bool:
        return self.sign_up is None and self.hindrance is None


def members_at(shift: Shift, team: Team) -> list[Member]:
    """Everybody who serves in the team. A few statements, however many they are, unless the activity asks for more than
    being there."""
    members = list(people.members_of(team))
    live = SignUp.objects.filter(resident__in=members, state__in=LIVE)
    here = {row.resident_id: row for row in live.filter(shift=shift)}
    overlapping = live.filter(
        state=SignUp.State.CONFIRMED, shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at
    ).exclude(shift__state=Shift.State.CANCELLED)
    elsewhere = {row.resident_id: row for row in overlapping.exclude(shift=shift).select_related("shift__activity")}
    is_demanding = _demands_something(shift)
    return [
        Member(
            resident=member,
            sign_up=here.get(member.pk),
            hindrance=_hindrance(shift, member, elsewhere.get(member.pk), is_demanding=is_demanding),
        )
        for member in members
    ]


def _demands_something(shift: Shift) -> bool:
    activity = shift.activity
    return activity.age_from is not None or activity.age_to is not None or activity.skills.exists()


def _hindrance(shift: Shift, member: Resident, other: SignUp | None, *, is_demanding: bool) -> PointsError | None:
    if not member.household.grid.path.startswith(shift.activity.community.path):
        return NotOfThisCommunity()
    if other:
        return Clashes(shift=other.shift.activity.name)
    return admission.hindrance(shift, member, None) if is_demanding else None
