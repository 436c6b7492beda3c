"""Acting in somebody's name: begun, kept up by staff who are busy, ended.

It is short on purpose. Family have a day, after which they say again for whom they act. Staff have a quarter of an hour
since the last page and an hour in all, because the device is handed from one neighbour to the next.
"""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from points import audit, conf, signals, tries
from points.errors import PinLocked, PinMissing, PinSetByHelper, PinWrong, ProxyEnded
from points.people import pins, queries
from points.people.models import Acting, Household, Pin, PinLock, Proxy, ProxyKind, Resident
from points.permissions import User, Verb

FAMILY_AT_MOST = timedelta(days=1)
STAFF_WITHOUT_A_PAGE = timedelta(minutes=15)
STAFF_AT_MOST = timedelta(hours=1)
MISSES_AT_MOST = 5
LOCKED = timedelta(minutes=10)
_WRITTEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def begin_acting(proxy: Proxy, *, by: User) -> Acting:
    """From now on `by` acts for that resident, and for nobody else any more. Refuses with `proxy_ended`."""
    # It is not ended at the same moment.
    Proxy.objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    if not queries.proxies_of(by).filter(pk=proxy.pk).exists():
        raise ProxyEnded()
    return _begin(proxy.resident, kind=ProxyKind(proxy.kind), proxy=proxy, by=by)


def assist(resident: Resident, *, pin: str, by: User) -> Acting:
    """Staff act for somebody who stands beside them and has typed the PIN on their device.

    Not for the own household: at home one is family, and is appointed and shown as such. And whoever set the PIN does
    not use it, because then nobody but him need be there. Refuses with `not_permitted`, `not_your_grid`,
    `own_household`, `pin_missing`, `pin_set_by_helper`, `pin_invalid`, `pin_locked`, `pin_wrong`,
    `too_many_tries`.
    """
    household = resident.household
    queries.require(by, Verb.ASSIST, household.grid)
    queries.refuse_own_home(by, household)
    kept = Pin.objects.filter(resident=resident, resident__is_active=True).first()
    if kept is None:
        raise PinMissing()
    if kept.set_by_id == by.pk:
        raise PinSetByHelper()
    figures = pins.read(pin)
    with tries.limited("pin", who=tries.of_user(by), most=conf.settings().tries_a_minute, miss=PinWrong):
        _try(kept, household, pin=figures, by=by)
    return _begin(resident, kind=ProxyKind.STAFF, proxy=None, by=by)


def keep_acting(acting: Acting) -> None:
    """A helper is busy: the quarter of an hour begins anew. Written at most once a minute."""
    if acting.kind != ProxyKind.STAFF:
        return
    until = _end_of(ProxyKind.STAFF, acting.began_at, timezone.now())
    if until - acting.ends_at >= _WRITTEN_EVERY:
        # What was ended in between stays ended.
        Acting.objects.filter(pk=acting.pk, ends_at=acting.ends_at).update(ends_at=until)


def attend(request: HttpRequest) -> Resident | None:
    """Whom a page is about, as `queries.resident_asking` says; a helper who opens it is busy with that person.

    For the pages that somebody reads or sends. What a page asks for by itself (the points in a page of the host, the
    service worker) is no sign that anybody is there.
    """
    if acting := queries.acting_in(request):
        keep_acting(acting)
    return queries.resident_asking(request)


@transaction.atomic
def end_acting(user: User) -> int:
    """The user acts for nobody any more; how many that were."""
    now = timezone.now()
    running = list(Acting.objects.select_for_update(of=("self",)).filter(user_id=user.pk, ends_at__gt=now))
    for acting in running:
        acting.ends_at = now
        acting.save(update_fields=["ends_at"])
        audit.write(acting, action="points.acting_ended", by=user, data=_facts(acting))
    return len(running)


@transaction.atomic
def _begin(resident: Resident, *, kind: ProxyKind, proxy: Proxy | None, by: User) -> Acting:
    end_acting(by)
    now = timezone.now()
    acting = Acting.objects.create(
        resident=resident, user_id=by.pk, kind=kind, proxy=proxy, began_at=now, ends_at=_end_of(kind, now, now)
    )
    audit.write(acting, action="points.acting_begun", by=by, data=_facts(acting))
    signals.ring(signals.acting_begun, sender=Acting, acting=acting)
    return acting


def _end_of(kind: ProxyKind, began_at: datetime, now: datetime) -> datetime:
    if kind == ProxyKind.STAFF:
        return min(now + STAFF_WITHOUT_A_PAGE, began_at + STAFF_AT_MOST)
    return began_at + FAMILY_AT_MOST


def _facts(acting: Acting) -> dict[str, object]:
    return audit.facts(on_behalf_of=acting.resident_id, kind=acting.kind, is_by_pin=acting.proxy_id is None)


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
