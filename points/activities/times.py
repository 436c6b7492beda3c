"""Which moments count at a shift.

People come early and leave late. A way in is accepted from a while before the planned start until the planned end, a
way out until the grace after the end is over. What counts as service starts with the planned start at the earliest and
ends with the grace at the latest. Seconds are cut, so that the minutes are the difference of the times that people
see.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from points import conf
from points.activities.models import Direction, Shift
from points.errors import InvalidTimes, OutsideShiftTime

_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(days=1)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Served:
    """What somebody's times at a shift come to."""

    started_at: datetime
    ended_at: datetime
    minutes: int
    is_closed_automatically: bool
    """The way out was missing; the planned end was taken."""


def refuse_impossible(starts_at: datetime, ends_at: datetime) -> None:
    """Refuses with `invalid_times` a shift that ends before it starts or is longer than a day."""
    if not starts_at < ends_at <= starts_at + _LONGEST:
        raise InvalidTimes()


def over_at(shift: Shift) -> datetime:
    """The end of the grace: nobody is scanned out after it."""
    return shift.ends_at + conf.settings().shift_grace_minutes * _MINUTE


def is_overdue(shift: Shift, now: datetime) -> bool:
    """Whether its organiser has had the time to close it."""
    return now >= shift.ends_at + timedelta(hours=conf.settings().close_after_hours)


def refuse_outside(shift: Shift, direction: str, at: datetime) -> None:
    """Refuses with `outside_shift_time`."""
    starts_by, ends_from = bounds(direction, at)
    if not (shift.starts_at <= starts_by and shift.ends_at >= ends_from):
        early, late = _early_and_late(direction)
        raise OutsideShiftTime(since=clock(shift.starts_at - early), until=clock(shift.ends_at + late))


def bounds(direction: str, at: datetime) -> tuple[datetime, datetime]:
    """When a shift that takes a scan of that moment starts at the latest, and when it ends at the earliest."""
    early, late = _early_and_late(direction)
    # A device may claim the year 1.
    at = max(at, _LONG_AGO)
    return at + early, at - late


def _early_and_late(direction: str) -> tuple[timedelta, timedelta]:
    settings = conf.settings()
    late = settings.shift_grace_minutes if direction == Direction.OUT else 0
    return settings.scan_early_minutes * _MINUTE, late * _MINUTE


def served(shift: Shift, *, in_at: datetime | None, out_at: datetime | None, now: datetime) -> Served | None:
    """Minutes from in and out, cut to the shift; None when the way in is missing.

    A missing way out is taken as the planned end, or as `now` when the shift is closed before its end.
    """
    if in_at is None:
        return None
    started_at = _cut(max(in_at, shift.starts_at))
    ended_at = _cut(min(out_at, over_at(shift)) if out_at else min(shift.ends_at, now))
    ended_at = max(started_at, ended_at)
    return Served(
        started_at=started_at,
        ended_at=ended_at,
        minutes=(ended_at - started_at) // _MINUTE,
        is_closed_automatically=out_at is None,
    )


def _cut(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def clock(at: datetime) -> str:
    """A moment as a refusal names it."""
    return f"{timezone.localtime(at):%m-%d %H:%M}"
