"""Sums of minutes. Scanned and hand-entered minutes are two figures in every answer; nobody gets just their sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from points.errors import PointsError
from points.hours import overlaps
from points.hours.drafts import Draft, act_of, brings_points
from points.hours.models import ServiceRecord
from points.hours.proofs import verify as verify
from points.people.models import Grid, Resident
from points.rules import queries as rules

_SCANNED = Sum("minutes", filter=Q(source=ServiceRecord.Source.SCANNED), default=0)
_BY_HAND = Sum("minutes", filter=Q(source=ServiceRecord.Source.BY_HAND), default=0)


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


def current(record: ServiceRecord) -> ServiceRecord:
    """The record that stands in place of this one after its corrections; itself when there were none."""
    while newer := ServiceRecord.objects.filter(replaces=record).first():
        record = newer
    return record


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What was served would come to if it were booked now."""

    minutes: int = 0
    """Without those that stand in another record of the person."""
    award: rules.Award | None = None
    """None for hours without points."""
    refusal: PointsError | None = None
    """Why the points could not be booked: the rule book does not know the rule."""


def worth_of(draft: Draft) -> Worth:
    return worth_of_all([draft])[0]


def worth_of_all(drafts: Sequence[Draft]) -> list[Worth]:
    """What the drafts would come to together; a forecast, because others may use up a cap before it is booked.

    What refuses one refuses all, as it does when they are booked.
    """
    counted = overlaps.counted_once(drafts)
    valued = [draft for draft in counted if brings_points(draft)]
    try:
        awards = rules.values_of([act_of(draft) for draft in valued])
    except PointsError as refusal:
        return [Worth(minutes=draft.minutes, refusal=refusal if brings_points(draft) else None) for draft in counted]
    brought = dict(zip((draft.key for draft in valued), awards, strict=True))
    return [Worth(minutes=draft.minutes, award=brought.get(draft.key)) for draft in counted]


def waiting_in(paths: Q) -> QuerySet[ServiceRecord]:
    """Records that wait for a second person, the oldest first; `paths` as `people.below` gives it."""
    waiting = ServiceRecord.objects.filter(paths, state=ServiceRecord.State.WAITING)
    return waiting.select_related("resident__household__grid", "community").order_by("occurred_on", "pk")
