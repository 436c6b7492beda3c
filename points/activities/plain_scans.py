"""A plain scan: a card or a code as it should be, at a shift as it should be. Most are.

At the door of a big event everybody comes within minutes, so a plain scan is taken in one statement: it asks for all
that `services.check_ins` asks for, and writes all that it writes (the key, the check-in, the scan) or nothing at all.
It never refuses. Whatever is not plain leaves no trace here and goes the careful way, which explains it: a key that was
used, a card that was revoked, somebody who is in already, a time entered by hand that the scan would have to be
compared with.

On PostgreSQL it is one statement indeed, and commits by itself where no transaction is open. The shift is locked as the
careful way locks it, so that nobody closes or changes it meanwhile. The key is written before the check-in, so that two
tries with one key wait for each other there and not crosswise. What was seen of the check-in may be over by the time it
is written: then that yields no row, the scan finds no shift to stand at, and the whole statement fails. SQLite writes
in no WITH; there the same texts follow each other in one transaction, beside which nobody writes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import statements
from points.activities import times
from points.activities.attempts import Attempt
from points.activities.models import Activity, CheckIn, Direction, Scan, Shift, Way
from points.ledger import services as ledger
from points.ledger.models import RequestKey
from points.people import queries as people
from points.people.models import Card, Grid, Household, Resident
from points.permissions import Verb

_ACTIVITY, _SHIFT, _CHECK_IN, _SCAN = (model._meta.db_table for model in (Activity, Shift, CheckIn, Scan))
_CARD, _GRID, _HOUSEHOLD, _RESIDENT = (model._meta.db_table for model in (Card, Grid, Household, Resident))
_KEY = RequestKey._meta.db_table

_HELD = {
    Way.CARD: f"""
        SELECT COALESCE(card.resident_id, (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(member.id) END
            FROM {_RESIDENT} member WHERE member.household_id = card.household_id AND member.is_active)) AS resident_id
        FROM {_CARD} card JOIN {_HOUSEHOLD} holder ON holder.id = card.household_id
        WHERE card.serial = %(serial)s AND card.revoked_at IS NULL AND holder.is_active""",
    Way.ROTATING_CODE: f"""
        SELECT mine.id AS resident_id FROM {_RESIDENT} mine WHERE mine.id = %(resident)s AND mine.user_id = %(by)s""",
}
# Each step finds its row by a key. Joined in one, they tempt the database to read every household of the community.
_SEEN = f"""
WITH held AS MATERIALIZED ({{held}}),
bearer AS MATERIALIZED (
    SELECT resident.id, resident.name, lived.path FROM held JOIN {_RESIDENT} resident ON resident.id = held.resident_id
    JOIN {_HOUSEHOLD} home ON home.id = resident.household_id JOIN {_GRID} lived ON lived.id = home.grid_id
    WHERE resident.is_active),
place AS MATERIALIZED (
    SELECT shift.id, shift.activity_id, community.path FROM {_SHIFT} shift
    JOIN {_ACTIVITY} activity ON activity.id = shift.activity_id
    JOIN {_GRID} community ON community.id = activity.community_id
    WHERE shift.id = %(shift)s AND shift.state = 'open'
    AND shift.starts_at <= %(starts_by)s AND shift.ends_at >= %(ends_from)s {{lock}}),
seen AS (
    SELECT place.id AS shift_id, bearer.id AS resident_id, bearer.name FROM place CROSS JOIN bearer
    WHERE place.path = substr(bearer.path, 1, length(place.path)) AND {{is_permitted}} AND {{provided}}
    AND NOT EXISTS (SELECT 1 FROM {_CHECK_IN} was WHERE was.shift_id = place.id AND was.resident_id = bearer.id
        AND (was.is_by_hand OR %(is_live_entry)s AND was.in_at IS NOT NULL)))
"""
_WRITE_KEY = f"""
INSERT INTO {_KEY} (key, request_hash, refusal, refusal_params, created_at)
SELECT %(key)s, %(fingerprint)s, '', '{{{{}}}}', %(now)s FROM {{seen}} WHERE true
ON CONFLICT (key) DO NOTHING RETURNING key
"""
_WRITE_CHECK_IN = f"""
INSERT INTO {_CHECK_IN} AS was (shift_id, resident_id, in_at, out_at, is_by_hand, is_closed_automatically)
SELECT seen.shift_id, seen.resident_id, CASE WHEN %(is_in)s THEN %(at)s END, CASE WHEN NOT %(is_in)s THEN %(at)s END,
    false, false FROM {{seen}} WHERE true
ON CONFLICT (shift_id, resident_id) DO UPDATE SET
    in_at = COALESCE({{least}}(was.in_at, EXCLUDED.in_at), was.in_at, EXCLUDED.in_at),
    out_at = COALESCE({{greatest}}(was.out_at, EXCLUDED.out_at), was.out_at, EXCLUDED.out_at)
WHERE NOT was.is_by_hand AND NOT (%(is_live_entry)s AND was.in_at IS NOT NULL) RETURNING id, shift_id, resident_id
"""
_WRITE_SCAN = f"""
INSERT INTO {_SCAN} (shift_id, resident_id, direction, way, key, occurred_at, claimed_at, recorded_at, recorded_by_id,
    refusal, reason, device, digest)
SELECT came.shift_id, came.resident_id, %(direction)s, %(way)s, %(key)s, %(at)s, %(claimed_at)s, %(now)s, %(by)s, '',
    '', %(device)s, ''
