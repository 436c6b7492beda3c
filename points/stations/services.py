"""Asking at a station, and what has to follow before anybody is checked in.

The check-in itself is that of the activities, with a way of its own. It is made when the second factor has been shown,
and never before; its time is the moment of asking.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit, conf, letters, signals, tries
from points.activities import queries as activities
from points.activities import services as attendance
from points.activities.models import Activity, Direction, Shift
from points.errors import (
    AskingAnswered,
    AskingLapsed,
    AskingWaits,
    CodeExpired,
    FactorElsewhere,
    NotPermitted,
    PointsError,
    ReasonRequired,
    ShiftNotOpen,
)
from points.ledger import services as ledger
from points.people import queries as people
from points.people import services as people_services
from points.people.models import Resident
from points.permissions import User, Verb
from points.stations import queries
from points.stations.models import Asking, Station


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody before the station wants."""

    shift: Shift
    direction: str


@transaction.atomic
def open_station(activity: Activity, *, name: str, by: User) -> Station:
    """Refuses with `not_permitted`, `not_your_grid`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, activity.community)
    station = Station.objects.create(activity=activity, name=name, created_by_id=by.pk)
    log(instance=station, action="points.station_opened", user=by, data=audit.facts(activity=activity.pk))
    return station


@transaction.atomic
def change_station(station: Station, *, name: str, is_active: bool, by: User) -> Station:
    """Refuses with `not_permitted`, `not_your_grid`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, station.activity.community)
    kept = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    before = {"name": kept.name, "is_active": kept.is_active}
    kept.name, kept.is_active = name, is_active
    kept.save(update_fields=["name", "is_active"])
    log(instance=kept, action="points.station_changed", user=by, data=audit.facts(**before))
    return kept


@transaction.atomic
def renew_station_code(station: Station, *, by: User) -> Station:
    """The poster on the wall opens nothing from now on. Refuses with `not_permitted`, `not_your_grid`."""
    activities.require_organiser(by, station.activity)
    kept = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    kept.code = letters.new_code()
    kept.save(update_fields=["code"])
    log(instance=kept, action="points.station_code_renewed", user=by)
    return kept


# --- asking ---------------------------------------------------------------------------------------------------------


def ask(station: Station, *, wish: Wish, resident: Resident, by: User, key: str) -> ledger.Answer[Asking]:
    """The resident stands at the station. Nobody is checked in by this.

    Refuses with `not_permitted` (for somebody else), `station_unknown`, `not_of_this_community`, `shift_not_open`,
    `asking_waits`, `idempotency_mismatch`.
    """
    if resident.user_id is None or resident.user_id != by.pk:
        raise NotPermitted()
    wanted = {"station": station.pk, "shift": wish.shift.pk, "direction": wish.direction, "resident": resident.pk}
    return ledger.once(
        key=key,
        request={"ask": wanted},
        act=lambda: _ask(station, wish=wish, resident=resident, key=key),
        replay=lambda: Asking.objects.get(key=key),
    )


def _ask(station: Station, *, wish: Wish, resident: Resident, key: str) -> Asking:
    activities.refuse_strangers(resident, station.activity.community)
    if not queries.shifts_at(queries.station_with(station.code)).filter(pk=wish.shift.pk).exists():
        raise ShiftNotOpen()
    now = timezone.now()
    _let_lapse(resident, wish)
    asking = Asking(
        station=station,
        shift=wish.shift,
        resident=resident,
        direction=Direction(wish.direction),
        key=key,
        asked_at=now,
    )
    try:
        with transaction.atomic():
            asking.save(force_insert=True)
    except IntegrityError:
        raise AskingWaits() from None
    signals.ring(signals.asked_at_station, sender=Asking, asking=asking)
    return asking


def _let_lapse(resident: Resident, wish: Wish) -> None:
    """What nobody answered makes room for a new request."""
    old = Asking.objects.select_for_update().filter(
        resident=resident, shift=wish.shift, direction=wish.direction, state=Asking.State.WAITING
    )
    for asking in old:
        if asking.has_lapsed:
            asking.state, asking.answered_at = Asking.State.LAPSED, asking.ends_at
            asking.save(update_fields=["state", "answered_at"])


