"""Planning routes, and passing their points.

A passing never waits and is never refused for being early, late or out of order: what happened is kept with a mark. It
is refused only where it is no passing at all: with a code that is none, or of somebody who is not on the patrol.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit, letters, signals
from points.activities import queries as activities
from points.activities.models import Activity, ActivityKind, Shift
from points.errors import (
    NotAPatrol,
    NotCheckedIn,
    NotPermitted,
    PointNumberTaken,
    PointRetired,
    PointWindowImpossible,
    ReasonRequired,
    RoundElsewhere,
    RouteExists,
    RouteWalked,
    ShiftNotOpen,
)
from points.ledger import services as ledger
from points.patrols import queries
from points.patrols.models import Passing, PointCode, Route, RoutePoint
from points.patrols.reasons import CodeReason
from points.patrols.rounds import round_at, window_of
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User, Verb


@dataclass(frozen=True, kw_only=True)
class RouteDraft:
    """How a route shall be walked."""

    is_ordered: bool = True
    rounds: int = 1
    round_minutes: int = 60


@dataclass(frozen=True, kw_only=True)
class PointDraft:
    """A point as it shall be."""

    number: int
    name: str
    hint: str = ""
    opens_minute: int | None = None
    """Minutes after the start of the round; None for the whole of it."""
    closes_minute: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """What somebody says of a point that was passed."""

    code: str
    round_number: int
    seen_at: datetime | None = None
    """When the server first showed the page of the code; None for now."""
    claimed_at: datetime | None = None
    """When the person was there, told afterwards because there was no network."""

    def happened_at(self, now: datetime) -> datetime:
        # Nothing happens in the future, whatever it says.
        return min(self.claimed_at or self.seen_at or now, now)


# --- planning -------------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_route(activity: Activity, *, draft: RouteDraft, by: User) -> Route:
    """Refuses with `not_permitted`, `not_your_grid`, `not_a_patrol`, `route_exists`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, activity.community)
    if activity.kind.mode != ActivityKind.Mode.PATROL:
        raise NotAPatrol()
    if Route.objects.filter(activity=activity).exists():
        raise RouteExists()
    route = Route.objects.create(activity=activity, **vars(draft), created_by_id=by.pk)
    log(instance=route, action="points.route_planned", user=by, data=audit.facts(activity=activity.pk))
    return route


@transaction.atomic
def change_route(route: Route, *, draft: RouteDraft, by: User) -> Route:
    """Refuses with `not_permitted`, `not_your_grid`, and once it was walked with `route_walked` for other rounds."""
    people.require(by, Verb.MANAGE_ACTIVITIES, route.activity.community)
    locked = _lock(route)
    before = {name: value for name, value in vars(draft).items() if getattr(locked, name) != value}
    if before.keys() - {"is_ordered"} and Passing.objects.filter(point__route=locked).exists():
        raise RouteWalked()
    if queries.points_in_force(locked).filter(closes_minute__gt=draft.round_minutes).exists():
        raise PointWindowImpossible()
    old = {name: getattr(locked, name) for name in before}
    for name, value in before.items():
        setattr(locked, name, value)
    if before:
        locked.save(update_fields=list(before))
        log(instance=locked, action="points.route_changed", user=by, data=audit.facts(**old))
    return locked


@transaction.atomic
def add_point(route: Route, *, draft: PointDraft, by: User) -> RoutePoint:
    """With a code of its own. Refuses with `not_permitted`, `not_your_grid`, `point_number_taken`,
    `point_window_impossible`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, route.activity.community)
    locked = _lock(route)
    _refuse_impossible(locked, draft)
    point = RoutePoint.objects.create(route=locked, **vars(draft), added_at=timezone.now())
    _issue(point)
    log(instance=point, action="points.point_added", user=by, data=audit.facts(route=route.pk))
    return point


@transaction.atomic
def change_point(point: RoutePoint, *, draft: PointDraft, by: User) -> RoutePoint:
    """What was passed keeps its mark. Refuses as `add_point` does, and with `point_retired`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, point.route.activity.community)
    route = _lock(point.route)
    kept = RoutePoint.objects.select_related("route").get(pk=point.pk)
    if kept.retired_at:
        raise PointRetired()
    _refuse_impossible(route, draft, point=kept)
    before = {name: value for name, value in vars(draft).items() if getattr(kept, name) != value}
    old = {name: getattr(kept, name) for name in before}
    for name, value in before.items():
        setattr(kept, name, value)
    if before:
        kept.save(update_fields=list(before))
        log(instance=kept, action="points.point_changed", user=by, data=audit.facts(**old))
    return kept


