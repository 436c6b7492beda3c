"""Hours that were served, as sums: by month, team, grid, kind or programme.

Scanned minutes and those entered by hand are two sums in each line and in the last one. The database adds up; what is
read is one row for each line of the report, so a town with hundreds of villages takes as many statements as a village.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.activities import queries as activities
from points.activities.models import Activity, ActivityKind, Programme, Shift
from points.hours import queries as hours
from points.hours.models import ServiceRecord
from points.hours.queries import Minutes
from points.people import queries as people
from points.people.models import Grid, Household, Residence, Team


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
    rows = _by_month(records) if by == By.MONTH else _joined(by, records)
    return Sums(lines=_in_words(by, rows), total=_line(None, records.aggregate(**SUMS)))


def served(*, since: date, until: date, within: list[str] | None) -> QuerySet[ServiceRecord]:
    """The records that count, without those by which somebody was found not to have been there."""
    here = people.below(within, "community__path") | people.below(within, "resident__household__grid__path")
    return hours.booked(since=since, until=until).filter(here, minutes__gt=0)


def _by_month(records: QuerySet[ServiceRecord]) -> list[Line]:
    rows = records.annotate(what=TruncMonth("occurred_on")).order_by().values("what").annotate(**SUMS)
    return [_line(row["what"], row) for row in rows.iterator()]


def _joined(by: By, records: QuerySet[ServiceRecord]) -> list[Line]:
    """The shift stands in the key and the home hangs on a day, and the ORM joins neither; as a subquery they would be
    looked up once for each record."""
    facts = records.annotate(at_shift=activities.shift_in_key(), home=F("resident__household_id")).order_by()
    try:
        found, params = facts.values(*_FACTS).query.sql_with_params()
    except EmptyResultSet:
        # Whoever serves nowhere.
        return []
    what, joins = (_LIVED_IN, _HOMES) if by == By.GRID else (f"planned.{by}_id", _PLANS)
    sql = f"""
        SELECT {what}, COUNT(DISTINCT found.resident_id), COUNT(*),
            COALESCE(SUM(CASE WHEN found.source = 'scanned' THEN found.minutes END), 0),
            COALESCE(SUM(CASE WHEN found.source = 'by_hand' THEN found.minutes END), 0)
        FROM ({found}) found {joins} GROUP BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_line(what, dict(zip(SUMS, figures, strict=True))) for what, *figures in cursor.fetchall()]


_FACTS = ("resident_id", "occurred_on", "minutes", "source", "at_shift", "home")
_PLANS = (
    f"LEFT JOIN {Shift._meta.db_table} held ON held.id = found.at_shift "
    f"LEFT JOIN {Activity._meta.db_table} planned ON planned.id = held.activity_id"
)
_HOMES = (
    f"JOIN {Household._meta.db_table} today ON today.id = found.home "
    f"LEFT JOIN {Residence._meta.db_table} lived ON lived.household_id = found.home "
    "AND lived.since <= found.occurred_on AND (lived.until IS NULL OR lived.until > found.occurred_on)"
)
_LIVED_IN = "COALESCE(lived.grid_id, today.grid_id)"
"""Where the household lived on that day: what was done in a building stays there when somebody moves away."""


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
