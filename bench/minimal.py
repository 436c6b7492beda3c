"""The limit: the same work as hand-written minimal SQL, without permission, explanation or audit.

On PostgreSQL one prepared statement for each operation, through psycopg: the key is unique, the guard stands in the
condition, both legs and the balance after them are one row. On SQLite, which knows no writing in a WITH, the same
statements one after the other in one immediate transaction, through sqlite3.
"""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from django.db import connection

from bench.world import HISTORY, PRICE, WITH_HISTORY, Turn, World

TABLES = """
CREATE TABLE minimal_account (id {plain} PRIMARY KEY, balance BIGINT NOT NULL CHECK (balance >= 0),
    held BIGINT NOT NULL DEFAULT 0, base BIGINT NOT NULL DEFAULT 0);
CREATE TABLE minimal_transfer (id {serial}, debit BIGINT NOT NULL, credit BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0), kind VARCHAR(10) NOT NULL, key VARCHAR(200) NOT NULL UNIQUE,
    occurred_on DATE NOT NULL, created_at {time} NOT NULL, created_by BIGINT NOT NULL, debit_balance BIGINT,
    credit_balance BIGINT);
CREATE INDEX minimal_transfer_debit ON minimal_transfer (debit, id DESC);
CREATE INDEX minimal_transfer_credit ON minimal_transfer (credit, id DESC);
CREATE TABLE minimal_good (id {plain} PRIMARY KEY, stock BIGINT NOT NULL CHECK (stock >= 0));
CREATE TABLE minimal_line (id {serial}, transfer BIGINT NOT NULL, good BIGINT NOT NULL, quantity INTEGER NOT NULL,
    price BIGINT NOT NULL, stock_after BIGINT NOT NULL);
CREATE TABLE minimal_shift (id VARCHAR(80) PRIMARY KEY, is_open BOOLEAN NOT NULL);
CREATE TABLE minimal_check_in (id {serial}, shift VARCHAR(80) NOT NULL, resident BIGINT NOT NULL,
    key VARCHAR(200) NOT NULL UNIQUE, in_at {time} NOT NULL, UNIQUE (shift, resident));
"""
ISSUED, SHELF, STAFF = 10**9, 10**9 + 1, 1
"""Two system accounts, which have no row here as they have no balance there, and whoever acts."""

_COLUMNS = "debit, credit, amount, kind, key, occurred_on, created_at, created_by, debit_balance, credit_balance"
_PAGE = f"""
SELECT * FROM (SELECT id, {_COLUMNS} FROM minimal_transfer WHERE debit = {{0}} ORDER BY id DESC LIMIT 30) AS went
UNION ALL
SELECT * FROM (SELECT id, {_COLUMNS} FROM minimal_transfer WHERE credit = {{0}} ORDER BY id DESC LIMIT 30) AS came
ORDER BY id DESC LIMIT 30
"""


def create_tables(world: World) -> None:
    types = (
        {"plain": "BIGINT", "serial": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "time": "TIMESTAMPTZ"}
        if connection.vendor == "postgresql"
        else {"plain": "INTEGER", "serial": "INTEGER PRIMARY KEY", "time": "TEXT"}
    )
    with connection.cursor() as cursor:
        for statement in TABLES.format(**types).split(";")[:-1]:
            cursor.execute(statement)
        accounts = [(household.pk, 10**9) for household in world.households]
        cursor.executemany("INSERT INTO minimal_account (id, balance) VALUES (%s, %s)", accounts)
        goods = [(number, 10**9) for number in range(len(world.goods))]
        cursor.executemany("INSERT INTO minimal_good (id, stock) VALUES (%s, %s)", goods)
    side = connect()
    for number in range(HISTORY * WITH_HISTORY):
        side.post(Turn("history", 0, 1, number), world.households[number % WITH_HISTORY].pk)


