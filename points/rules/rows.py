"""Writing award records: a month of them in one go, because building rows one by one costs more than they do."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from points import columns, statements
from points.ledger.models import Transfer
from points.permissions import User
from points.rules.acts import Act, Award
from points.rules.models import AwardRecord

_TABLE = AwardRecord._meta.db_table
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


def next_ids(count: int) -> list[int]:
    """Ids for so many records, taken before they are written."""
    return statements.next_ids(_TABLE, count)


def insert(held: Mapping[str, Sequence[Any]]) -> bool:
    """Write rows given column by column, days and explanations as texts; False when one of the keys stands there.

    They are all columns of the table but `undone_at`.
    """
    return columns.insert(_TABLE, held)


def as_json(explanation: dict[str, Any]) -> str:
    """As the database keeps it."""
    return _json(explanation)
