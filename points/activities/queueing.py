"""Who has a place, who waits for one, and whose turn it is."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from points import conf
from points.activities.models import LIVE, ActivityRole, RolePlaces, Shift, SignUp
from points.errors import Clashes
from points.people.models import Resident


@dataclass(frozen=True, kw_only=True)
class RoleLeft:
    """A role as it is offered for one shift."""

    role: ActivityRole
    places_left: int


def standing_of(resident: Resident, shift: Shift) -> SignUp | None:
    """The place that the resident has, is offered or waits for."""
    mine = SignUp.objects.filter(shift=shift, resident=resident, state__in=LIVE)
    return mine.select_related("shift__activity__community", "resident", "created_by", "role").first()


def standings_of(resident: Resident) -> QuerySet[SignUp]:
    """Places at shifts that are not closed, and those waited for, the next shift first."""
    mine = SignUp.objects.filter(resident=resident, state__in=LIVE, shift__state=Shift.State.OPEN)
    mine = mine.filter(Q(state=SignUp.State.CONFIRMED) | Q(shift__ends_at__gt=timezone.now()))
    return mine.select_related("shift__activity", "role").order_by("shift__starts_at", "pk")


def everybody_at(shift: Shift) -> QuerySet[SignUp]:
    """All who have a place, are offered one or wait, in the order in which they came."""
    people = SignUp.objects.filter(shift=shift, state__in=LIVE)
    return people.select_related("resident__household__grid", "role").order_by("pk")


def turn_of(waiting: SignUp) -> int:
    """The place in the queue; 1 is next."""
    before = SignUp.objects.filter(shift=waiting.shift_id, state=SignUp.State.WAITING, pk__lt=waiting.pk)
    return before.count() + 1


def lapsed_offers() -> QuerySet[SignUp]:
    """Offers that nobody took in time, at shifts that are open."""
    return SignUp.objects.filter(
        state=SignUp.State.OFFERED, offer_ends_at__lte=timezone.now(), shift__state=Shift.State.OPEN
    )


def roles_left(shift: Shift) -> list[RoleLeft]:
    """The roles that may be chosen for the shift, each with the places that are left."""
    taken = dict(RolePlaces.objects.filter(shift=shift).values_list("role", "taken"))
    left = max(shift.capacity - shift.taken, 0)
    return [
        RoleLeft(role=role, places_left=left if role.capacity is None else max(min(left, role.capacity - n), 0))
        for role in ActivityRole.objects.filter(activity=shift.activity_id, is_offered=True).prefetch_related("skills")
        for n in [taken.get(role.pk, 0)]
    ]


def clash_at(shift: Shift, resident: Resident) -> Clashes | None:
    """The other place that the resident has at that time, as the refusal that names it."""
    mine = SignUp.objects.filter(resident=resident, state=SignUp.State.CONFIRMED).exclude(shift=shift)
    same_time = mine.filter(shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at)
    other = same_time.exclude(shift__state=Shift.State.CANCELLED).select_related("shift__activity").first()
    return Clashes(shift=other.shift.activity.name) if other else None


def long_day(resident: Resident, shift: Shift) -> int | None:
    """Hours of all places on the day of the shift, it included, when they are more than the site finds good."""
    day = timezone.localdate(shift.starts_at)
    others = SignUp.objects.filter(resident=resident, state=SignUp.State.CONFIRMED, shift__starts_at__date=day)
    others = others.exclude(shift=shift).exclude(shift__state=Shift.State.CANCELLED)
    length = Sum(F("shift__ends_at") - F("shift__starts_at"))
    sum_of_others: timedelta = others.aggregate(length=length)["length"] or timedelta()
    hours = (sum_of_others + (shift.ends_at - shift.starts_at)) / timedelta(hours=1)
    return round(hours) if hours > conf.settings().daily_hours else None
