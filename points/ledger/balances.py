"""The conditional updates: the only place where a balance changes.

Nothing reads a balance and writes it back. A statement carries its own condition and returns what is there afterwards;
no row returned means that the condition did not hold. RETURNING works on SQLite (3.35) and PostgreSQL alike.
"""

from collections.abc import Sequence

from django.db import connection

from points.ledger.models import Account

_TABLE = Account._meta.db_table

_SPEND = f"""
UPDATE {_TABLE} SET balance = balance - %s
WHERE id = %s AND kind = 'holder' AND balance - held - base >= %s RETURNING balance
"""
_TAKE = f"""
UPDATE {_TABLE} SET balance = balance - %s
WHERE id = %s AND kind = 'holder' AND balance - held >= %s RETURNING balance
"""
_GIVE = f"UPDATE {_TABLE} SET balance = balance + %s WHERE id = %s AND kind = 'holder' RETURNING balance"
_LOCK = f"UPDATE {_TABLE} SET balance = balance WHERE id = %s RETURNING balance - held"
_PROMISE = f"""
UPDATE {_TABLE} SET held = held + %s
WHERE id = %s AND kind = 'holder' AND balance - held - base >= %s RETURNING balance
"""
_UNPROMISE = f"UPDATE {_TABLE} SET held = held - %s WHERE id = %s AND held >= %s RETURNING balance"
_SPEND_PROMISED = f"""
UPDATE {_TABLE} SET balance = balance - %s, held = held - %s WHERE id = %s AND held >= %s RETURNING balance
"""


def _one(sql: str, params: Sequence[int]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def spend(account_id: int, amount: int) -> int | None:
    """Take from what is spendable. Returns the balance afterwards, None when it does not suffice."""
    return _one(_SPEND, (amount, account_id, amount))


def give(account_id: int, amount: int) -> int | None:
    """Returns the balance afterwards, None for a system account."""
    return _one(_GIVE, (amount, account_id))


def take_what_is_there(account_id: int, amount: int) -> tuple[int, int]:
    """Take `amount`, or all that is not held. Returns (taken, balance afterwards)."""
    # A write takes the row's lock on both databases; between the two statements nobody else can change it.
    free = _one(_LOCK, (account_id,)) or 0
    taken = min(amount, free)
    balance = _one(_TAKE, (taken, account_id, taken))
    assert balance is not None, "the row is locked by this transaction"
    return taken, balance


def promise(account_id: int, amount: int) -> int | None:
    """Move from spendable to held. None when it does not suffice."""
    return _one(_PROMISE, (amount, account_id, amount))


def unpromise(account_id: int, amount: int) -> int | None:
    return _one(_UNPROMISE, (amount, account_id, amount))


def spend_promised(account_id: int, amount: int) -> int | None:
    return _one(_SPEND_PROMISED, (amount, amount, account_id, amount))
