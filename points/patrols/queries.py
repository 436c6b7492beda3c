"""Reading patrols: whose code this is, what of a round is done, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from points import letters
from points.activities import queries as activities
from points.activities.models import CheckIn, Shift, SignUp
from points.errors import NotCheckedIn, PointCodeRevoked, PointUnknown
from points.patrols.models import Passing, PointCode, Route, RoutePoint
from points.patrols.rounds import Window, begins_at, round_at, window_of
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User

_TOLD_LATER = timedelta(minutes=5)


class State(StrEnum):
    PASSED = "passed"
    MISSING = "missing"
    """Its time is over."""
    DUE = "due"
    AHEAD = "ahead"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One point in one round."""

    point: RoutePoint
    window: Window
    passing: Passing | None
    state: State
    is_out_of_order: bool = False
    """Passed before a point that stands earlier on the route."""

    @property
    def is_told_later(self) -> bool:
        passing = self.passing
        return passing is not None and passing.recorded_at - passing.happened_at > _TOLD_LATER


@dataclass(frozen=True, kw_only=True)
class Round:
    number: int
    starts_at: datetime
    ends_at: datetime
    steps: Sequence[Step]

    @property
    def passed(self) -> int:
        return sum(step.passing is not None for step in self.steps)

    @property
    def missing(self) -> list[Step]:
        return [step for step in self.steps if step.state == State.MISSING]


def point_with(typed: str) -> RoutePoint:
    """Whose code this is. Refuses with `point_unknown`, and with `point_code_revoked` for an old poster."""
    found = PointCode.objects.select_related("point__route__activity__community")
    code = found.filter(code=letters.read(typed)[: letters.LENGTH + 1]).first()
    if code is None:
        raise PointUnknown()
    if code.revoked_at:
        raise PointCodeRevoked(point=code.point.name)
    return code.point


def code_of(point: RoutePoint) -> str:
    """The code in force; empty for a point that is retired."""
    return point.codes.filter(revoked_at=None).values_list("code", flat=True).first() or ""


def shift_walked(route: Route, resident: Resident, at: datetime) -> Shift:
    """The shift along the route at which the resident was in at that moment. Refuses with `not_checked_in`."""
    there = CheckIn.objects.filter(shift__activity=route.activity_id, resident=resident, in_at__lte=at)
    stayed = there.filter(Q(out_at=None) | Q(out_at__gte=at)).exclude(shift__state=Shift.State.CANCELLED)
    # Of yesterday's shift somebody may have forgotten to check out.
    near = stayed.filter(shift__ends_at__gte=at - timedelta(hours=12)).select_related("shift__activity__community")
    check_in = near.order_by("-shift__starts_at").first()
    if check_in is None:
        raise NotCheckedIn()
    return check_in.shift


def route_of(shift: Shift) -> Route | None:
    return Route.objects.select_related("activity__community").filter(activity=shift.activity_id).first()


def offered_rounds(point: RoutePoint, shift: Shift, at: datetime) -> list[int]:
    """In which rounds the point may be passed now: in the one that runs, or in the one before if it was forgotten."""
    running = round_at(point, shift, at)
    passed = set(Passing.objects.filter(shift=shift, point=point).values_list("round_number", flat=True))
    return [number for number in (running, running - 1) if number >= 1 and number not in passed]


def passing_at(point: RoutePoint, shift: Shift, number: int) -> Passing | None:
    return Passing.objects.filter(shift=shift, point=point, round_number=number).select_related("resident").first()


def earlier_open(point: RoutePoint, shift: Shift, number: int) -> RoutePoint | None:
    """A point that comes before this one and has not been passed in the round, where the order counts."""
    if not point.route.is_ordered:
        return None
    before = RoutePoint.objects.filter(route=point.route_id, retired_at=None, number__lt=point.number)
    return before.exclude(passings__in=Passing.objects.filter(shift=shift, round_number=number)).first()


def rounds_of(route: Route, shift: Shift) -> list[Round]:
    """What was walked of the shift, round by round."""
    points = list(route.points.select_related("route"))
    passings = Passing.objects.filter(shift=shift).select_related("resident__household__grid")
    passed = {(row.round_number, row.point_id): row for row in passings}
    return [
        Round(
            number=number,
            starts_at=begins_at(route, shift, number),
            ends_at=begins_at(route, shift, number + 1),
            steps=_steps(shift, number, points, passed),
        )
        for number in range(1, route.rounds + 1)
    ]


def _steps(
    shift: Shift, number: int, points: Sequence[RoutePoint], passed: Mapping[tuple[int, int], Passing]
) -> list[Step]:
    steps: list[Step] = []
    latest: datetime | None = None
    for point in points:
        passing, window = passed.get((number, point.pk)), window_of(point, shift, number)
        if passing is None and not _is_asked_for(point, shift, number):
            continue
        at = passing.happened_at if passing else None
        steps.append(
            Step(
                point=point,
                window=window,
                passing=passing,
                state=_state(shift, window, is_passed=passing is not None),
                is_out_of_order=bool(point.route.is_ordered and at and latest and at < latest),
            )
        )
        latest = max(filter(None, (latest, at)), default=None)
    return steps


def _is_asked_for(point: RoutePoint, shift: Shift, number: int) -> bool:
    """Whether the point stood on the route during the round."""
    starts_at, ends_at = begins_at(point.route, shift, number), begins_at(point.route, shift, number + 1)
    return point.added_at < ends_at and (point.retired_at is None or point.retired_at > starts_at)


def _state(shift: Shift, window: Window, *, is_passed: bool) -> State:
    now = timezone.now()
    if is_passed:
        return State.PASSED
    if shift.state != Shift.State.OPEN or window.timing_of(now) == Passing.Timing.LATE:
        return State.MISSING
    return State.DUE if window.opens_at <= now else State.AHEAD


def unpassed(route: Route, shift: Shift) -> list[tuple[int, RoutePoint]]:
    """Every point of every round that nobody passed, with the number of the round."""
    rounds = rounds_of(route, shift)
    return [(found.number, step.point) for found in rounds for step in found.steps if step.passing is None]


def may_see_rounds(user: User, shift: Shift) -> bool:
    """Whoever runs the shift, has a place at it or came to it."""
    if activities.may_run(user, shift.activity):
        return True
    resident = people.resident_of(user)
    if resident is None:
        return False
    has_place = SignUp.objects.filter(shift=shift, resident=resident, state=SignUp.State.CONFIRMED).exists()
    return has_place or CheckIn.objects.filter(shift=shift, resident=resident).exists()


def points_in_force(route: Route) -> QuerySet[RoutePoint]:
    return route.points.filter(retired_at=None)
