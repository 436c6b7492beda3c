"""Keeping the totals of each account's months; whoever calls has locked the accounts."""

import json
from collections.abc import Iterable
from datetime import date

from points import statements
from points.rules.counters import PeriodTotal

_TABLE = PeriodTotal._meta.db_table
_ASKED = {
    True: "SELECT * FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::bigint[])",
    False: "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), "
    "json_extract(value, '$[3]') FROM json_each(%s) WHERE true",
}
"""By whether it is PostgreSQL. SQLite cannot tell the ON of an upsert from that of a join without the WHERE."""

_INSERT = f"INSERT INTO {_TABLE} AS t (account_id, starts_on, earned, deducted)"
_OR_ADD = "ON CONFLICT (starts_on, account_id) DO UPDATE SET earned = t.earned + EXCLUDED.earned"
_ADD = f"{_INSERT} {{asked}} {_OR_ADD}, deducted = t.deducted + EXCLUDED.deducted"
_GIVE_BACK = (
    f"UPDATE {_TABLE} SET earned = earned - %s, deducted = deducted - %s WHERE account_id = %s AND starts_on = %s"
)


def earn(source: str) -> str:
    """SQL for PostgreSQL that adds what `%(credit)s` earned on `%(occurred_on)s`, once for the row in `source`."""
    month = "date_trunc('month', %(occurred_on)s::date)"
    return f"{_INSERT} SELECT %(credit)s, {month}, %(amount)s, 0 FROM {source} {_OR_ADD}"


def add(amounts: Iterable[tuple[int, date, int]]) -> None:
    """Add awards, each as account, day and signed tenths."""
    sums: dict[tuple[date, int], list[int]] = {}
    months: dict[date, date] = {}
    for account, on, amount in amounts:
        if amount:
            month = months.get(on) or months.setdefault(on, on.replace(day=1))
            total = sums.setdefault((month, account), [0, 0])
            total[amount < 0] += abs(amount)
    if sums:
        written = {month: month.isoformat() for month in months.values()}
        changes = [(account, written[month], *total) for (month, account), total in sorted(sums.items())]
        is_postgresql = statements.is_postgresql()
        columns = map(statements.array, zip(*changes, strict=True))
        statements.send(
            _ADD.format(asked=_ASKED[is_postgresql]), list(columns) if is_postgresql else [json.dumps(changes)]
        )


def take_back(account: int, on: date, amount: int) -> None:
    """Take an award out again that was added before."""
    values = [max(amount, 0), max(-amount, 0), account, statements.day(on.replace(day=1))]
    statements.send(_GIVE_BACK, values)
