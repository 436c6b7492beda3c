"""Who came of those who were expected: by team, by shift, and for whoever plans the shifts by person.

What a place came to is said by the room of activities, excuses among it. A no-show fades there after `no_show_days`:
from then on it is neither shown nor counted here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from points import conf
from points.activities import queries as activities
from points.activities.models import CheckIn, SignUp
from points.people import queries as people

_AT_ONCE = 2000


class Expected(models.TextChoices):
    """What the lines of the report are."""

    TEAM = "team", _("Team")
    SHIFT = "shift", _("Shift")
    PERSON = "person", _("Person")


@dataclass(frozen=True, kw_only=True)
class Places:
    """How many confirmed places came to what."""

    signed_up: int
    came: int
    late: int
    """Among those who came."""
    excused: int
    missed: int


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    team: str | None
    community: str
    places: Places


@dataclass(frozen=True, kw_only=True)
class ShiftLine:
    activity: str
    starts_at: datetime
    team: str | None
    places: Places


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    name: str
    """In full, for whoever may read it."""
    lives: str
    """Tree path of the grid, by which it is known who may."""
    grid: str
    places: Places


def attendance(*, since: date, until: date, within: list[str] | None) -> Places:
    """All together."""
    return Places(**_expected(since, until, within).aggregate(**_counts()))


def by_team(*, since: date, until: date, within: list[str] | None) -> Iterator[TeamLine]:
    team, community = "shift__activity__team__name", "shift__activity__community__name"
    path = "shift__activity__community__path"
    rows = _grouped(_expected(since, until, within), path, community, team)
    for row in rows.order_by(path, team).iterator(chunk_size=_AT_ONCE):
        yield TeamLine(team=row[team], community=row[community], places=_places(row))


def by_shift(*, since: date, until: date, within: list[str] | None) -> Iterator[ShiftLine]:
    """The newest first."""
    name, starts_at, team = "shift__activity__name", "shift__starts_at", "shift__activity__team__name"
    rows = _grouped(_expected(since, until, within), "shift", name, starts_at, team)
    for row in rows.order_by(f"-{starts_at}", "-shift").iterator(chunk_size=_AT_ONCE):
        yield ShiftLine(activity=row[name], starts_at=row[starts_at], team=row[team], places=_places(row))


def by_person(*, since: date, until: date, within: list[str] | None) -> Iterator[PersonLine]:
    """Whoever stayed away at least once without an excuse; the most often first."""
    name, path, grid = "resident__name", "resident__household__grid__path", "resident__household__grid__name"
    rows = _grouped(_expected(since, until, within), "resident", name, path, grid).filter(missed__gt=0)
    for row in rows.order_by("-missed", "-signed_up", "resident").iterator(chunk_size=_AT_ONCE):
        yield PersonLine(name=row[name], lives=row[path], grid=row[grid], places=_places(row))


def _expected(since: date, until: date, within: list[str] | None) -> QuerySet[SignUp]:
    late_from = OuterRef("shift__starts_at") + timedelta(minutes=conf.settings().late_after_minutes)
    late = CheckIn.objects.filter(shift=OuterRef("shift"), resident=OuterRef("resident"), in_at__gt=late_from)
    places = activities.expected_places(since=since, until=until).annotate(is_late=Exists(late))
    return places.filter(people.below(within, "shift__activity__community__path"))


def _counts() -> dict[str, Any]:
    outcomes = {name: Q(outcome=name) for name in ("came", "excused", "missed")} | {"late": Q(is_late=True)}
    return {"signed_up": Count("pk"), **{name: Count("pk", filter=that) for name, that in outcomes.items()}}


def _grouped(places: QuerySet[SignUp], *what: str) -> QuerySet[SignUp, dict[str, Any]]:
    return places.order_by().values(*what).annotate(**_counts())


def _places(row: dict[str, Any]) -> Places:
    return Places(**{name: row[name] for name in Places.__dataclass_fields__})
