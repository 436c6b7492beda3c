"""Sums of minutes. Scanned and hand-entered minutes are two figures in every answer; nobody gets just their sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import ExtractYear

from points.hours.models import ServiceRecord
from points.people.models import Grid, Resident

_SCANNED = Sum("minutes", filter=Q(source=ServiceRecord.Source.SCANNED), default=0)
_BY_HAND = Sum("minutes", filter=Q(source=ServiceRecord.Source.BY_HAND), default=0)

IN_TWO_COLUMNS: dict[str, Case] = {
    "minutes_scanned": Case(When(source=ServiceRecord.Source.SCANNED, then=F("minutes")), default=0),
    "minutes_by_hand": Case(When(source=ServiceRecord.Source.BY_HAND, then=F("minutes")), default=0),
}
"""For tables of records: whoever opens one in a spreadsheet adds up what stands in a column."""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Minutes that were served and booked."""

    scanned: int = 0
    by_hand: int = 0
    """Entered or corrected by a person."""

    @property
    def total(self) -> int:
        return self.scanned + self.by_hand


def booked(*, since: date | None = None, until: date | None = None) -> QuerySet[ServiceRecord]:
    """Records that count, from the day `since` up to and without the day `until`."""
    records = ServiceRecord.objects.filter(state=ServiceRecord.State.BOOKED)
    if since:
        records = records.filter(occurred_on__gte=since)
    if until:
        records = records.filter(occurred_on__lt=until)
    return records


def minutes_of(resident: Resident, *, since: date | None = None, until: date | None = None) -> Minutes:
    """What the resident served, anywhere, from `since` up to and without `until`."""
    sums = booked(since=since, until=until).filter(resident=resident).aggregate(scanned=_SCANNED, by_hand=_BY_HAND)
    return Minutes(**sums)


def yearly(records: QuerySet[ServiceRecord], residents: Sequence[int]) -> Iterator[dict[str, int]]:
    """`resident_id`, `year`, `scanned` and `by_hand` of each of them and each year in which something was served."""
    of_them = records.filter(resident__in=residents).annotate(year=ExtractYear("occurred_on")).order_by()
    yield from of_them.values("resident_id", "year").annotate(scanned=_SCANNED, by_hand=_BY_HAND)


def minutes_by_resident(community: Grid, *, since: date, until: date) -> dict[int, Minutes]:
    """By resident id, for everybody who served in the community from `since` up to and without `until`."""
    rows = (
        booked(since=since, until=until)
        .filter(community__path__startswith=community.path)
        .order_by()
        .values("resident_id")
        .annotate(scanned=_SCANNED, by_hand=_BY_HAND)
    )
    return {row["resident_id"]: Minutes(scanned=row["scanned"], by_hand=row["by_hand"]) for row in rows}
