"""Acting in somebody's name: begun, kept up by staff who are busy, ended.

It is short on purpose. Family have a day, after which they say again for whom they act. Staff have a quarter of an hour
since the last page and an hour in all, because the device is handed from one neighbour to the next.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from points import audit, signals
from points.errors import PinMissing, PinSetByHelper, ProxyEnded
from points.people import pins, queries
from points.people.models import Acting, Pin, Proxy, ProxyKind, Resident
from points.people.services.pins import try_pin
from points.permissions import User, Verb

FAMILY_AT_MOST = timedelta(days=1)
STAFF_WITHOUT_A_PAGE = timedelta(minutes=15)
STAFF_AT_MOST = timedelta(hours=1)
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
    try_pin(kept, pin=figures, by=by)
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
