"""Stars of volunteers: how far somebody has come by the scheme of the community.

A star is derived whenever somebody asks. It cannot be out of step with the records, and a correction takes back what
was never served. A level that stands only after a decision or a public notice is a row of the room that decides; what
the figures say is asked here first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from points.hours.minutes import Minutes, booked, minutes_of
from points.hours.models import StarLevel, StarScheme
from points.ledger.models import Book
from points.people import queries as people
from points.people.models import Grid, Resident
from points.rules.models import AwardRecord


@dataclass(frozen=True, kw_only=True)
class Count:
    """What counts for the stars of one cycle."""

    minutes: Minutes
    counted_minutes: int
    """Those entered by hand are among them where the scheme counts them."""
    points: int
    """Tenths that were earned in the person's own name."""

    def reaches(self, level: StarLevel) -> bool:
        return self.counted_minutes >= (level.minutes or 0) and self.points >= (level.points or 0)


@dataclass(frozen=True, kw_only=True)
class Step:
    level: StarLevel
    is_reached: bool


@dataclass(frozen=True, kw_only=True)
class Stars:
    """How far a resident has come."""

    scheme: StarScheme
    levels: Sequence[StarLevel]
    """All of the scheme, the lowest first."""
    level: StarLevel | None
    """The highest one that was reached."""
    next: StarLevel | None
    """None at the top."""
    count: Count
    """Of the cycle that runs."""

    @property
    def steps(self) -> list[Step]:
        """Each level, and whether it was reached."""
        rank = self.level.rank if self.level else 0
        return [Step(level=level, is_reached=level.rank <= rank) for level in self.levels]

    @property
    def is_another_count(self) -> bool:
        """Whether something else counts than the minutes of all years."""
        is_yearly = self.scheme.cycle == StarScheme.Cycle.YEARLY
        return is_yearly or not self.scheme.has_minutes_by_hand or self.asks_for_points

    @property
    def asks_for_points(self) -> bool:
        return any(level.points for level in self.levels)

    @property
    def missing_minutes(self) -> int:
        return max(0, (self.next.minutes or 0) - self.count.counted_minutes) if self.next else 0

    @property
    def missing_points(self) -> int:
        """Tenths."""
        return max(0, (self.next.points or 0) - self.count.points) if self.next else 0

    @property
    def progress(self) -> int:
        """From the level that was reached to the next one, 0 to 100; 100 at the top and nowhere else."""
        if self.next is None:
            return 100
        before = self.level
        shares = [
            _share(self.count.counted_minutes, (before and before.minutes) or 0, self.next.minutes),
            _share(self.count.points, (before and before.points) or 0, self.next.points),
        ]
        return min(99, *shares)


def scheme_in_force(community: Grid, *, on: date | None = None) -> StarScheme | None:
    """The scheme that decides on that day, or today."""
    on = on or timezone.localdate()
    begun = StarScheme.objects.filter(community=community, in_force_from__lte=on)
    return begun.filter(Q(in_force_to__isnull=True) | Q(in_force_to__gt=on)).order_by("-in_force_from").first()


def stars_of(resident: Resident, *, on: date | None = None) -> Stars | None:
    """By the scheme of the community where the resident lives; None where none is in force, or it asks for nothing."""
    on = on or timezone.localdate()
    scheme = scheme_in_force(people.community_of(resident.household.grid), on=on)
    levels = list(scheme.levels.order_by("rank")) if scheme else []
    if scheme is None or not levels:
        return None
    count = _count(resident, scheme, *_cycle(scheme, on.year))
    rank = reached(levels, count)
    if scheme.is_kept and scheme.cycle == StarScheme.Cycle.YEARLY:
        years = (_count(resident, scheme, *_cycle(scheme, year)) for year in _years_before(resident, on.year))
        rank = max([rank, *(reached(levels, past) for past in years)])
    return Stars(
        scheme=scheme,
        levels=levels,
        level=levels[rank - 1] if rank else None,
        next=levels[rank] if rank < len(levels) else None,
        count=count,
    )


def _cycle(scheme: StarScheme, year: int) -> tuple[date | None, date | None]:
    """First day, and first day that no longer counts."""
    return (date(year, 1, 1), date(year + 1, 1, 1)) if scheme.cycle == StarScheme.Cycle.YEARLY else (None, None)


def _years_before(resident: Resident, year: int) -> list[int]:
    served = booked(until=date(year, 1, 1)).filter(resident=resident)
    return [day.year for day in served.dates("occurred_on", "year")]


def reached(levels: Sequence[StarLevel], count: Count) -> int:
    """How many of the levels, from the lowest up."""
    short = (place for place, level in enumerate(levels) if not count.reaches(level))
    return next(short, len(levels))


def _count(resident: Resident, scheme: StarScheme, since: date | None, until: date | None) -> Count:
    minutes = minutes_of(resident, since=since, until=until)
    return Count(
        minutes=minutes,
        counted_minutes=minutes.total if scheme.has_minutes_by_hand else minutes.scanned,
        points=_points(resident, scheme, since, until),
    )


def _points(resident: Resident, scheme: StarScheme, since: date | None, until: date | None) -> int:
    awards = counting_awards(scheme).filter(resident=resident)
    if since and until:
        awards = awards.filter(occurred_on__gte=since, occurred_on__lt=until)
    return max(0, awards.aggregate(total=Sum("amount", default=0))["total"])


def counting_awards(scheme: StarScheme) -> QuerySet[AwardRecord]:
    """Awards whose points count; deductions lower them where stars are not kept."""
    awards = AwardRecord.objects.filter(undone_at__isnull=True, account__book=Book.CIVIC)
    return awards.filter(amount__gt=0) if scheme.is_kept else awards


def _share(have: int, before: int, needed: int | None) -> int:
    """Whole percent of the way from `before` to `needed`; nothing is missing where nothing is asked for."""
    if needed is None or needed <= before:
        return 100
    return max(0, min(100, (have - before) * 100 // (needed - before)))
