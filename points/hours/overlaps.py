"""Nobody is at two places at once: a minute that stands in one record does not count in another.

It happens honestly. Somebody forgets to scan out, walks over to the next activity and scans in there; the first shift
is closed with its planned end, and both claim the same half hour. The record that was written first keeps its minutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from points.hours.drafts import Draft
from points.hours.models import ServiceRecord

Stretch = tuple[datetime, datetime]


def counted(residents: Sequence[int], *, since: datetime, until: datetime) -> dict[int, list[Stretch]]:
    """The times between `since` and `until` that stand in records of these residents, by resident id."""
    found = defaultdict(list)
    for start in range(0, len(residents), 500):
        rows = ServiceRecord.objects.filter(
            resident__in=residents[start : start + 500], started_at__lt=until, ended_at__gt=since, minutes__gt=0
        ).exclude(state=ServiceRecord.State.REVERSED)
        for resident, *stretch in rows.values_list("resident", "started_at", "ended_at"):
            found[resident].append((stretch[0], stretch[1]))
    return found


def longest_free(stretch: Stretch, taken: Iterable[Stretch]) -> Stretch:
    """The longest part of `stretch` that nothing in `taken` covers; of no length where all is covered."""
    free = [stretch]
    for begins, ends in taken:
        cut = [part for since, until in free for part in ((since, min(until, begins)), (max(since, ends), until))]
        free = [(since, until) for since, until in cut if since < until]
    return max(free, key=lambda part: part[1] - part[0], default=(stretch[0], stretch[0]))


def counted_once(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, each cut to what does not stand in another record of the person."""
    if not drafts:
        return []
    since, until = min(draft.started_at for draft in drafts), max(draft.ended_at for draft in drafts)
    taken = counted([draft.resident.pk for draft in drafts], since=since, until=until)
    return [_cut(draft, taken[draft.resident.pk]) if draft.resident.pk in taken else draft for draft in drafts]


def _cut(draft: Draft, taken: list[Stretch]) -> Draft:
    stretch = draft.started_at, draft.ended_at
    started_at, ended_at = longest_free(stretch, taken)
    if (started_at, ended_at) == stretch:
        return draft
    minutes = (ended_at - started_at) // timedelta(minutes=1)
    # What is left of a night may begin on the next day, and by that day the rule book values it.
    occurred_on = timezone.localdate(started_at)
    return replace(draft, started_at=started_at, ended_at=ended_at, minutes=minutes, occurred_on=occurred_on)
