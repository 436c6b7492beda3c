"""The PIN of a resident: set by himself, or at the office while he stands there and types it."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from points import audit
from points.people import pins, queries
from points.people.models import Pin, PinLock, Resident
from points.permissions import User, Verb


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
