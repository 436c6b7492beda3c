"""The proof of attendance: places equal sign-ups, check-ins equal their scans, closed shifts left their hours.

Each statement returns only the rows that do not hold.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from points.activities import times
from points.activities.models import ActivityRole, CheckIn, RolePlaces, Scan, Shift, SignUp, TakenBack
from points.hours.models import ServiceRecord
from points.verification import Difference, Verification

_SHIFT, _SIGN_UP, _CHECK_IN = Shift._meta.db_table, SignUp._meta.db_table, CheckIn._meta.db_table
_ROLE, _ROLE_PLACES = ActivityRole._meta.db_table, RolePlaces._meta.db_table
_SCAN, _RECORD = Scan._meta.db_table, ServiceRecord._meta.db_table
_COUNTS = f"refusal = '' AND NOT EXISTS (SELECT 1 FROM {TakenBack._meta.db_table} b WHERE b.scan_id = {{0}}.id)"

_COMES_TO = f"""
    (SELECT shift_id, resident_id, MIN(id) AS id, MIN(CASE WHEN direction = 'in' THEN occurred_at END) AS in_at,
        MAX(CASE WHEN direction = 'out' THEN occurred_at END) AS out_at
    FROM {_SCAN} a WHERE a.{_COUNTS.format("a")} GROUP BY shift_id, resident_id)
"""
_SCANNED = f"""
    EXISTS (SELECT 1 FROM {_SCAN} s WHERE s.shift_id = c.shift_id AND s.resident_id = c.resident_id
        AND s.{_COUNTS.format("s")} AND s.way <> 'by_hand' AND s.direction = '%s' AND s.occurred_at = c.%s_at)
"""
_BY_HAND = f"""
    (c.in_at IS NOT NULL AND NOT {_SCANNED % ("in", "in")}
    OR c.out_at IS NOT NULL AND NOT c.is_closed_automatically AND NOT {_SCANNED % ("out", "out")})
"""
_CHECKS = {
    _SHIFT: {
        "{1} places taken but {2} sign-ups": f"""
            SELECT t.id, t.taken, COALESCE(u.places, 0) FROM {_SHIFT} t LEFT JOIN (
                SELECT shift_id, COUNT(*) AS places FROM {_SIGN_UP} WHERE state IN ('confirmed', 'offered')
                GROUP BY shift_id
            ) u ON u.shift_id = t.id WHERE t.taken <> COALESCE(u.places, 0)""",
    },
    _ROLE_PLACES: {
        "{1} places of the role taken but {2} sign-ups": f"""
            SELECT t.id, t.taken, COALESCE(u.places, 0) FROM {_ROLE_PLACES} t LEFT JOIN (
                SELECT shift_id, role_id, COUNT(*) AS places FROM {_SIGN_UP} WHERE state IN ('confirmed', 'offered')
                GROUP BY shift_id, role_id
            ) u ON u.shift_id = t.shift_id AND u.role_id = t.role_id WHERE t.taken <> COALESCE(u.places, 0)""",
        "{1} places of the role taken, and there are only {2}": f"""
            SELECT t.id, t.taken, r.capacity FROM {_ROLE_PLACES} t JOIN {_ROLE} r ON r.id = t.role_id
            WHERE t.taken > r.capacity""",
    },
    _SCAN: {
        "was accepted for resident {1} at shift {2}, who has no check-in there": f"""
            SELECT s.id, s.resident_id, s.shift_id FROM {_COMES_TO} s
            LEFT JOIN {_CHECK_IN} c ON c.shift_id = s.shift_id AND c.resident_id = s.resident_id WHERE c.id IS NULL""",
    },
    _CHECK_IN: {
        "in at {1} but its scans come to {2}": f"""
            SELECT c.id, c.in_at, s.in_at FROM {_CHECK_IN} c
            LEFT JOIN {_COMES_TO} s ON s.shift_id = c.shift_id AND s.resident_id = c.resident_id
            WHERE c.in_at <> s.in_at OR (c.in_at IS NULL) <> (s.in_at IS NULL)""",
        "out at {1} but its scans come to {2}": f"""
            SELECT c.id, c.out_at, s.out_at FROM {_CHECK_IN} c
            LEFT JOIN {_COMES_TO} s ON s.shift_id = c.shift_id AND s.resident_id = c.resident_id
            WHERE c.out_at <> s.out_at OR (c.out_at IS NULL OR c.is_closed_automatically) <> (s.out_at IS NULL)""",
        "scanned or by hand, its scans say otherwise": f"""
            SELECT c.id FROM {_CHECK_IN} c WHERE c.is_by_hand <> {_BY_HAND}""",
        "its record {1} is of another person, shift or kind, or ends later": f"""
            SELECT c.id, r.id FROM {_CHECK_IN} c JOIN {_RECORD} r ON r.id = c.service_record_id
            WHERE r.key <> 'shift:' || c.shift_id || ':resident:' || c.resident_id OR r.resident_id <> c.resident_id
                OR (r.source = 'by_hand') <> c.is_by_hand OR r.ended_at > c.out_at""",
        "has the record {1} but its shift is not closed": f"""
            SELECT c.id, c.service_record_id FROM {_CHECK_IN} c JOIN {_SHIFT} t ON t.id = c.shift_id
            WHERE c.service_record_id IS NOT NULL AND t.state <> 'closed'""",
    },
}


def verify() -> Verification:
    """Prove that places, check-ins and the hours of closed shifts equal the sign-ups and scans behind them."""
    differences = [
        Difference(table=table, row=f"#{row[0]}", fact=fact.format(*row))
        for table, checks in _CHECKS.items()
        for fact, sql in checks.items()
        for row in _rows(sql)
    ]
    differences += [
        Difference(table=_CHECK_IN, row=f"#{lost.pk}", fact=f"its shift {lost.shift_id} was closed without a record")
        for lost in _lost()
    ]
    figures = {"shifts": Shift.objects.count(), "check-ins": CheckIn.objects.count(), "scans": Scan.objects.count()}
    return Verification(figures=figures, differences=differences)


def _lost() -> Iterator[CheckIn]:
    """Check-ins of at least a minute whose shift was closed without hours for them; paid work leaves none, nor does a
    role such as the audience."""
    here = {"shift": OuterRef("shift"), "resident": OuterRef("resident"), "state": SignUp.State.CONFIRMED}
    listened = SignUp.objects.filter(**here, role__has_hours=False)
    unrecorded = CheckIn.objects.filter(
        ~Exists(listened),
        shift__state=Shift.State.CLOSED,
        shift__activity__is_paid=False,
        service_record=None,
        in_at__isnull=False,
        out_at__isnull=False,
    )
    for check_in in unrecorded.select_related("shift").iterator(chunk_size=2000):
        shift = check_in.shift
        # The grace after the end is a setting and may be another one today; what lies before the end counts anyway.
        out_at = min(check_in.out_at, shift.ends_at) if check_in.out_at else None
        served = times.served(shift, in_at=check_in.in_at, out_at=out_at, now=shift.ends_at)
        if served and served.minutes:
            yield check_in


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