def connect() -> "Minimal":
    settings = connection.settings_dict
    if connection.vendor == "postgresql":
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        known = {key: settings[name] for key, name in names.items() if settings[name]}
        return OnPostgreSQL(psycopg.connect(**known, autocommit=True))
    opened = sqlite3.connect(settings["NAME"], isolation_level=None, timeout=60)
    opened.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    return OnSQLite(opened)


class Minimal:
    def __init__(self, opened: Any) -> None:
        self.connection = opened

    def operations(self, world: World) -> dict[str, Callable[[Turn], object]]:
        holders = [household.pk for household in world.households]
        count, goods = len(holders), len(world.goods)
        return {
            "post": lambda turn: self.post(turn, holders[turn.index % count]),
            "award": lambda turn: self.post(turn, holders[turn.index % count]),
            "check-in": lambda turn: self.check_in(turn, turn.index),
            "redeem": lambda turn: self.redeem(turn, holders[turn.index % count], turn.index % goods),
            "redeem all one good": lambda turn: self.redeem(turn, holders[turn.index % count], 0),
            "statement": lambda turn: self.statement(holders[turn.index % WITH_HISTORY]),
        }

    def post(self, turn: Turn, holder: int) -> None:
        raise NotImplementedError

    def check_in(self, turn: Turn, resident: int) -> None:
        raise NotImplementedError

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        raise NotImplementedError

    def statement(self, holder: int) -> list[Any]:
        raise NotImplementedError

    def batch(self, world: World, run: str) -> int:
        raise NotImplementedError

    def open_shift(self, run: str) -> None:
        raise NotImplementedError


class OnPostgreSQL(Minimal):
    def post(self, turn: Turn, holder: int) -> None:
        self._one(
            f"""WITH given AS (UPDATE minimal_account SET balance = balance + %s WHERE id = %s RETURNING balance)
            INSERT INTO minimal_transfer ({_COLUMNS})
            SELECT %s, %s, %s, 'award', %s, %s, now(), %s, NULL, balance FROM given RETURNING id""",
            (PRICE, holder, ISSUED, holder, PRICE, turn.key, date.today(), STAFF),
        )

    def check_in(self, turn: Turn, resident: int) -> None:
        self._one(
            """INSERT INTO minimal_check_in (shift, resident, key, in_at)
            SELECT id, %s, %s, now() FROM minimal_shift WHERE id = %s AND is_open RETURNING id""",
            (resident, turn.key, turn.run),
        )

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        # Without stock the line has no `stock_after`, and the whole statement fails.
        self._one(
            f"""WITH paid AS (UPDATE minimal_account SET balance = balance - %s
                WHERE id = %s AND balance - held - base >= %s RETURNING balance),
            taken AS (UPDATE minimal_good SET stock = stock - 1
                WHERE id = %s AND stock >= 1 AND EXISTS (SELECT 1 FROM paid) RETURNING stock),
            moved AS (INSERT INTO minimal_transfer ({_COLUMNS})
                SELECT %s, %s, %s, 'redemption', %s, %s, now(), %s, balance, NULL FROM paid RETURNING id)
            INSERT INTO minimal_line (transfer, good, quantity, price, stock_after)
            SELECT moved.id, %s, 1, %s, taken.stock FROM moved LEFT JOIN taken ON true RETURNING id""",
            (PRICE, holder, PRICE, good, holder, SHELF, PRICE, turn.key, date.today(), STAFF, good, PRICE),
        )

    def statement(self, holder: int) -> list[Any]:
        return self.connection.execute(_PAGE.format("%s"), (holder, holder)).fetchall()

    def batch(self, world: World, run: str) -> int:
        holders = [household.pk for household in world.households]
        keys = [f"{run}:{holder}" for holder in holders]
        written = self.connection.execute(
            f"""WITH act AS (SELECT * FROM unnest(%s::bigint[], %s::text[]) AS act (holder, key)),
            given AS (UPDATE minimal_account SET balance = balance + %s FROM act WHERE id = act.holder
                RETURNING id, balance)
            INSERT INTO minimal_transfer ({_COLUMNS})
            SELECT %s, act.holder, %s, 'award', act.key, %s, now(), %s, NULL, given.balance
            FROM act JOIN given ON given.id = act.holder RETURNING id""",
            (holders, keys, PRICE, ISSUED, PRICE, date.today(), STAFF),
        )
        return len(written.fetchall())

    def open_shift(self, run: str) -> None:
        self.connection.execute("INSERT INTO minimal_shift VALUES (%s, true)", (run,))

    def _one(self, sql: str, values: tuple[Any, ...]) -> None:
        if self.connection.execute(sql, values, prepare=True).fetchone() is None:
            raise RuntimeError("refused")


