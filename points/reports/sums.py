"""Hours that were served, as sums: by month, team, grid, kind or programme.

Scanned minutes and those entered by hand are two sums in each line and in the last one. The database adds up; what is
read is one row for each line of the report, so a town with hundreds of villages takes as many statements as a village.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.activities import queries as activities
from points.activities.models import ActivityKind, Programme, Shift
from points.hours import queries as hours
from points.hours.models import ServiceRecord
from points.hours.queries import Minutes
from points.people import queries as people
from points.people.models import Grid, Residence, Team


class By(models.TextChoices):
    """What the lines of the report are."""

    MONTH = "month", pgettext_lazy("in a report", "Month")
    TEAM = "team", _("Team")
    GRID = "grid", pgettext_lazy("where people live", "Grid")
    KIND = "kind", _("Activity kind")
    PROGRAMME = "programme", _("Programme")


@dataclass(frozen=True, kw_only=True)
class Line:
    what: Any
    """The first day of the month, or a name; None for what belongs to no team or programme."""
    people: int
    services: int
    minutes: Minutes


@dataclass(frozen=True, kw_only=True)
class Sums:
    lines: list[Line]
    total: Line
    """Whoever stands in several lines is one person here."""


SUMS: dict[str, Any] = {
    "people": Count("resident", distinct=True),
    "services": Count("pk"),
    "scanned": Sum("minutes", filter=Q(source=ServiceRecord.Source.SCANNED), default=0),
    "by_hand": Sum("minutes", filter=Q(source=ServiceRecord.Source.BY_HAND), default=0),
}
_NAMED: Mapping[By, type[models.Model]] = {By.TEAM: Team, By.KIND: ActivityKind, By.PROGRAMME: Programme}


def hours_by(by: By, *, since: date, until: date, within: list[str] | None) -> Sums:
    """What was served from `since` up to and without `until`.

    `within` are tree paths: what was served there, and what people served who live there; None for everywhere.
    """
    records = served(since=since, until=until, within=within)
    grouped = records.annotate(at_shift=activities.shift_in_key()).annotate(what=_what(by))
    rows = grouped.order_by().values("what").annotate(**SUMS)
    lines = [_line(row["what"], row) for row in rows.iterator()]
    return Sums(lines=_in_words(by, lines), total=_line(None, records.aggregate(**SUMS)))


def served(*, since: date, until: date, within: list[str] | None) -> QuerySet[ServiceRecord]:
    """The records that count, without those by which somebody was found not to have been there."""
    here = people.below(within, "community__path") | people.below(within, "resident__household__grid__path")
    return hours.booked(since=since, until=until).filter(here, minutes__gt=0)


def _what(by: By) -> Any:
    if by == By.MONTH:
        return TruncMonth("occurred_on")
    if by == By.GRID:
        return _lived_in()
    return Subquery(Shift.objects.filter(pk=OuterRef("at_shift")).values(f"activity__{by}")[:1])


def _lived_in() -> Any:
    """Where the household lived on that day: what was done in a building stays there when somebody moves away."""
    lived = Residence.objects.filter(
        Q(until__isnull=True) | Q(until__gt=OuterRef("occurred_on")),
        household=OuterRef("resident__household"),
        since__lte=OuterRef("occurred_on"),
    )
    return Coalesce(
        Subquery(lived.values("grid_id")[:1]), F("resident__household__grid_id"), output_field=models.BigIntegerField()
    )


def _line(what: Any, row: Mapping[str, Any]) -> Line:
    minutes = Minutes(scanned=row["scanned"], by_hand=row["by_hand"])
    return Line(what=what, people=row["people"], services=row["services"], minutes=minutes)


def _in_words(by: By, lines: Iterable[Line]) -> list[Line]:
    """With names in place of ids, in the order in which people look for them."""
    known = list(lines)
    if by == By.MONTH:
        return sorted(known, key=lambda line: line.what)
    places = _places(by, [line.what for line in known if line.what])
    # What has no name comes last.
    known.sort(key=lambda line: places.get(line.what, ("\uffff", "")))
    names = {pk: name for pk, (_order, name) in places.items()}
    return [
        Line(what=names.get(line.what), people=line.people, services=line.services, minutes=line.minutes)
        for line in known
    ]


def _places(by: By, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Of each row by what it is sorted, and how it is named; with the community where there is more than one."""
    if by == By.GRID:
        return _grids(ids)
    model = _NAMED[by]
    if by == By.KIND:
        return {row.pk: (str(row), str(row)) for row in model._default_manager.in_bulk(ids).values()}
    rows = model._default_manager.select_related("community").in_bulk(ids).values()
    is_one = len({row.community_id for row in rows}) < 2
    return {
        row.pk: (f"{row.community.path}{row.name}", row.name if is_one else f"{row.community.name} {row.name}")
        for row in rows
    }


def _grids(ids: list[int]) -> dict[int, tuple[str, str]]:
    found = Grid.objects.in_bulk(ids).values()
    above = {grid.path[: -Grid.steplen] for grid in found if grid.depth > 1}
    parents = {grid.path: grid.name for grid in Grid.objects.filter(path__in=sorted(above))}
    return {
        grid.pk: (grid.path, f"{parents.get(grid.path[: -Grid.steplen], '')} {grid.name}".strip()) for grid in found
    }
