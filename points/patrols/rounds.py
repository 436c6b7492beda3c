"""When a round is, and when a point in it is to be passed.

The first round begins with the shift, each later one so many minutes after the one before. A point has the whole round,
or a window of it. Seconds are cut, so that a mark can be read off the clock times that people see.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from points.activities.models import Shift
from points.patrols.models import Passing, Route, RoutePoint

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Window:
    opens_at: datetime
    closes_at: datetime
    """On time until then, that minute included."""

    def timing_of(self, at: datetime) -> Passing.Timing:
        at = at.replace(second=0, microsecond=0)
        if at < self.opens_at:
            return Passing.Timing.EARLY
        return Passing.Timing.LATE if at > self.closes_at else Passing.Timing.ON_TIME


def begins_at(route: Route, shift: Shift, number: int) -> datetime:
    return shift.starts_at + (number - 1) * route.round_minutes * _MINUTE


def window_of(point: RoutePoint, shift: Shift, number: int) -> Window:
    begins = begins_at(point.route, shift, number)
    closes = point.route.round_minutes if point.closes_minute is None else point.closes_minute
    return Window(opens_at=begins + (point.opens_minute or 0) * _MINUTE, closes_at=begins + closes * _MINUTE)


def round_at(point: RoutePoint, shift: Shift, at: datetime) -> int:
    """The last round in which the point is open by then; the first one before that."""
    numbers = range(point.route.rounds, 1, -1)
    return next((number for number in numbers if window_of(point, shift, number).opens_at <= at), 1)