# --- the second factor ----------------------------------------------------------------------------------------------


def confirm(asking: Asking, *, by: User) -> Asking:
    """The desk has seen the person. Again for one that is confirmed changes nothing.

    Refuses with `factor_elsewhere`, `not_permitted`, `not_your_grid`, `own_household`, `asking_answered`,
    `asking_lapsed`, and as `activities.check_in_at_station` does.
    """
    _require_factor(queries.DESK)
    activities.require_organiser(by, asking.shift.activity)
    people.refuse_own_household(by, asking.resident.household)
    return _check_in(asking, by=by)


@transaction.atomic
def refuse(asking: Asking, *, why: str, by: User) -> Asking:
    """Refuses with `not_permitted`, `not_your_grid`, `reason_required`, `asking_answered`, `asking_lapsed`."""
    activities.require_organiser(by, asking.shift.activity)
    kept = _lock(asking)
    if kept.state == Asking.State.CONFIRMED:
        raise AskingAnswered()
    if why not in Asking.Why:
        raise ReasonRequired()
    kept.state, kept.why = Asking.State.REFUSED, why
    kept.answered_at, kept.answered_by_id = timezone.now(), by.pk
    kept.save(update_fields=["state", "why", "answered_at", "answered_by"])
    log(instance=kept, action="points.asking_refused", user=by, data=audit.facts(reason=why, shift=kept.shift_id))
    return kept


def prove_by_pin(asking: Asking, *, pin: str, by: User) -> Asking:
    """The person types the own PIN. It says who asks; that he stands here it does not say.

    Refuses with `factor_elsewhere`, as `people.prove_pin` does, and as `confirm`.
    """
    _require_factor(queries.PIN)
    people_services.prove_pin(asking.resident, pin=pin, by=by)
    return _check_in(asking, by=by)


def prove_by_code(asking: Asking, *, code: str, by: User) -> Asking:
    """The person types the letters that the organiser's screen shows now.

    Refuses with `factor_elsewhere`, `not_permitted`, `code_expired`, and as `confirm`.
    """
    _require_factor(queries.CODE)
    if asking.resident.user_id is None or asking.resident.user_id != by.pk:
        raise NotPermitted()
    with tries.limited("code", who=tries.of_user(by), most=conf.settings().tries_a_minute, miss=CodeExpired):
        if not activities.is_shown(Shift.objects.get(pk=asking.shift_id), code):
            raise CodeExpired()
    return _check_in(asking, by=by)


def _require_factor(factor: str) -> None:
    if conf.settings().station_factor != factor:
        raise FactorElsewhere()


def _lock(asking: Asking) -> Asking:
    """As it stands; refused unless it waits or was confirmed."""
    rows = Asking.objects.select_for_update(of=("self",))
    kept = rows.select_related("shift__activity__community", "resident__household__grid").get(pk=asking.pk)
    if kept.state == Asking.State.REFUSED:
        raise AskingAnswered()
    if kept.has_lapsed:
        raise AskingLapsed(minutes=conf.settings().station_wait_minutes)
    return kept


def _check_in(asking: Asking, *, by: User) -> Asking:
    with transaction.atomic():
        kept = _lock(asking)
        refusal = _try_to_check_in(kept, by=by)
    # Only now: the refused scan is kept, as all are.
    if refusal:
        raise refusal
    return kept


def _try_to_check_in(asking: Asking, *, by: User) -> PointsError | None:
    if asking.state == Asking.State.CONFIRMED:
        return None
    try:
        taken = attendance.check_in_at_station(
            asking.shift,
            resident=asking.resident,
            direction=asking.direction,
            asked_at=asking.asked_at,
            by=by,
            key=f"station:{asking.pk}",
        )
    except PointsError as refusal:
        return refusal
    asking.state, asking.check_in = Asking.State.CONFIRMED, taken.result
    asking.answered_at, asking.answered_by_id = timezone.now(), by.pk
    asking.save(update_fields=["state", "check_in", "answered_at", "answered_by"])
    return None
