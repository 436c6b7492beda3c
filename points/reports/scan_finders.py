"""What stands out in scans: the hour at which they were entered, the device, the speed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import ExtractHour, Lag

from points import conf
from points.activities.models import Scan, Shift, Way
from points.people import queries as people
from points.people.models import Grid
from points.reports.anomaly import Anomaly
from points.reports.anomaly import Window as Asked
from points.reports.models import AnomalyKind
from points.reports.thresholds import THRESHOLDS


def night_entries(asked: Asked) -> Iterator[Anomaly]:
    """Entered by hand at night, while the shift was not going on."""
    early = timedelta(minutes=conf.settings().scan_early_minutes)
    late = timedelta(minutes=conf.settings().shift_grace_minutes)
    going_on = Q(recorded_at__gte=F("shift__starts_at") - early, recorded_at__lte=F("shift__ends_at") + late)
    at_night = Q(hour__gte=THRESHOLDS.night_from) | Q(hour__lt=THRESHOLDS.night_until)
    entered = _scans(asked).filter(way=Way.BY_HAND).annotate(hour=ExtractHour("recorded_at")).filter(at_night)
    rows = (
        entered.exclude(going_on)
        .values("recorded_by", *_OF_SHIFT)
        .annotate(people=Count("resident", distinct=True), first_at=Min("recorded_at"))
    )
    found = list(rows.order_by("-first_at")[: THRESHOLDS.most_lines + 1])
    communities = _communities(found)
    for row in found:
        yield Anomaly(
            kind=AnomalyKind.NIGHT_ENTRY,
            key=f"{AnomalyKind.NIGHT_ENTRY}:{row['recorded_by']}:{row['shift']}",
            at=row["first_at"],
            community=communities[row[_COMMUNITY]],
            by=[row["recorded_by"]],
            figures={
                "who": row["recorded_by"],
                "people": row["people"],
                "title": row["shift__activity__name"],
                "starts_at": row["shift__starts_at"],
            },
            rows=[(Shift, row["shift"])],
        )


def shared_devices(asked: Asked) -> Iterator[Anomaly]:
    """One scanner under many logins: somebody may have used those of others."""
    named = _scans(asked).exclude(device="").exclude(recorded_by=None)
    rows = named.values("device", _COMMUNITY).annotate(
        logins=Count("recorded_by", distinct=True), scans=Count("pk"), first=Min("pk"), last_at=Max("recorded_at")
    )
    found = list(rows.filter(logins__gte=THRESHOLDS.device_logins).order_by("-last_at")[: THRESHOLDS.most_lines + 1])
    communities, users = _communities(found), _users_of(named, found)
    for row in found:
        yield Anomaly(
            kind=AnomalyKind.SHARED_DEVICE,
            key=f"{AnomalyKind.SHARED_DEVICE}:{row['device']}:{row[_COMMUNITY]}:{row['logins']}",
            at=row["last_at"],
            community=communities[row[_COMMUNITY]],
            by=users[row["device"], row[_COMMUNITY]],
            figures={"device": row["device"], "logins": row["logins"], "scans": row["scans"]},
            rows=[(Scan, row["first"])],
        )


def too_fast(asked: Asked) -> Iterator[Anomaly]:
    """Cards of different people that one scanner read, one after the other, faster than hands are."""
    turn = {"partition_by": [F("shift"), F("recorded_by"), F("device")], "order_by": ["recorded_at", "pk"]}
    live = _scans(asked).filter(way=Way.CARD, claimed_at__isnull=True)
    fast = (
        live.annotate(
            before=Window(Lag("recorded_at"), **turn),
            neighbour=Window(Lag("resident"), **turn),
        )
        .filter(recorded_at__lt=F("before") + timedelta(seconds=THRESHOLDS.scan_seconds))
        .exclude(neighbour=F("resident"))
        .order_by("shift", "recorded_by", "device", "recorded_at", "pk")
    )
    rows = fast.values("pk", "recorded_by", "device", "recorded_at", "before", *_OF_SHIFT)
    found = [row for stretch in _stretches(rows.iterator(chunk_size=2000)) if (row := _long(stretch))]
    found = sorted(found, key=lambda row: row["recorded_at"], reverse=True)[: THRESHOLDS.most_lines + 1]
    communities = _communities(found)
    for row in found:
        yield Anomaly(
            kind=AnomalyKind.TOO_FAST,
            key=f"{AnomalyKind.TOO_FAST}:{row['pk']}",
            at=row["before"],
            community=communities[row[_COMMUNITY]],
            by=[row["recorded_by"]],
            figures={
                "who": row["recorded_by"],
                "scans": row["scans"],
                "seconds": row["seconds"],
                "title": row["shift__activity__name"],
            },
            rows=[(Shift, row["shift"]), (Scan, row["pk"])],
        )


_COMMUNITY = "shift__activity__community"
_OF_SHIFT = ("shift", "shift__starts_at", "shift__activity__name", _COMMUNITY)


def _scans(asked: Asked) -> QuerySet[Scan]:
    """Scans that count, of shifts that began on these days: shifts are found by their start, scans by their shift."""
    since, until = asked.moments
    return Scan.objects.filter(
        people.below(asked.within, f"{_COMMUNITY}__path"),
        shift__starts_at__gte=since,
        shift__starts_at__lt=until,
        refusal="",
        taken_back=None,
    ).order_by()


def _stretches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Fast scans that follow each other without a pause."""
    stretch: list[dict[str, Any]] = []
    for row in rows:
        follows = stretch and _turn(row) == _turn(stretch[-1]) and row["before"] == stretch[-1]["recorded_at"]
        if not follows and stretch:
            yield stretch
            stretch = []
        stretch.append(row)
    if stretch:
        yield stretch


def _turn(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["shift"], row["recorded_by"], row["device"]


def _long(stretch: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of its scans, with how many there are and how long they took; None when they are too few."""
    first, last = stretch[0], stretch[-1]
    # Before the first one that was fast there is the one that it followed.
    scans = len(stretch) + 1
    if scans < THRESHOLDS.scan_stretch:
        return None
    return first | {"scans": scans, "seconds": round((last["recorded_at"] - first["before"]).total_seconds(), 1)}


def _users_of(scans: QuerySet[Scan], found: list[dict[str, Any]]) -> dict[tuple[str, int], list[Any]]:
    users: dict[tuple[str, int], list[Any]] = defaultdict(list)
    known = scans.filter(device__in={row["device"] for row in found})
    for device, community, user in known.values_list("device", _COMMUNITY, "recorded_by").distinct():
        users[device, community].append(user)
    return users


def _communities(found: list[dict[str, Any]]) -> dict[int, Grid]:
    return Grid.objects.in_bulk({row[_COMMUNITY] for row in found})
