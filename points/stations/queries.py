"""Reading stations: whose code this is, who waits there."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from points import conf, letters
from points.activities.models import CheckIn, Direction, Shift
from points.errors import StationUnknown
from points.people.models import Resident
from points.stations.models import Asking, Station

DESK, PIN, CODE = conf.STATION_FACTORS
"""What may follow the code on the wall, as the setting `station_factor` says."""
LATELY = timedelta(hours=12)
_OF_ASKING = "station__activity__community", "shift__activity__community", "resident__household__grid"


def station_with(typed: str) -> Station:
    """Refuses with `station_unknown`."""
    found = Station.objects.filter(code=letters.read(typed)[: letters.LENGTH + 1], is_active=True)
    station = found.select_related("activity__community", "activity__team").first()
    if station is None:
        raise StationUnknown()
    return station


def shifts_at(station: Station) -> QuerySet[Shift]:
    """Those that somebody may come to or leave now."""
    now, settings = timezone.now(), conf.settings()
    early, late = timedelta(minutes=settings.scan_early_minutes), timedelta(minutes=settings.shift_grace_minutes)
    open_ones = station.activity.shifts.filter(state=Shift.State.OPEN)
    going_on = open_ones.filter(starts_at__lte=now + early, ends_at__gte=now - late)
    return going_on.select_related("activity__community", "activity__team").order_by("starts_at", "pk")


def direction_of(shift: Shift, resident: Resident) -> str:
    """What the resident most likely wants: whoever is in leaves."""
    is_in = CheckIn.objects.filter(shift=shift, resident=resident, in_at__isnull=False).exists()
    return Direction.OUT if is_in else Direction.IN


def waiting_of(resident: Resident, station: Station) -> Asking | None:
    """What the resident has asked here and nobody has answered yet."""
    asked = Asking.objects.filter(resident=resident, station=station, state=Asking.State.WAITING)
    return next((row for row in asked.order_by("-pk") if row.is_waiting), None)


def asking_of(resident: Resident | None, pk: int) -> Asking | None:
    """For nobody but the person who asked."""
    mine = Asking.objects.filter(resident=resident, pk=pk).select_related(*_OF_ASKING, "check_in")
    return mine.first() if resident else None


def waiting_at(station: Station) -> list[Asking]:
    """Whom the desk has to answer, the oldest first."""
    rows = Asking.objects.filter(station=station, state=Asking.State.WAITING).select_related(*_OF_ASKING)
    return [row for row in rows.order_by("asked_at", "pk") if row.is_waiting]


def answered_at(station: Station) -> QuerySet[Asking]:
    """The latest that were answered or have lapsed, the newest first."""
    over = timezone.now() - timedelta(minutes=conf.settings().station_wait_minutes)
    done = ~Q(state=Asking.State.WAITING) | Q(asked_at__lte=over)
    lately = Asking.objects.filter(done, station=station, asked_at__gte=timezone.now() - LATELY)
    return lately.select_related(*_OF_ASKING).order_by("-pk")
