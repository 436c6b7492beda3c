"""Writing award records: a month of them in one go, because building rows one by one costs more than they do.

The columns come from the model, so a new field needs nothing here unless it is JSON, a day or a moment.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from django.utils import timezone

from points import statements
from points.ledger.models import Transfer
from points.permissions import User
from points.rules.acts import Act, Award
from points.rules.models import AwardRecord

_TABLE = AwardRecord._meta.db_table
_FIELDS = [field for field in AwardRecord._meta.local_concrete_fields if not field.primary_key]
_COLUMNS = [field.column for field in _FIELDS]
_EXPLANATION, _RECORDED_AT, _OCCURRED_ON = map(_COLUMNS.index, ("explanation", "recorded_at", "occurred_on"))
_values = itemgetter(*(field.attname for field in _FIELDS))
_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


def stored_record(act: Act, award: Award, transfer: Transfer | None, *, by: User | None, **values: Any) -> AwardRecord:
    """The row of an award; `values` is the rest of it. It knows its account, resident, rule and transfer."""
    account, resident, rule = act.account, act.resident, award.rule
    known = {
        "id": None,
        "account_id": account.id,
        "resident_id": resident.id if resident else None,
        "rule_id": rule.id,
        "key": act.key,
        "occurred_on": act.occurred_on,
        "quantity": act.quantity,
        "minutes": act.minutes,
        "percent": award.percent,
        "amount": award.amount,
        "cut": award.cut,
        "explanation": award.explanation,
        "note": act.note,
        "transfer_id": transfer.id if transfer else None,
        "recorded_by_id": by.pk if by else None,
        "undone_at": None,
    }
    known.update(values)
    record = statements.stored(AwardRecord, known)
    record._state.fields_cache = {"account": account, "resident": resident, "rule": rule, "transfer": transfer}
    return record


def insert(lines: Iterable[tuple[AwardRecord, str]], *, count: int) -> bool:
    """Write `count` records and set their ids; False when one of their keys stands there already or twice.

    Each comes with its explanation as JSON. The lines may be a generator: PostgreSQL takes in the first rows while
    the others are still being made.
    """
    return statements.insert_many(_TABLE, ["id", *_COLUMNS], _as_kept(lines, statements.next_ids(_TABLE, count)))


def as_json(explanation: dict[str, Any]) -> str:
    """As the database keeps it."""
    return _json(explanation)


def _as_kept(lines: Iterable[tuple[AwardRecord, str]], ids: Sequence[int]) -> Iterator[list[Any]]:
    now, days = timezone.now(), dict[date, str]()
    kept_now = statements.moment(now)
    for (record, explanation), pk in zip(lines, ids, strict=True):
        record.id, record.recorded_at = pk, now
        # Out of the dictionary, because each foreign key looked at through its field costs ten times as much.
        values, on = [pk, *_values(record.__dict__)], record.occurred_on
        values[1 + _EXPLANATION] = explanation
        values[1 + _OCCURRED_ON] = days.get(on) or days.setdefault(on, on.isoformat())
        values[1 + _RECORDED_AT] = kept_now
        yield values
