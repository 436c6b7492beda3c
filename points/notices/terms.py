"""How long a notice is up, and how its row is taken.

Whoever objects, answers, withdraws or reads the result for good takes the row of the notice first. So an objection of
the last second is either there when the result is read, or finds the notice ended.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from points import conf
from points.errors import TermInvalid
from points.notices.models import LONGEST, SHORTEST, PublicNotice


def default_days(kind: str) -> int:
    """The days that the settings give to a notice of this kind."""
    settings = conf.settings()
    return settings.notice_days_of_honors if kind == PublicNotice.Kind.HONORS else settings.notice_days


def refuse_days(days: int) -> None:
    """Refuses with `term_invalid`."""
    if not SHORTEST <= days <= LONGEST:
        raise TermInvalid(shortest=SHORTEST, longest=LONGEST)


def last_day(opened_at: datetime, days: int) -> date:
    """The day of putting it up does not count, the last one does to its end."""
    return timezone.localdate(opened_at) + timedelta(days=days)


def lock(notice: PublicNotice) -> PublicNotice:
    rows = PublicNotice.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("community").get(pk=notice.pk)
