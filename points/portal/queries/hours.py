"""What a resident served, and the times that can be certified."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from points.errors import PointsError
from points.hours import queries as hours
from points.hours import services
from points.hours.models import ServiceRecord
from points.people.models import Resident
from points.rules import queries as rules

_YEARS_OFFERED = 3


@dataclass(frozen=True, kw_only=True)
class Served:
    """Hours with the reason for what they brought."""

    record: ServiceRecord

    @property
    def explanation(self) -> str:
        return rules.explain(self.record.award) if self.record.award else ""

    @property
    def is_contestable(self) -> bool:
        """Somebody else typed them, or they do not count yet: the person may say “not me”."""
        is_scanned = self.record.source == ServiceRecord.Source.SCANNED
        is_waiting = self.record.state == ServiceRecord.State.WAITING
        return self.record.state != ServiceRecord.State.REVERSED and (is_waiting or not is_scanned)

    @property
    def may_propose(self) -> bool:
        """The check-out was missing, and the person has not said yet when it really was."""
        try:
            services.refuse_proposing(self.record)
        except PointsError:
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class Year:
    year: int
    minutes: hours.Minutes
    lines: list[Served]
    years: list[int]
    """All years with records, the newest first."""


def year_of(resident: Resident, year: int | None = None) -> Year:
    """What the resident served in a year; in the newest one with records, or else in this one."""
    mine = ServiceRecord.objects.filter(resident=resident)
    years = [day.year for day in mine.dates("occurred_on", "year", order="DESC")]
    year = year or (years[0] if years else timezone.localdate().year)
    records = mine.filter(occurred_on__year=year).select_related("award", "recorded_by")
    return Year(
        year=year,
        minutes=hours.minutes_of(resident, since=date(year, 1, 1), until=date(year + 1, 1, 1)),
        lines=[Served(record=record) for record in records.order_by("-occurred_on", "-pk")],
        years=years,
    )


# --- certificates ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Period:
    """A time with booked hours, such as people ask to have certified."""

    year: int | None
    """None for all years together."""
    starts_on: date
    ends_on: date
    minutes: hours.Minutes


def periods_of(resident: Resident) -> list[Period]:
    """All years together, then the newest years one by one; nothing where no hours are booked."""
    days = hours.booked().filter(resident=resident, minutes__gt=0).order_by("occurred_on")
    first, today = days.values_list("occurred_on", flat=True).first(), timezone.localdate()
    if first is None:
        return []
    years = sorted({day.year for day in days.dates("occurred_on", "year")}, reverse=True)[:_YEARS_OFFERED]
    each = [(year, date(year, 1, 1), min(date(year, 12, 31), today)) for year in years]
    return [
        Period(
            year=year,
            starts_on=since,
            ends_on=until,
            minutes=hours.facts_of(resident, starts_on=since, ends_on=until).minutes,
        )
        for year, since, until in [(None, first, today), *each]
    ]
