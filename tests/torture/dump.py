"""What stands in the database, read by plain SQL in one moment; the product's own code has no part in it."""

import json
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

TABLES = {
    "account": "id, kind, balance, held",
    "transfer": "id, debit_id, credit_id, amount, kind, key, reverses_id, debit_balance, credit_balance",
    "rule": "id, cap",
    "awardrecord": "id, account_id, rule_id, key, amount, cut, transfer_id",
    "good": "id, stock",
    "stockmove": "id, good_id, kind, quantity, stock_after, key, line_id",
    "redemption": "id, key::text, number, total, transfer_id",
    "redemptionline": "id, redemption_id, good_id, quantity, price",
    "refund": "id, redemption_id, key::text, transfer_id",
    "checkin": "id, shift_id, resident_id, in_at::text, out_at::text",
    "scan": "id, shift_id, resident_id, direction, key, occurred_at::text, claimed_at IS NULL AS is_live, refusal",
}


class Dump:
    """Rows by table, in the order of their ids."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    @cached_property
    def transfers(self) -> dict[int, Row]:
        return {row["id"]: row for row in self["transfer"]}

    @cached_property
    def redemptions(self) -> dict[int, Row]:
        return {row["id"]: row for row in self["redemption"]}

    @cached_property
    def lines(self) -> dict[int, list[Row]]:
        """By redemption."""
        return self._by("redemptionline", "redemption_id")

    @cached_property
    def moves(self) -> dict[int, list[Row]]:
        """By line of a redemption."""
        return self._by("stockmove", "line_id")

    def _by(self, table: str, column: str) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self[table]:
            found[row[column]].append(row)
        return found

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.tables, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Dump":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def take(cls, connection: psycopg.Connection) -> "Dump":
        """All tables as they were when the first was read; moments as text in UTC."""
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL timezone = 'UTC'")
            try:
                return cls({table: _rows(cursor, table, columns) for table, columns in TABLES.items()})
            finally:
                cursor.execute("ROLLBACK")


def _rows(cursor: psycopg.Cursor[Row], table: str, columns: str) -> list[Row]:
    return cursor.execute(f"SELECT {columns} FROM points_{table} ORDER BY id").fetchall()
