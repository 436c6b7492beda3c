"""The PIN of a resident: set by himself, or at the office while he stands there and types it."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from points import audit, conf, tries
from points.errors import NotPermitted, PinLocked, PinMissing, PinWrong
from points.people import pins, queries
from points.people.models import Household, Pin, PinLock, Resident
from points.permissions import User, Verb

MISSES_AT_MOST = 5
LOCKED = timedelta(minutes=10)


@transaction.atomic
def set_pin(resident: Resident, *, pin: str, by: User) -> Pin:
    """The resident's PIN from now on, in place of a former one; a lock of the household goes.

    Nobody sets it in somebody's name but staff with the duty, and not for their own household, where nobody would see
    it. Refuses with `not_permitted`, `not_your_grid`, `own_household`, `pin_invalid`, `pin_weak`.
    """
    if by.pk != resident.user_id:
        queries.require(by, Verb.MANAGE_PEOPLE, resident.household.grid)
        queries.refuse_own_household(by, resident.household)
    figures = pins.read(pin)
    pins.refuse_weak(figures, resident)
    facts = {"digest": make_password(figures), "set_at": timezone.now(), "set_by_id": by.pk}
    kept, _made = Pin.objects.update_or_create(resident=resident, defaults=facts)
    PinLock.objects.filter(household=resident.household_id).update(misses=0, ends_at=None)
    audit.write(kept, action="points.pin_set", by=by, data=queries.on_behalf_of(by, resident))
    return kept


def prove_pin(resident: Resident, *, pin: str, by: User) -> None:
    """That it is really the resident who holds the phone on which he is signed in.

    Refuses with `not_permitted` (somebody else), `pin_missing`, `pin_invalid`, `pin_locked`, `pin_wrong`,
    `too_many_tries`.
    """
    if resident.user_id is None or resident.user_id != by.pk:
        raise NotPermitted()
    kept = Pin.objects.filter(resident=resident, resident__is_active=True).first()
    if kept is None:
        raise PinMissing()
    try_pin(kept, pin=pins.read(pin), by=by)


def try_pin(kept: Pin, *, pin: str, by: User) -> None:
    """Refuses with `pin_locked`, `pin_wrong`, `too_many_tries`."""
    with tries.limited("pin", who=tries.of_user(by), most=conf.settings().tries_a_minute, miss=PinWrong):
        _try(kept, kept.resident.household, pin=pin, by=by)


def _try(kept: Pin, household: Household, *, pin: str, by: User) -> None:
    left = _count_try(household, by)
    # Looked at outside of any lock: a slow digest is the point of it, and nobody else waits for it.
    if not check_password(pin, kept.digest):
        raise PinWrong(left=left)
    PinLock.objects.filter(household=household).update(misses=0, ends_at=None)


@transaction.atomic
def _count_try(household: Household, by: User) -> int:
    """How many are left. Counted before the PIN is looked at, so that many tries at once do not slip through."""
    PinLock.objects.get_or_create(household=household)
    lock = PinLock.objects.select_for_update(of=("self",)).get(household=household)
    now = timezone.now()
    if lock.ends_at and lock.ends_at > now:
        raise PinLocked(minutes=-(-(lock.ends_at - now) // timedelta(minutes=1)))
    lock.misses = 1 if lock.ends_at else lock.misses + 1
    lock.ends_at = now + LOCKED if lock.misses >= MISSES_AT_MOST else None
    lock.save(update_fields=["misses", "ends_at"])
    if lock.ends_at:
        audit.write(household, action="points.pin_locked", by=by, title=f"#{household.pk}")
    return MISSES_AT_MOST - lock.misses
