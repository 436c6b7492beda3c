"""What a work unit is told about its members in a year.

Without consent nothing about a volunteer is published (regulation on volunteering, article 20), and an employer is no
less curious than the public. So a member who agreed stands there by name; of the others the unit learns how many they
are, and what they served together where they are so many that nobody can be picked out. Only days of membership count:
what somebody did before or after is none of the unit's business.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from points import conf
from points.hours import queries as hours
from points.hours.models import StarLevel
from points.hours.queries import Minutes
from points.people import queries as people
from points.people.models import Consent, Resident, Unit, UnitMembership
from points.reports.sums import SUMS


@dataclass(frozen=True, kw_only=True)
class Served:
    services: int = 0
    minutes: Minutes = field(default_factory=Minutes)


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody who agreed."""

    resident: Resident
    served: Served
    star: StarLevel | None


@dataclass(frozen=True, kw_only=True)
class Others:
    """Those who did not."""

    people: int
    served: Served | None
    """None where they are too few."""


@dataclass(frozen=True, kw_only=True)
class UnitYear:
    unit: Unit
    year: int
    members: list[Member]
    others: Others

    @property
    def people(self) -> int:
        return len(self.members) + self.others.people


def unit_year(unit: Unit, *, year: int) -> UnitYear:
    """The same number of statements for ten members and for a thousand."""
    everybody = list(_members(unit, year))
    agreed = people.consenting(everybody, Consent.Purpose.UNIT_REPORT)
    named = [resident for resident in everybody if resident.pk in agreed]
    served = _served(unit, year)
    stars = hours.levels_of(named)
    members = [
        Member(resident=resident, served=served.get(resident.pk, Served()), star=stars[resident.pk])
        for resident in named
    ]
    rest = [resident.pk for resident in everybody if resident.pk not in agreed]
    is_hidden = len(rest) < conf.settings().smallest_public_count
    together = None if is_hidden else _together(served[pk] for pk in rest if pk in served)
    return UnitYear(unit=unit, year=year, members=members, others=Others(people=len(rest), served=together))


def _members(unit: Unit, year: int) -> Iterable[Resident]:
    belonged = UnitMembership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=date(year, 1, 1)), unit=unit, since__lt=date(year + 1, 1, 1)
    )
    members = Resident.objects.filter(pk__in=belonged.values("resident"), is_active=True)
    return members.select_related("household__grid").order_by("name", "pk")


def _served(unit: Unit, year: int) -> dict[int, Served]:
    """By resident, on the days on which he belonged to the unit."""
    belonged = UnitMembership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=OuterRef("occurred_on")),
        unit=unit,
        resident=OuterRef("resident"),
        since__lte=OuterRef("occurred_on"),
    )
    records = hours.booked(since=date(year, 1, 1), until=date(year + 1, 1, 1)).filter(Exists(belonged), minutes__gt=0)
    rows = records.order_by().values("resident_id").annotate(**SUMS)
    return {row["resident_id"]: _of(row) for row in rows}


def _of(row: Mapping[str, Any]) -> Served:
    return Served(services=row["services"], minutes=Minutes(scanned=row["scanned"], by_hand=row["by_hand"]))


def _together(served: Iterable[Served]) -> Served:
    known = list(served)
    return Served(
        services=sum(one.services for one in known),
        minutes=Minutes(
            scanned=sum(one.minutes.scanned for one in known), by_hand=sum(one.minutes.by_hand for one in known)
        ),
    )
