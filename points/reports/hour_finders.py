"""What stands out in hours that were confirmed or entered by hand."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from points.activities import queries as activities
from points.activities.models import CheckIn
from points.hours.models import HandEntry, ServiceRecord
from points.people import queries as people
from points.people.models import Grid
from points.reports.anomaly import Anomaly, Window
from points.reports.models import AnomalyKind
from points.reports.thresholds import THRESHOLDS

_MOST_ROWS = 12
"""Records that one line leads to."""


def quick_approvals(window: Window) -> Iterator[Anomaly]:
    """Confirmed so soon after they were recorded that nobody can have asked anything."""
    since, until = window.moments
    soon = F("recorded_at") + timedelta(seconds=THRESHOLDS.approval_seconds)
    confirmed = ServiceRecord.objects.filter(
        people.below(window.within, "community__path"),
        confirmed_at__gte=since,
        confirmed_at__lt=until,
        confirmed_at__lte=soon,
    )
    ready = confirmed.select_related("resident__household__grid", "community").order_by("-confirmed_at", "-pk")
    for record in ready[: THRESHOLDS.most_lines + 1]:
        assert record.confirmed_at is not None, "those that were confirmed were asked for"
        yield Anomaly(
            kind=AnomalyKind.QUICK_APPROVAL,
            key=f"{AnomalyKind.QUICK_APPROVAL}:{record.pk}",
            at=record.confirmed_at,
            community=record.community,
            by=[pk for pk in (record.recorded_by_id, record.confirmed_by_id) if pk],
            figures={
                "recorded_by": record.recorded_by_id,
                "confirmed_by": record.confirmed_by_id,
                "minutes": record.minutes,
                "title": record.title,
                "seconds": round((record.confirmed_at - record.recorded_at).total_seconds()),
            },
            rows=[(ServiceRecord, record.pk)],
            resident=record.resident,
        )


def round_numbers(window: Window) -> Iterator[Anomaly]:
    """Somebody whose entries, at several shifts, are full hours without exception: life is not that even."""
    granters = (
        _entries(window)
        .values("entered_by", "community")
        .annotate(
            entries=Count("pk"),
            full=Count("pk", filter=Q(rest=0)),
            shifts=Count("at_shift", distinct=True),
            last=Max("pk"),
            last_on=Max("entered_on"),
        )
    )
    found = list(
        granters.filter(
            entries__gte=THRESHOLDS.round_entries, shifts__gte=THRESHOLDS.round_shifts, full=F("entries")
        ).order_by("-last")[: THRESHOLDS.most_lines + 1]
    )
    records, communities = _records_of(window, found), _communities(found)
    for row in found:
        yield Anomaly(
            kind=AnomalyKind.ROUND_NUMBERS,
            key=f"{AnomalyKind.ROUND_NUMBERS}:{row['entered_by']}:{row['last']}",
            at=Window(since=row["last_on"], until=row["last_on"], within=None).moments[0],
            community=communities[row["community"]],
            by=[row["entered_by"]],
            figures={"who": row["entered_by"], "entries": row["entries"], "shifts": row["shifts"]},
            rows=records[row["entered_by"], row["community"]][:_MOST_ROWS],
        )


def one_for_many(window: Window) -> Iterator[Anomaly]:
    """One person who entered, on one day, most of those who came."""
    days = (
        _entries(window)
        .values("entered_by", "entered_on", "community")
        .annotate(people=Count("resident", distinct=True))
    )
    found = list(
        days.filter(people__gte=THRESHOLDS.many_people).order_by("-entered_on", "entered_by")[
            : THRESHOLDS.most_lines + 1
        ]
    )
    records, communities, came = _records_of(window, found), _communities(found), _came(window, found)
    for row in found:
        all_who_came = max(came.get((row["entered_by"], row["entered_on"], row["community"]), 0), row["people"])
        if row["people"] * 100 < THRESHOLDS.many_percent * all_who_came:
            continue
        yield Anomaly(
            kind=AnomalyKind.ONE_FOR_MANY,
            key=f"{AnomalyKind.ONE_FOR_MANY}:{row['entered_by']}:{row['entered_on']}:{row['community']}",
            at=Window(since=row["entered_on"], until=row["entered_on"], within=None).moments[0],
            community=communities[row["community"]],
            by=[row["entered_by"]],
            figures={"who": row["entered_by"], "people": row["people"], "came": all_who_came},
            rows=records[row["entered_by"], row["community"]][:_MOST_ROWS],
        )


def _entries(window: Window) -> QuerySet[HandEntry]:
    """Entries by hand that became records, each with its `community`, its shift and what is over full hours."""
    record = ServiceRecord.objects.filter(key=OuterRef("key"))
    entries = HandEntry.objects.filter(entered_on__gte=window.since, entered_on__lt=window.until, minutes__gt=0)
    known = entries.annotate(
        community=Subquery(record.values("community")[:1]),
        record=Subquery(record.values("pk")[:1]),
        resident=Subquery(record.values("resident")[:1]),
        at_shift=activities.shift_in_key(),
        rest=F("minutes") % 60,
    ).order_by()
    here = Grid.objects.filter(people.below(window.within, "path")).values("pk")
    return known.filter(community__in=here)


def _records_of(window: Window, found: list[dict[str, Any]]) -> dict[tuple[Any, Any], list[tuple[type, int]]]:
    """Some records of each of them, the newest first."""
    rows: dict[tuple[Any, Any], list[tuple[type, int]]] = defaultdict(list)
    entered = _entries(window).filter(entered_by__in={row["entered_by"] for row in found}).order_by("-pk")
    for by, community, record in entered.values_list("entered_by", "community", "record").iterator():
        if len(rows[by, community]) < _MOST_ROWS:
            rows[by, community].append((ServiceRecord, record))
    return rows


def _came(window: Window, found: list[dict[str, Any]]) -> dict[tuple[Any, Any, Any], int]:
    """How many came to the shifts of which these people entered somebody on that day."""
    what = ("entered_by", "entered_on", "community")
    entered = _entries(window).filter(entered_by__in={row["entered_by"] for row in found})
    shifts = set(entered.values_list(*what, "at_shift").distinct())
    arrived = CheckIn.objects.filter(shift__in={shift for *_day, shift in shifts if shift}, in_at__isnull=False)
    at_shift: dict[int, set[int]] = defaultdict(set)
    for shift, resident in arrived.values_list("shift", "resident").iterator():
        at_shift[shift].add(resident)
    came: dict[tuple[Any, Any, Any], set[int]] = defaultdict(set)
    for by, day, community, shift in shifts:
        came[by, day, community] |= at_shift[shift]
    return {key: len(people_there) for key, people_there in came.items()}


def _communities(found: list[dict[str, Any]]) -> dict[int, Grid]:
    return Grid.objects.in_bulk({row["community"] for row in found})
