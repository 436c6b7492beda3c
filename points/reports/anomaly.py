"""One line of the auditor's list, and what is asked of the list.

Nobody is accused by it. A line says what happened, when, and how it compares with the threshold; most of them have an
innocent reason, and whoever looks into one writes down which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model
from django.utils import timezone

from points.people.models import Grid, Resident
from points.reports.models import AnomalyKind


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which days, and where."""

    since: date
    until: date
    """The first day that does not belong to it."""
    within: list[str] | None
    """Tree paths; None for everywhere."""

    @property
    def moments(self) -> tuple[datetime, datetime]:
        since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in (self.since, self.until))
        return since, until


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    kind: AnomalyKind
    key: str
    """The same for the same thing, whoever asks and for which days."""
    at: datetime
    community: Grid
    by: Sequence[Any]
    """Ids of the logins whose doing it is; they write no note about it."""
    figures: Mapping[str, Any]
    """What the sentence says."""
    rows: Sequence[tuple[type[Model], int]]
    """Where to look further."""
    resident: Resident | None = None
    """Whose hours they are, where they are one person's."""
