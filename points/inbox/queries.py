"""Reading the inbox: what came in for a resident, the newest first, and how much of it is new.

The entries of all sources are merged by their moments. A page is followed by what is older in *each* source, so that
nothing is shown twice or left out, however their clocks and their ids lie to each other.
"""

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.utils import timezone

from points import conf, statements
from points.inbox import lines
from points.inbox.entries import Entry as Entry
from points.inbox.entries import Holder as Holder
from points.inbox.models import Kind, Reading, Silence
from points.inbox.sources import SOURCES
from points.ledger import queries as ledger
from points.people.models import Resident
from points.permissions import User

MOST_COUNTED = 100
"""Beyond it nobody cares how many there are, and counting would cost."""
_FIRST_LOOK = timedelta(days=30)
"""What is older is not new to somebody who opens the inbox for the first time."""
_POSITION = re.compile(r"([a-z-]+)\.(\d{1,18})")


@dataclass(frozen=True, kw_only=True)
class Page:
    entries: list[Entry]
    older: str
    """Where the next page begins; empty on the last one."""


def page_of(resident: Resident, *, before: str = "") -> Page:
    """A page of the inbox; `before` is what the newer page gave as `older`."""
    size = conf.settings().statement_page_size
    positions = _positions(before)
    found = list(islice(_merged(Holder(resident), positions, limit=size + 1), size + 1))
    shown = found[:size]
    reached = positions | {entry.source: entry.position for entry in shown}
    return Page(entries=shown, older=_written(reached) if len(found) > size else "")


def entries_since(resident: Resident, *, since: datetime, until: datetime, most: int) -> list[Entry]:
    """The newest entries after `since` and up to `until`, not more than `most` of each source."""
    found = _merged(Holder(resident), {}, limit=most)
    return [entry for entry in found if since < entry.at <= until]


def _merged(holder: Holder, positions: dict[str, int], *, limit: int) -> Iterator[Entry]:
    found: list[Iterable[Entry]] = [
        lines.newest(holder, account, before=positions.get(lines.name_of(account)), limit=limit)
        for account in holder.accounts
    ]
    found += [source.newest(holder, before=positions.get(source.name), limit=limit) for source in SOURCES]
    return heapq.merge(*found, key=attrgetter("at"), reverse=True)


def _positions(text: str) -> dict[str, int]:
    """What cannot be read is left aside: an old link still opens."""
    return {name: int(position) for name, position in _POSITION.findall(text[:400])}


def _written(positions: dict[str, int]) -> str:
    return "_".join(f"{name}.{position}" for name, position in positions.items())


# --- what is new ----------------------------------------------------------------------------------------------------


def read_up_to(resident: Resident, *, by: User) -> datetime:
    """The moment up to which `by` has read what came in for the resident."""
    reading = Reading.objects.filter(user_id=by.pk, resident=resident).first()
    return reading.read_at if reading else timezone.now() - _FIRST_LOOK


def unread_count(resident: Resident, *, since: datetime) -> int:
    """How many entries came after that moment, counted up to `MOST_COUNTED`.

    One statement. Of the ledger it looks at the newest lines by the index of each side and at no others.
    """
    holder = Holder(resident)
    values: dict[str, Any] = {"since": statements.moment(since)}
    counts = []
    for number, account in enumerate(holder.accounts):
        values[f"account{number}"] = account.pk
        moments = ledger.newest_moments(account=f"account{number}", most=MOST_COUNTED)
        counts.append(f"(SELECT COUNT(*) FROM ({moments}) line{number} WHERE created_at > %(since)s)")
    for source in SOURCES:
        rows = source.since(holder, since).values("pk")[:MOST_COUNTED]
        counts.append(f"(SELECT COUNT(*) FROM ({_named(rows, source.name, values)}) counted)")
    row = statements.fetch_one(f"SELECT {' + '.join(counts)}", values)
    assert row is not None, "a sum has a row"
    return min(int(row[0]), MOST_COUNTED)


def _named(rows: Any, prefix: str, values: dict[str, Any]) -> str:
    """The SQL of a query whose parameters are added to `values`."""
    sql, params = rows.query.sql_with_params()
    names = [f"{prefix.replace('-', '_')}_{number}" for number in range(len(params))]
    values.update(zip(names, params, strict=True))
    return str(sql % tuple(f"%({name})s" for name in names))


# --- how somebody wants to be told ----------------------------------------------------------------------------------


def silenced(resident: Resident) -> set[Kind]:
    """Kinds that the resident does not want to be told about."""
    return {Kind(kind) for kind in Silence.objects.filter(resident=resident).values_list("kind", flat=True)}
