"""The lines of a statement, the newest first; a page costs the same however long the history is.

Each side of an account is read through its own index, and no sum is needed: a transfer knows the balances after it.
Where only some lines are wanted (`sift`) no index fits every wish. So the look goes back over a bounded number of lines
at a time and picks those that are wanted; a page may then be short, or empty, and still lead on to an older one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from points import statements
from points.ledger.models import Account, Transfer

_T = Transfer._meta.db_table
_ATTNAMES = [field.attname for field in Transfer._meta.concrete_fields]
_COLUMNS = ", ".join(str(field.column) for field in Transfer._meta.concrete_fields)
_NO_END = 2**63 - 1
BOTH = ("debit", "credit")
LOOKED_AT = 1000
"""Lines that `sift` goes back over at most: two years or more of a busy household."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A transfer as the holder of one account sees it."""

    transfer: Transfer
    amount: int
    """Tenths, signed: above zero when it came in."""
    balance: int
    """Tenths right after it."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which lines are wanted; all of them where nothing is said."""

    sides: Sequence[str] = BOTH
    """`debit` for what went out, `credit` for what came in."""
    kinds: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    """Recorded from that moment on, and before that one."""
    condition: str = ""
    """SQL about the transfer `line`, from a room that knows more than the ledger does."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What its marks stand for."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some of the lines that were chosen."""

    lines: list[Line]
    older: int | None
    """Where to look on: the `before` of the next part. None when nothing older can be there."""


def statement(account: Account, *, limit: int, before: int | None = None, sides: Sequence[str] = BOTH) -> list[Line]:
    """The newest `limit` lines, or those older than the transfer with the id `before` (keyset paging).

    `sides` names what is wanted: `debit` for what went out, `credit` for what came in.

    Costs the same however long the history is: each side is read through its own index, and no sum is needed. A
    transfer knows what it reverses; who recorded it is looked up when it is asked for.
    """
    values = {"account": account.pk, "before": _NO_END if before is None else before}
    rows = statements.fetch_all(_newest(tuple(sides), int(limit)), values) if sides else []
    return _lines(rows, account)


def sift(account: Account, *, choice: Choice, limit: int, before: int | None = None) -> Part:
    """The newest lines that are wanted, at most `limit`, or those older than the transfer with the id `before`."""
    first, last = _bounds(choice, before)
    bounds = {"account": account.pk, "before": last, "first": first}
    values = {**choice.values, **bounds}
    window = _newest(tuple(choice.sides), LOOKED_AT, is_bounded=True)
    wanted = f"SELECT line.* FROM ({window}) line WHERE {_wanted(choice, values)} ORDER BY line.id DESC"
    rows = statements.fetch_all(f"{wanted} LIMIT {int(limit) + 1}", values)
    lines = _lines(rows[:limit], account)
    if len(rows) > limit:
        return Part(lines=lines, older=lines[-1].transfer.pk)
    seen = statements.fetch_one(f"SELECT COUNT(*), MIN(id) FROM ({window}) line", bounds)
    assert seen is not None, "a count has a row"
    return Part(lines=lines, older=int(seen[1]) if seen[0] == LOOKED_AT else None)


def _wanted(choice: Choice, values: dict[str, Any]) -> str:
    """SQL condition on a line; what its marks stand for is put into `values`."""
    conditions = []
    if choice.since:
        values["since"] = statements.moment(choice.since)
        conditions.append("line.created_at >= %(since)s")
    if choice.until:
        values["until"] = statements.moment(choice.until)
        conditions.append("line.created_at < %(until)s")
    if choice.kinds:
        marks = {f"kind_{number}": str(kind) for number, kind in enumerate(choice.kinds)}
        values |= marks
        conditions.append(f"line.kind IN ({', '.join(f'%({mark})s' for mark in marks)})")
    if choice.condition:
        conditions.append(f"({choice.condition})")
    return " AND ".join(conditions) or "true"


def _bounds(choice: Choice, before: int | None) -> tuple[int, int]:
    """The ids between which the chosen time lies: the first that can be in it, and one that is past it."""
    first, last = 0, _NO_END if before is None else before
    if choice.since:
        first = _first_since(choice.since - MOST_LATE, otherwise=_NO_END)
    if choice.until:
        last = min(last, _first_since(choice.until + MOST_LATE, otherwise=_NO_END))
    return first, last


def _first_since(moment: datetime, *, otherwise: int) -> int:
    row = statements.fetch_one(FIRST_SINCE, [statements.moment(moment)])
    return int(row[0]) if row else otherwise


# Ids are given in the order of time, but for what was under way at the same time.
MOST_LATE = timedelta(hours=1)
FIRST_SINCE = f"SELECT id FROM {_T} WHERE created_at >= %s ORDER BY created_at LIMIT 1"


@cache
def _newest(sides: tuple[str, ...], limit: int, *, is_bounded: bool = False) -> str:
    bound = " AND id >= %(first)s" if is_bounded else ""
    parts = (
        f"SELECT * FROM (SELECT {_COLUMNS} FROM {_older(side, bound)} LIMIT {limit}) {side}_side" for side in sides
    )
    return f"{' UNION ALL '.join(parts)} ORDER BY id DESC LIMIT {limit}"


def _older(side: str, bound: str) -> str:
    """SQL from the table on: the newest first, by the index of that side alone.

    Nearly every transfer is debited to `issued`, so to a plan that does not know the account yet any account looks
    like nearly every transfer, and walking the primary key backwards looks short. SQLite is told the index. PostgreSQL
    is asked for the pair, in the order of the pair, which only that index has; the limit is written out for it.
    """
    column = f"{side}_id"
    if not statements.is_postgresql():
        return f"{_T} INDEXED BY {_T}_{side} WHERE {column} = %(account)s AND id < %(before)s{bound} ORDER BY id DESC"
    least = f"({column}, id) >= (%(account)s, %(first)s)" if bound else f"{column} >= %(account)s"
    return f"{_T} WHERE {least} AND ({column}, id) < (%(account)s, %(before)s) ORDER BY {column} DESC, id DESC"


def _lines(rows: Sequence[Sequence[Any]], account: Account) -> list[Line]:
    transfers = [_transfer(row) for row in rows]
    _fill_in_what_they_reverse(transfers)
    return [line_of(transfer, account) for transfer in transfers]


def _transfer(row: Sequence[Any]) -> Transfer:
    values = dict(zip(_ATTNAMES, row, strict=True))
    if not statements.is_postgresql():
        values["occurred_on"] = statements.read_day(values["occurred_on"])
        values["created_at"] = statements.read_moment(values["created_at"])
    return statements.stored(Transfer, values)


def _fill_in_what_they_reverse(transfers: Sequence[Transfer]) -> None:
    undoing = [transfer for transfer in transfers if transfer.reverses_id]
    meant = Transfer.objects.in_bulk([transfer.reverses_id for transfer in undoing]) if undoing else {}
    for transfer in undoing:
        transfer.reverses = meant[transfer.reverses_id]


def line_of(transfer: Transfer, account: Account) -> Line:
    """How the transfer looks from that account, which must be one of its two sides."""
    if transfer.credit_id == account.pk:
        return Line(transfer=transfer, amount=transfer.amount, balance=transfer.credit_balance or 0)
    return Line(transfer=transfer, amount=-transfer.amount, balance=transfer.debit_balance or 0)