FROM {{came}} RETURNING id
"""
_WRITE_ALL = f""",
keyed AS ({_WRITE_KEY.format(seen="seen")}),
came AS ({_WRITE_CHECK_IN.format(seen="seen, keyed", least="LEAST", greatest="GREATEST")}),
scanned AS ({_WRITE_SCAN.format(came="keyed LEFT JOIN came ON true")})
SELECT came.id, scanned.id, seen.resident_id, seen.name FROM seen CROSS JOIN came CROSS JOIN scanned
"""
_READ_ALONE = "SELECT resident_id, name FROM seen"
_KNOWN = "(SELECT %(shift)s AS shift_id, %(resident)s AS resident_id)"
_KEY_ALONE = _WRITE_KEY.format(seen=f"{_KNOWN} seen")
_SCAN_ALONE = _WRITE_SCAN.format(came=f"{_KNOWN} came")
_CHECK_IN_ALONE = _WRITE_CHECK_IN.format(seen=f"{_KNOWN} seen", least="MIN", greatest="MAX")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a plain scan came to."""

    check_in: CheckIn
    """Only whose it is and where is at hand; its times are read when they are asked for."""
    scan: Scan
    """Its resident has a name, and the rest likewise."""


def take(attempt: Attempt) -> Taken | None:
    """None, and nothing written, where the careful way is to be gone."""
    values = _values(attempt)
    if values is None:
        return None
    provided = attempt.provided.condition if attempt.provided else "true"
    if statements.is_postgresql():
        row = statements.at_once(_whole(attempt.way, provided), values)
    else:
        kept = {name: statements.moment(at) if isinstance(at, datetime) else at for name, at in values.items()}
        row = _one_by_one(attempt.way, kept, provided)
    return _taken(row, values) if row else None


def _one_by_one(way: Way, values: dict[str, Any], provided: str) -> tuple[Any, ...] | None:
    try:
        with transaction.atomic():
            seen = statements.fetch_one(_seen(way, provided) + _READ_ALONE, values)
            if seen is None or statements.fetch_one(_KEY_ALONE, values) is None:
                return None
            values["resident"] = seen[0]
            scanned = statements.fetch_one(_SCAN_ALONE, values)
            came = statements.fetch_one(_CHECK_IN_ALONE, values)
            return (came[0], scanned[0], *seen) if came and scanned else None
    except IntegrityError:
        return None


def _taken(row: tuple[Any, ...], values: dict[str, Any]) -> Taken:
    check_in, scan, resident, name = row
    where = {"shift_id": values["shift"], "resident_id": resident}
    written = {
        "id": scan,
        "direction": values["direction"],
        "way": values["way"],
        "key": values["key"],
        # As they are read again: in UTC, whatever zone a device claimed it in.
        "occurred_at": values["at"].astimezone(UTC),
        "claimed_at": values["claimed_at"] and values["claimed_at"].astimezone(UTC),
        "recorded_at": values["now"],
        "recorded_by_id": values["by"],
        "refusal": "",
        "reason": "",
        "device": values["device"],
        "digest": "",
    }
    made = statements.stored(Scan, where | written)
    made.resident = statements.stored(Resident, {"id": resident, "name": name})
    return Taken(check_in=statements.stored(CheckIn, where | {"id": check_in}), scan=made)


def _values(attempt: Attempt) -> dict[str, Any] | None:
    """What the statement has to know; None where the code or the card is wrong at first sight."""
    serial = people.serial_in(attempt.card_text) if attempt.way == Way.CARD and attempt.by.is_active else None
    resident = attempt.resident.pk if attempt.way == Way.ROTATING_CODE and attempt.resident else None
    if attempt.refusal or not (serial or resident):
        return None
    starts_by, ends_from = times.bounds(attempt.direction, attempt.occurred_at)
    return {
        **people.standing_of(attempt.by),
        **(attempt.provided.values if attempt.provided else {}),
        "serial": serial,
        "resident": resident,
        "shift": attempt.shift.pk,
        "key": attempt.key,
        "fingerprint": ledger.request_hash(attempt.request()),
        "direction": str(attempt.direction),
        "way": str(attempt.way),
        "is_in": attempt.direction == Direction.IN,
        "is_live_entry": attempt.is_live_entry,
        "at": attempt.occurred_at,
        "claimed_at": attempt.claimed_at,
        "device": attempt.device,
        "starts_by": starts_by,
        "ends_from": ends_from,
        "now": timezone.now(),
    }


@cache
def _whole(way: Way, provided: str) -> str:
    return statements.one_line(_seen(way, provided, lock="FOR SHARE OF shift") + _WRITE_ALL)


@cache
def _seen(way: Way, provided: str, *, lock: str = "") -> str:
    named = Activity.organisers.through._meta.db_table
    user = Activity.organisers.field.m2m_reverse_name()
    runs_it = (
        f"({people.serves(Verb.RUN_SHIFT, 'place.path')} OR EXISTS (SELECT 1 FROM {named} named "
        f"WHERE named.activity_id = place.activity_id AND named.{user} = %(by)s))"
    )
    is_permitted = {Way.CARD: runs_it, Way.ROTATING_CODE: "true"}
    return _SEEN.format(held=_HELD[way], lock=lock, is_permitted=is_permitted[way], provided=provided)
