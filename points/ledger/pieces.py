"""Pieces of the one statement that moves points on PostgreSQL; SQLite takes some of them one after the other.

A round trip costs as much as the write itself. So where nothing is unusual, everything that belongs together is one
statement: a WITH in which each step takes its rows from the one before. The ledger brings the steps that are its own,
and a room that moves points puts them together with its own conditions and rows:

    WITH given AS ({GIVE} AND {IS_NEW} AND <may he?> RETURNING balance),
    keyed AS ({keep_key("given")}),
    moved AS ({write_transfer(debit_balance="NULL", credit_balance="balance", source="given")} RETURNING id)
    SELECT ...

Three things hold for every such statement. The key is looked at before anything is locked, because a condition
without the row is asked first. The account is locked before whatever else the statement locks: `source` sees to the
order. And a step that finds nothing leaves nothing to the next one, while a constraint that refuses undoes them all:
all or nothing, `statements.at_once` says which, and then the long way says why.
"""

from typing import Any

from django.utils import timezone

from points import statements
from points.ledger.models import Account, RequestKey, Transfer
from points.ledger.postings import Posting, stored_transfer
from points.permissions import User

_ACCOUNT, _KEY, _TRANSFER = Account._meta.db_table, RequestKey._meta.db_table, Transfer._meta.db_table

IS_NEW = f"NOT EXISTS (SELECT 1 FROM {_KEY} WHERE key = %(key)s)"
"""SQL condition: nobody has asked with this key."""

GIVE = f"UPDATE {_ACCOUNT} SET balance = balance + %(amount)s WHERE id = %(credit)s AND kind = 'holder'"
SPEND = (
    f"UPDATE {_ACCOUNT} SET balance = balance - %(amount)s "
    "WHERE id = %(debit)s AND kind = 'holder' AND balance - held - base >= %(amount)s"
)

_COLUMNS = {
    "debit_id": "%(debit)s",
    "credit_id": "%(credit)s",
    "amount": "%(amount)s",
    "shortfall": "0",
    "kind": "%(kind)s",
    "key": "%(transfer_key)s",
    "request_hash": "%(transfer_hash)s",
    "occurred_on": "%(occurred_on)s",
    "created_at": "%(at)s",
    "created_by_id": "%(by)s",
    "memo": "%(memo)s",
    "reverses_id": "%(reverses)s",
}
_ATTNAMES = [field.attname for field in Transfer._meta.concrete_fields]


def keep_key(source: str) -> str:
    """SQL that keeps the key of the request, once for the row in `source`."""
    return (
        f"INSERT INTO {_KEY} (key, request_hash, refusal, refusal_params, created_at) "
        f"SELECT %(key)s, %(fingerprint)s, '', '{{}}', %(at)s FROM {source}"
    )


def write_transfer(*, debit_balance: str, credit_balance: str, source: str) -> str:
    """SQL that writes the transfer, with these expressions over `source` for the balances after it."""
    return (
        f"INSERT INTO {_TRANSFER} ({', '.join(_COLUMNS)}, debit_balance, credit_balance) "
        f"SELECT {', '.join(_COLUMNS.values())}, {debit_balance}, {credit_balance} FROM {source}"
    )


def values_of(posting: Posting, *, by: User | None, key: str = "", fingerprint: str = "") -> dict[str, Any]:
    """The parameters of all pieces; `key` and `fingerprint` are those of the request, where it is not the posting.

    The day and the moment are as the database keeps them.
    """
    return {
        "key": key or posting.key,
        "fingerprint": fingerprint or posting.fingerprint,
        "debit": posting.debit.id,
        "credit": posting.credit.id,
        "amount": posting.amount,
        "kind": posting.kind.value,
        "transfer_key": posting.key,
        "transfer_hash": posting.fingerprint,
        "occurred_on": statements.day(posting.occurred_on),
        "at": statements.moment(timezone.now()),
        "by": statements.user_id(by),
        "memo": posting.memo,
        "reverses": posting.reverses.id if posting.reverses else None,
    }


def as_written(posting: Posting, values: dict[str, Any], row: tuple[Any, ...]) -> Transfer:
    """The transfer that a statement with these `values` wrote; `row` is its id and the balances of debit and credit."""
    pk, debit_balance, credit_balance = row
    return stored_transfer(
        posting,
        id=pk,
        created_at=statements.read_moment(values["at"]),
        created_by_id=values["by"],
        debit_balance=debit_balance,
        credit_balance=credit_balance,
    )
