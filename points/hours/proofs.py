"""The proof of the hours: minutes are what their times say, and brought what the rule book gave for just these minutes.

Each statement returns only the rows that do not hold. An award that somebody undid in the office leaves the minutes as
they are; so a booked record may point to an award that was undone, a reversed one must not point to one that stands,
unless the correction that would take it back still waits.
"""

from typing import Any

from django.db import connection

from points.hours.models import HandEntry, ServiceRecord
from points.rules.models import AwardRecord, Rule
from points.verification import Difference, Verification

_S, _A, _R = ServiceRecord._meta.db_table, AwardRecord._meta.db_table, Rule._meta.db_table
_H = HandEntry._meta.db_table
_BY_OTHERS = f"s.source = 'by_hand' AND EXISTS (SELECT 1 FROM {_H} h WHERE h.key = s.key AND h.minutes > 0)"
_SECONDS = {
    "postgresql": "EXTRACT(EPOCH FROM ended_at - started_at)",
    "sqlite": "ROUND((julianday(ended_at) - julianday(started_at)) * 86400, 3)",
}
_CHECKS = {
    "{1} minutes but its times come to {2} seconds": f"""
        SELECT id, minutes, %(seconds)s FROM {_S}
        WHERE %(seconds)s < minutes * 60 OR %(seconds)s >= minutes * 60 + 60""",
    "counts a time that {1} counts as well": f"""
        SELECT b.id, a.id FROM {_S} a JOIN {_S} b ON b.resident_id = a.resident_id AND b.id > a.id
        WHERE a.state <> 'reversed' AND b.state <> 'reversed' AND a.started_at < b.ended_at
            AND b.started_at < a.ended_at AND a.minutes > 0 AND b.minutes > 0""",
    "is booked by rule {1} but has no award": f"""
        SELECT id, rule_code FROM {_S}
        WHERE state = 'booked' AND rule_code <> '' AND minutes > 0 AND award_id IS NULL""",
    "{1} minutes but its award {3} is for {2}": f"""
        SELECT s.id, s.minutes, a.minutes, a.id FROM {_S} s JOIN {_A} a ON a.id = s.award_id
        WHERE a.minutes IS NULL OR a.minutes <> s.minutes""",
    "its award {1} is of another resident, another day or another rule": f"""
        SELECT s.id, a.id FROM {_S} s JOIN {_A} a ON a.id = s.award_id JOIN {_R} r ON r.id = a.rule_id
        WHERE a.resident_id IS NULL OR a.resident_id <> s.resident_id OR a.occurred_on <> s.occurred_on
            OR r.code <> s.rule_code""",
    "waits for a second person but has the award {1}": f"""
        SELECT id, award_id FROM {_S} WHERE state = 'waiting' AND award_id IS NOT NULL""",
    "was confirmed by whoever recorded it": f"""
        SELECT s.id FROM {_S} s WHERE s.confirmed_by_id = s.recorded_by_id AND NOT ({_BY_OTHERS})""",
    "was confirmed by whoever entered it by hand": f"""
        SELECT s.id FROM {_S} s JOIN {_H} h ON h.key = s.key AND h.entered_by_id = s.confirmed_by_id
        WHERE s.source = 'by_hand' AND h.minutes > 0""",
    "is reversed but its award {1} stands": f"""
        WITH RECURSIVE later (first, id, state) AS (
            SELECT s.id, n.id, n.state FROM {_S} s JOIN {_A} a ON a.id = s.award_id JOIN {_S} n ON n.replaces_id = s.id
            WHERE s.state = 'reversed' AND a.undone_at IS NULL
            UNION ALL SELECT l.first, n.id, n.state FROM later l JOIN {_S} n ON n.replaces_id = l.id
        )
        SELECT s.id, a.id FROM {_S} s JOIN {_A} a ON a.id = s.award_id
        WHERE s.state = 'reversed' AND a.undone_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM later l WHERE l.first = s.id AND l.state = 'waiting')""",
    "is reversed but nothing replaces it": f"""
        SELECT s.id FROM {_S} s LEFT JOIN {_S} n ON n.replaces_id = s.id WHERE s.state = 'reversed' AND n.id IS NULL""",
    "was replaced by {1} but is not reversed": f"""
        SELECT s.id, n.id FROM {_S} s JOIN {_S} n ON n.replaces_id = s.id WHERE s.state <> 'reversed'""",
    "replaces {1}, which was served by somebody else": f"""
        SELECT n.id, s.id FROM {_S} s JOIN {_S} n ON n.replaces_id = s.id WHERE n.resident_id <> s.resident_id""",
}


def verify() -> Verification:
    """Prove that minutes equal their times and their awards, and that what was corrected counts once."""
    seconds = _SECONDS[connection.vendor]
    differences = [
        Difference(table=_S, row=f"#{row[0]}", fact=fact.format(*row))
        for fact, sql in _CHECKS.items()
        for row in _rows(sql.replace("%(seconds)s", seconds))
    ]
    return Verification(figures={"service records": ServiceRecord.objects.count()}, differences=differences)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