class OnSQLite(Minimal):
    def post(self, turn: Turn, holder: int) -> None:
        self._begin()
        balance = self._one(
            "UPDATE minimal_account SET balance = balance + ? WHERE id = ? RETURNING balance", (PRICE, holder)
        )
        self._move((ISSUED, holder, PRICE, "award", turn.key), None, balance)
        self.connection.execute("COMMIT")

    def check_in(self, turn: Turn, resident: int) -> None:
        self._one(
            """INSERT INTO minimal_check_in (shift, resident, key, in_at)
            SELECT id, ?, ?, ? FROM minimal_shift WHERE id = ? AND is_open RETURNING id""",
            (resident, turn.key, _now(), turn.run),
        )

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        self._begin()
        balance = self._one(
            """UPDATE minimal_account SET balance = balance - ?
            WHERE id = ? AND balance - held - base >= ? RETURNING balance""",
            (PRICE, holder, PRICE),
        )
        transfer = self._move((holder, SHELF, PRICE, "redemption", turn.key), balance, None)
        stock = self._one(
            "UPDATE minimal_good SET stock = stock - 1 WHERE id = ? AND stock >= 1 RETURNING stock", (good,)
        )
        self.connection.execute(
            "INSERT INTO minimal_line (transfer, good, quantity, price, stock_after) VALUES (?, ?, 1, ?, ?)",
            (transfer, good, PRICE, stock),
        )
        self.connection.execute("COMMIT")

    def statement(self, holder: int) -> list[Any]:
        return self.connection.execute(_PAGE.format("?"), (holder, holder)).fetchall()

    def batch(self, world: World, run: str) -> int:
        holders = [household.pk for household in world.households]
        self._begin()
        self.connection.executemany(
            "UPDATE minimal_account SET balance = balance + ? WHERE id = ?", [(PRICE, holder) for holder in holders]
        )
        written = self.connection.execute(
            f"""INSERT INTO minimal_transfer ({_COLUMNS})
            SELECT ?, account.id, ?, 'award', ? || account.id, ?, ?, ?, NULL, account.balance
            FROM json_each(?) AS act JOIN minimal_account AS account ON account.id = act.value""",
            (ISSUED, PRICE, f"{run}:", date.today().isoformat(), _now(), STAFF, json.dumps(holders)),
        )
        self.connection.execute("COMMIT")
        return written.rowcount

    def open_shift(self, run: str) -> None:
        self.connection.execute("INSERT INTO minimal_shift VALUES (?, 1)", (run,))

    def _begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def _move(self, row: tuple[Any, ...], debit_balance: int | None, credit_balance: int | None) -> int:
        marks = ", ".join("?" * 10)
        return self._one(
            f"INSERT INTO minimal_transfer ({_COLUMNS}) VALUES ({marks}) RETURNING id",
            (*row, date.today().isoformat(), _now(), STAFF, debit_balance, credit_balance),
        )

    def _one(self, sql: str, values: tuple[Any, ...]) -> int:
        # All rows are fetched: a statement that is not finished would keep its transaction from committing.
        rows = self.connection.execute(sql, values).fetchall()
        if not rows:
            raise RuntimeError("refused")
        return int(rows[0][0])


def _now() -> str:
    return datetime.now(UTC).isoformat()
