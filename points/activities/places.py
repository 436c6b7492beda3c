"""The places of a shift, counted.

One is taken by an update that carries its own condition, of the shift first and then of the role: so neither is ever
overbooked, and everybody meets at the shift's row. A place that is given back while somebody waits is not free: under
the same lock it is offered to the first whom it fits, and counts as taken until the answer. So nobody who comes later
gets in before, and no place is promised twice.
"""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from points import conf, signals
from points.activities.models import ActivityRole, RolePlaces, Shift, SignUp
from points.errors import RoleFull, ShiftFull, ShiftNotOpen


def lock(shift: Shift) -> Shift:
    """The shift as it stands; everybody else who wants a place there waits. Refuses with `shift_not_open`."""
    rows = Shift.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("activity__community").get(pk=shift.pk)
    if locked.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    return locked


def take(shift: Shift, role: ActivityRole | None) -> None:
    """One place. Refuses with `shift_full`, `role_full`, `shift_not_open`."""
    free = Shift.objects.filter(pk=shift.pk, state=Shift.State.OPEN, taken__lt=F("capacity"))
    if not free.update(taken=F("taken") + 1):
        raise ShiftFull() if Shift.objects.filter(pk=shift.pk, state=Shift.State.OPEN).exists() else ShiftNotOpen()
    if role and not _take_in_role(shift, role):
        raise RoleFull(role=role.name)


def give_back(sign_up: SignUp) -> None:
    """The place that it held. To be called under the lock, and followed by `move_up`."""
    Shift.objects.filter(pk=sign_up.shift_id, taken__gt=0).update(taken=F("taken") - 1)
    if sign_up.role_id:
        places = RolePlaces.objects.filter(shift=sign_up.shift_id, role=sign_up.role_id, taken__gt=0)
        places.update(taken=F("taken") - 1)


def move_up(shift: Shift) -> list[SignUp]:
    """Offer what is free to those who wait, in the order in which they came. To be called under the lock.

    An offer lasts for the hours of the setting and ends when the shift starts; afterwards nobody is offered anything.
    """
    now = timezone.now()
    if shift.state != Shift.State.OPEN or shift.starts_at <= now:
        return []
    until = min(now + timedelta(hours=conf.settings().offer_hours), shift.starts_at)
    waiting = SignUp.objects.filter(shift=shift, state=SignUp.State.WAITING).order_by("pk")
    free = Shift.objects.filter(pk=shift.pk).values_list(F("capacity") - F("taken"), flat=True)[0]
    offered: list[SignUp] = []
    for sign_up in waiting.select_related("role") if free > 0 else ():
        if len(offered) == free:
            break
        if sign_up.role and not _take_in_role(shift, sign_up.role):
            continue
        sign_up.state, sign_up.offered_at, sign_up.offer_ends_at = SignUp.State.OFFERED, now, until
        offered.append(sign_up)
    if offered:
        Shift.objects.filter(pk=shift.pk).update(taken=F("taken") + len(offered))
        SignUp.objects.bulk_update(offered, ["state", "offered_at", "offer_ends_at"])
    for sign_up in offered:
        signals.ring(signals.place_offered, sender=SignUp, sign_up=sign_up)
    return offered


def has_room(shift: Shift, role: ActivityRole | None) -> bool:
    """Whether there is a place at the locked shift, in that role."""
    if shift.taken >= shift.capacity:
        return False
    if role is None or (capacity := _capacity(role)) is None:
        return True
    return not RolePlaces.objects.filter(shift=shift, role=role, taken__gte=capacity).exists() and capacity > 0


def _take_in_role(shift: Shift, role: ActivityRole) -> bool:
    RolePlaces.objects.bulk_create([RolePlaces(shift=shift, role=role)], ignore_conflicts=True)
    places = RolePlaces.objects.filter(shift=shift, role=role)
    capacity = _capacity(role)
    if capacity is not None:
        places = places.filter(taken__lt=capacity)
    return bool(places.update(taken=F("taken") + 1))


def _capacity(role: ActivityRole) -> int | None:
    # As it stands now: it is changed under the lock of the shifts only.
    capacity: int | None = ActivityRole.objects.values_list("capacity", flat=True).get(pk=role.pk)
    return capacity