@transaction.atomic
def retire_point(point: RoutePoint, *, by: User) -> RoutePoint:
    """No round that begins later asks for it, and its code opens nothing. Refuses with `not_permitted`,
    `not_your_grid`, `point_retired`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, point.route.activity.community)
    kept = _lock_point(point)
    kept.retired_at = timezone.now()
    kept.save(update_fields=["retired_at"])
    _revoke_code(kept)
    log(instance=kept, action="points.point_retired", user=by)
    return kept


@transaction.atomic
def renew_point_code(point: RoutePoint, *, reason: str, by: User) -> str:
    """The new code; the one on the wall is refused from now on. Refuses with `not_permitted`, `not_your_grid`,
    `reason_required`, `point_retired`."""
    activities.require_organiser(by, point.route.activity)
    kept = _lock_point(point)
    if reason not in CodeReason:
        raise ReasonRequired()
    _revoke_code(kept)
    issued = _issue(kept)
    log(instance=kept, action="points.point_code_renewed", user=by, data=audit.facts(reason=reason))
    return issued.code


def _lock(route: Route) -> Route:
    return Route.objects.select_for_update(of=("self",)).select_related("activity__community").get(pk=route.pk)


def _lock_point(point: RoutePoint) -> RoutePoint:
    kept = RoutePoint.objects.select_for_update(of=("self",)).select_related("route").get(pk=point.pk)
    if kept.retired_at:
        raise PointRetired()
    return kept


def _revoke_code(point: RoutePoint) -> None:
    PointCode.objects.filter(point=point, revoked_at=None).update(revoked_at=timezone.now())


def _issue(point: RoutePoint) -> PointCode:
    return PointCode.objects.create(point=point, code=letters.new_code(), issued_at=timezone.now())


def _refuse_impossible(route: Route, draft: PointDraft, *, point: RoutePoint | None = None) -> None:
    opens = 0 if draft.opens_minute is None else draft.opens_minute
    closes = route.round_minutes if draft.closes_minute is None else draft.closes_minute
    if not 0 <= opens < closes <= route.round_minutes:
        raise PointWindowImpossible()
    others = queries.points_in_force(route).filter(number=draft.number)
    if any(other != point for other in others):
        raise PointNumberTaken(number=draft.number)


# --- walking --------------------------------------------------------------------------------------------------------


def pass_point(sighting: Sighting, *, resident: Resident, by: User, key: str) -> ledger.Answer[Passing]:
    """The patrol was at the point in that round; whoever of it says so again gets the first passing.

    Refuses with `not_permitted` (for somebody else), `point_unknown`, `point_code_revoked`, `not_checked_in`,
    `round_elsewhere`, `shift_not_open`, `idempotency_mismatch`.
    """
    if resident.user_id is None or resident.user_id != by.pk:
        raise NotPermitted()
    request = {
        "pass_point": letters.read(sighting.code),
        "round": sighting.round_number,
        "resident": resident.pk,
        "claimed_at": sighting.claimed_at,
    }
    return ledger.once(
        key=key,
        request=request,
        act=lambda: _pass(sighting, resident=resident, by=by, key=key),
        replay=lambda: _passed_before(sighting, resident, key=key),
    )


def _pass(sighting: Sighting, *, resident: Resident, by: User, key: str) -> Passing:
    now = timezone.now()
    at, point = sighting.happened_at(now), queries.point_with(sighting.code)
    shift = activities.shared(queries.shift_walked(point.route, resident, at))
    if shift.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if sighting.round_number not in (running := round_at(point, shift, at), running - 1) or sighting.round_number < 1:
        raise RoundElsewhere()
    passing = Passing(
        shift=shift,
        point=point,
        round_number=sighting.round_number,
        resident=resident,
        key=key,
        happened_at=at,
        claimed_at=sighting.claimed_at,
        recorded_at=now,
        recorded_by_id=by.pk,
        timing=window_of(point, shift, sighting.round_number).timing_of(at),
    )
    try:
        with transaction.atomic():
            passing.save(force_insert=True)
    except IntegrityError:
        # Somebody else of the patrol was quicker: that one stands.
        return Passing.objects.get(shift=shift, point=point, round_number=sighting.round_number)
    signals.ring(signals.point_passed, sender=Passing, passing=passing)
    return passing


def _passed_before(sighting: Sighting, resident: Resident, *, key: str) -> Passing:
    own = Passing.objects.filter(key=key).first()
    if own:
        return own
    same = Passing.objects.filter(point__codes__code=letters.read(sighting.code), round_number=sighting.round_number)
    found = same.filter(shift__check_ins__resident=resident).order_by("-pk").first()
    if found is None:
        raise NotCheckedIn()
    return found
