"""Proxies: who may act in somebody's name.

A grown-up chooses for himself, among his own household or with his paper at the office. For a child another grown-up of
the household says who its guardian is, or the office does. Nobody appoints himself, the office's people neither.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit, signals
from points.errors import (
    AlreadyProxy,
    HelperWithoutDuty,
    NotAMinor,
    NotPermitted,
    ProxyEnded,
    SelfAppointed,
)
from points.people import queries
from points.people.models import Acting, Proxy, ProxyKind, Resident
from points.permissions import User, Verb


@transaction.atomic
def appoint_proxy(resident: Resident, *, user: User, kind: ProxyKind, since: date, by: User) -> Proxy:
    """From the day `since` the user may act for the resident.

    Refuses with `self_appointed`, `not_permitted`, `not_your_grid`, `not_a_minor` (a guardian is for children),
    `helper_without_duty`, `own_household` (staff: at home one is family), `already_proxy`.
    """
    _permit(resident, user=user, kind=kind, by=by)
    _refuse(resident, user=user, kind=kind)
    try:
        with transaction.atomic():
            proxy = Proxy.objects.create(
                resident=resident, user_id=user.pk, kind=kind, since=since, recorded_by_id=by.pk
            )
    except IntegrityError as refusal:
        raise AlreadyProxy() from refusal
    facts = audit.facts(kind=kind, user=user.pk) | queries.on_behalf_of(by, resident)
    audit.write(proxy, action="points.proxy_appointed", by=by, data=facts)
    signals.ring(signals.proxy_appointed, sender=Proxy, proxy=proxy)
    return proxy


@transaction.atomic
def end_proxy(proxy: Proxy, *, by: User) -> Proxy:
    """It no longer holds, and what goes on under it ends at once.

    The resident may, for a child a grown-up of its household, the proxy himself, and staff. Refuses with
    `not_permitted`, `not_your_grid`, `proxy_ended`.
    """
    is_parent = queries.is_minor(proxy.resident) and queries.is_grown_up_beside(by, proxy.resident)
    if by.pk not in (proxy.resident.user_id, proxy.user_id) and not is_parent:
        queries.require(by, Verb.MANAGE_PEOPLE, proxy.resident.household.grid)
    # Whoever begins to act under it waits here, and finds it ended.
    locked = Proxy.objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    if locked.until is not None:
        raise ProxyEnded()
    proxy.until = max(timezone.localdate(), locked.since)
    proxy.save(update_fields=["until"])
    now = timezone.now()
    Acting.objects.filter(proxy=proxy, ends_at__gt=now).update(ends_at=now)
    facts = audit.facts(kind=proxy.kind, user=proxy.user_id) | queries.on_behalf_of(by, proxy.resident)
    audit.write(proxy, action="points.proxy_ended", by=by, data=facts)
    signals.ring(signals.proxy_ended, sender=Proxy, proxy=proxy)
    return proxy


def _permit(resident: Resident, *, user: User, kind: ProxyKind, by: User) -> None:
    if user.pk in (by.pk, resident.user_id):
        raise SelfAppointed()
    if kind == ProxyKind.GUARDIAN:
        is_at_home = queries.is_grown_up_beside(by, resident) and queries.is_grown_up_beside(user, resident)
    else:
        is_at_home = by.pk == resident.user_id and not queries.is_minor(resident)
    if not is_at_home:
        queries.require(by, Verb.MANAGE_PEOPLE, resident.household.grid)


def _refuse(resident: Resident, *, user: User, kind: ProxyKind) -> None:
    if not resident.is_active or not user.is_active:
        raise NotPermitted()
    if kind == ProxyKind.GUARDIAN and not queries.is_minor(resident):
        raise NotAMinor()
    if kind == ProxyKind.STAFF:
        if not queries.may(user, Verb.ASSIST, resident.household.grid):
            raise HelperWithoutDuty()
        queries.refuse_own_home(user, resident.household)
