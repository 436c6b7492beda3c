"""Reminding people of a shift: the day before, and some hours before if the site wants that; and of a place that goes
to the next one soon.

A reminder is a row, and the inbox reads it; the channels of the inbox send it with whatever else came in. Each person
is reminded once of a shift in each way, however often the job runs and whatever became of the place in between. Whoever
gave the place back is not reminded, nor is whoever signs up when the moment has passed.
"""

from django.utils import timezone

from points.activities import queries
from points.activities.models import Reminder
from points.activities.reminders_due import Due


def remind() -> int:
    """Write what is due, and give how many were reminded. No user asks for it: the clock does."""
    return sum(_write(due) for due in queries.reminders_due())


def _write(due: Due) -> bool:
    """False where a run at the same moment was faster: its row counts, and nobody is reminded twice."""
    _row, is_new = Reminder.objects.get_or_create(
        shift_id=due.shift_id,
        resident_id=due.resident_id,
        kind=due.kind,
        defaults={"reminded_at": timezone.now()},
    )
    return is_new
