"""Setting the clock, so that history is lived and not written.

The demo calls the services in the order in which things happened. Each of them reads the clock for what it records,
who may sign up, which duty is in force; so the clock stands at that moment while it runs. Nothing but the demo does
this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Inside, `timezone.now()` is `moment`."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield moment
    finally:
        timezone.now = real


def moment(day: date, clock: str) -> datetime:
    """`moment(day, "08:30")` in the community's time zone."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def first_of_month(day: date, months: int = 0) -> date:
    """First day of the month that lies `months` after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def first_of_quarter(day: date, quarters: int = 0) -> date:
    return first_of_month(first_of_month(day, -((day.month - 1) % 3)), 3 * quarters)


def days(since: date, until: date) -> Iterator[date]:
    """Each day from `since` up to before `until`."""
    for step in range((until - since).days):
        yield since + timedelta(days=step)
