"""When the newest lines of an account were recorded: enough to count what is new."""

from points import statements
from points.ledger.models import Transfer

_T = Transfer._meta.db_table


def newest_moments(*, account: str, most: int) -> str:
    """SQL for `created_at` of the newest `most` lines of each side, to stand inside a larger statement.

    `account` is the name of the parameter that holds the account's id. However long the history is, no more lines are
    looked at than that; see `points.ledger.lines` for why the index is named and the order written in full.
    """
    sides = (f"SELECT * FROM (SELECT created_at FROM {_side(side, account, most)}) {side}_moments" for side in _SIDES)
    return " UNION ALL ".join(sides)


_SIDES = ("debit", "credit")


def _side(side: str, account: str, most: int) -> str:
    column = f"{side}_id"
    if not statements.is_postgresql():
        return f"{_T} INDEXED BY {_T}_{side} WHERE {column} = %({account})s ORDER BY id DESC LIMIT {int(most)}"
    return (
        f"{_T} WHERE {column} >= %({account})s AND ({column}, id) < (%({account})s + 1, 0) "
        f"ORDER BY {column} DESC, id DESC LIMIT {int(most)}"
    )
