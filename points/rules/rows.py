"""Writing award records: a month of them in one go, because building rows one by one costs more than they do.

The columns come from the model, so a new field needs nothing here unless it is JSON, a day or a moment.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter
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
_values = attrgetter(*(field.attname for field in _FIELDS))
_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


def stored_record(act: Act, award: Award, transfer: Transfer | None, *, by: User | None, **values: Any) -> AwardRecord:
    """The row of an award; `values` is the rest of it. It knows its account, resident, rule and transfer."""
    known = {
        "id": None,
        "account_id": act.account.id,
        "resident_id": act.resident.id if act.resident else None,
        "rule_id": award.rule.pk,
        "key": act.key,
        "occurred_on": act.occurred_on,
        "quantity": act.quantity,
        "minutes": act.minutes,
        "percent": award.percent,
        "amount": award.amount,
        "cut": award.cut,
        "explanation": award.explanation,
        "note": act.note,
        "transfer_id": transfer.pk if transfer else None,
        "recorded_by_id": by.pk if by else None,
        "undone_at": None,
    }
    record = statements.stored(AwardRecord, known | values)
    record._state.fields_cache.update(account=act.account, resident=act.resident, rule=award.rule, transfer=transfer)
    return record


def insert(records: Sequence[AwardRecord]) -> bool:
    """Write all records and set their ids; False when one of their keys stands there already or twice."""
    ids = statements.next_ids(_TABLE, len(records))
    # A generator: PostgreSQL takes in the first rows while the others are still being written down.
    return statements.insert_many(_TABLE, ["id", *_COLUMNS], _as_kept(records, ids))


def _as_kept(records: Sequence[AwardRecord], ids: Sequence[int]) -> Iterator[list[Any]]:
    now, days = timezone.now(), dict[date, str]()
    kept_now = statements.moment(now)
    for record, pk in zip(records, ids, strict=True):
        record.id, record.recorded_at = pk, now
        values, on = [pk, *_values(record)], record.occurred_on
        values[1 + _EXPLANATION] = _json(record.explanation)
        values[1 + _OCCURRED_ON] = days.get(on) or days.setdefault(on, on.isoformat())
        values[1 + _RECORDED_AT] = kept_now
        yield values
