"""Writing rows of the ledger: plain statements, because building a query costs more than running it.

The columns and their values come from the model, so a new field needs nothing here unless it is a day or a moment.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils import timezone

from points import columns, statements
from points.ledger.models import Account, RequestKey, Transfer

_FIELDS = [field for field in Transfer._meta.local_concrete_fields if not field.primary_key]
_COLUMNS = ", ".join(field.column for field in _FIELDS)
_values_of = itemgetter(*(field.attname for field in _FIELDS))
_OCCURRED_ON, _CREATED_AT, _KIND = (
    [field.name for field in _FIELDS].index(name) for name in ("occurred_on", "created_at", "kind")
)
_TRANSFER = Transfer._meta.db_table
_KEY = RequestKey._meta.db_table
_ACCOUNT = Account._meta.db_table

# The condition refuses the duplicate on SQLite, where a trigger would raise; ON CONFLICT waits for a second writer
# on PostgreSQL and then gives way.
_INSERT_TRANSFER = f"""
INSERT INTO {_TRANSFER} ({_COLUMNS}) SELECT {", ".join(["%s"] * len(_FIELDS))}
WHERE NOT EXISTS (SELECT 1 FROM {_TRANSFER} WHERE key = %s) ON CONFLICT (key) DO NOTHING RETURNING id
"""
_INSERT_KEY = f"""
INSERT INTO {_KEY} (key, request_hash, refusal, refusal_params, created_at) SELECT %s, %s, %s, %s, %s
WHERE NOT EXISTS (SELECT 1 FROM {_KEY} WHERE key = %s) ON CONFLICT (key) DO NOTHING RETURNING key
"""


def insert_key(*values: Any) -> bool:
    """Whether the key was free. Waits for a transaction that holds the same key."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_KEY, (*values, values[0]))
        return cursor.fetchone() is not None


def insert_transfer(transfer: Transfer) -> bool:
    """Write the row and set its id; False when its key stands in the ledger already."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_TRANSFER, (*_stamped(transfer), transfer.key))
        row = cursor.fetchone()
    if row is None:
        return False
    transfer.pk = row[0]
    transfer._state.adding = False
    return True


def insert_transfers(held: Mapping[str, Sequence[Any]]) -> bool:
    """Write rows given column by column, days as text; False when one of the keys is taken.

    They are all columns of the table: nothing is filled in.
    """
    return columns.insert(_TRANSFER, held)


def next_ids(count: int) -> list[int]:
    """Ids for so many transfers, taken before they are written."""
    return statements.next_ids(_TRANSFER, count)


def by_keys(keys: Sequence[str]) -> list[Transfer]:
    """The transfers with these keys, in the order of the keys."""
    if connection.vendor == "postgresql":
        where, values = "key = ANY(%s)", [list(keys)]
    else:
        where, values = "key IN (SELECT value FROM json_each(%s))", [json.dumps(list(keys))]
    found = {row.key: row for row in Transfer.objects.raw(f"SELECT * FROM {_TRANSFER} WHERE {where}", values)}
    return [found[key] for key in keys]


def _stamped(transfer: Transfer) -> list[Any]:
    """The values of its row, recorded at this moment, as the database keeps them."""
    # Asking every field how to save it costs more than saving it; only days and moments differ.
    transfer.created_at = timezone.now()
    values = list(_values_of(transfer.__dict__))
    values[_OCCURRED_ON] = statements.day(transfer.occurred_on)
    values[_CREATED_AT], values[_KIND] = statements.moment(transfer.created_at), str(transfer.kind)
    return values


@dataclass(kw_only=True)
class Funds:
    """What stands on a locked account, in tenths."""

    balance: int
    held: int
    base: int

    @property
    def spendable(self) -> int:
        return max(0, self.balance - self.held - self.base)


def lock_holders(ids: Sequence[int]) -> dict[int, Funds]:
    """The accounts with these ids, locked in the order of their ids."""
    where, values = statements.among("id", ids)
    tail = " ORDER BY id FOR UPDATE" if statements.is_postgresql() else ""
    found = statements.fetch_all(f"SELECT id, balance, held, base FROM {_ACCOUNT} WHERE {where}{tail}", [values])
    return {pk: Funds(balance=balance, held=held, base=base) for pk, balance, held, base in found}


def add_to_balances(deltas: dict[int, int]) -> None:
    """Change many balances that this transaction has locked."""
    if statements.is_postgresql():
        # Arrays and not JSON: of those PostgreSQL knows how long they are, and joins them as a whole.
        source = "unnest(%s::bigint[], %s::bigint[]) AS change (id, delta)"
        values = [statements.array(deltas), statements.array(deltas.values())]
    else:
        pair = "json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS delta"
        source, values = f"(SELECT {pair} FROM json_each(%s)) AS change", [json.dumps(list(deltas.items()))]
    statements.send(
        f"UPDATE {_ACCOUNT} SET balance = balance + change.delta FROM {source} WHERE {_ACCOUNT}.id = change.id", values
    )
