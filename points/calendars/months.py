"""A month of shifts, week by week, as it hangs on a wall: Monday first."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from points.activities.models import Shift

_WEEKS = calendar.Calendar(firstweekday=calendar.MONDAY)


@dataclass(frozen=True, kw_only=True)
class Day:
    on: date
    is_of_month: bool
    is_today: bool
    shifts: list[Shift] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day]]

    @property
    def days(self) -> list[Day]:
        """Those of the month on which there is something."""
        return [day for week in self.weeks for day in week if day.is_of_month and day.shifts]

    @property
    def next_day(self) -> date | None:
        """The first of them that is not over, when others are; a reader of this month begins there."""
        today = timezone.localdate()
        ahead = [day.on for day in self.days if day.on >= today]
        return ahead[0] if ahead and self.days[0].on < today else None


def bounds(first: date) -> tuple[datetime, datetime]:
    """When the month begins, and when the next one does."""
    return _midnight(first), _midnight(after(first))


def month_of(first: date, shifts: Iterable[Shift]) -> Month:
    """Each shift stands on the day on which it begins."""
    by_day: dict[date, list[Shift]] = {}
    for shift in shifts:
        by_day.setdefault(timezone.localdate(shift.starts_at), []).append(shift)
    today = timezone.localdate()
    weeks = [
        [
            Day(on=on, is_of_month=on.month == first.month, is_today=on == today, shifts=by_day.get(on, []))
            for on in week
        ]
        for week in _WEEKS.monthdatescalendar(first.year, first.month)
    ]
    return Month(first=first, weeks=weeks)


def before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))
