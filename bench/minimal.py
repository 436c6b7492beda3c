"""The reference: the same promises as hand-written minimal SQL, without permission, explanation or audit.

Each request has a key, looked at before anything is locked and kept with a fingerprint; the guard stands in the
condition; both legs and the balances after them are one row; tables have the foreign keys, unique constraints and
checks that anybody would declare. On PostgreSQL one prepared statement for each operation, through psycopg. On
SQLite, which knows no writing in a WITH, the same statements one after the other in one immediate transaction,
through sqlite3. `bench.bare` leaves out what can be left out.
"""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import psycopg
from django.db import connection

from bench.world import HISTORY, PRICE, WITH_HISTORY, Turn, World

TABLES = """
CREATE TABLE minimal_user (id {plain} PRIMARY KEY);
CREATE TABLE minimal_resident (id {plain} PRIMARY KEY, is_active BOOLEAN NOT NULL);
CREATE TABLE minimal_key (key VARCHAR(200) PRIMARY KEY, fingerprint CHAR(64) NOT NULL, created_at {time} NOT NULL);
CREATE TABLE minimal_account (id {plain} PRIMARY KEY, balance BIGINT NOT NULL CHECK (balance >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0), base BIGINT NOT NULL DEFAULT 0 CHECK (base >= 0),
    CHECK (held <= balance));
CREATE TABLE minimal_transfer (id {serial}, debit BIGINT NOT NULL REFERENCES minimal_account,
    credit BIGINT NOT NULL REFERENCES minimal_account, amount BIGINT NOT NULL CHECK (amount > 0),
    kind VARCHAR(10) NOT NULL, key VARCHAR(200) NOT NULL UNIQUE, occurred_on DATE NOT NULL, created_at {time} NOT NULL,
    created_by BIGINT NOT NULL REFERENCES minimal_user, reverses BIGINT UNIQUE REFERENCES minimal_transfer,
    debit_balance BIGINT, credit_balance BIGINT, CHECK (debit <> credit));
CREATE INDEX minimal_transfer_debit ON minimal_transfer (debit, id DESC);
CREATE INDEX minimal_transfer_credit ON minimal_transfer (credit, id DESC);
CREATE TABLE minimal_good (id {plain} PRIMARY KEY, stock BIGINT NOT NULL CHECK (stock >= 0));
CREATE TABLE minimal_line (id {serial}, transfer BIGINT NOT NULL REFERENCES minimal_transfer,
    good BIGINT NOT NULL REFERENCES minimal_good, quantity INTEGER NOT NULL CHECK (quantity > 0),
    price BIGINT NOT NULL CHECK (price > 0), stock_after BIGINT NOT NULL, UNIQUE (transfer, good));
CREATE TABLE minimal_shift (id VARCHAR(80) PRIMARY KEY, is_open BOOLEAN NOT NULL);
CREATE TABLE minimal_check_in (id {serial}, shift VARCHAR(80) NOT NULL REFERENCES minimal_shift,
    resident BIGINT NOT NULL REFERENCES minimal_resident, in_at {time} NOT NULL, UNIQUE (shift, resident));
CREATE TABLE minimal_scan (id {serial}, shift VARCHAR(80) NOT NULL REFERENCES minimal_shift,
    resident BIGINT NOT NULL REFERENCES minimal_resident, key VARCHAR(200) NOT NULL UNIQUE,
    scanned_at {time} NOT NULL, recorded_by BIGINT NOT NULL REFERENCES minimal_user);
CREATE INDEX minimal_scan_shift ON minimal_scan (shift, resident);
"""
_NUMBERED = "GENERATED ALWAYS AS IDENTITY"
TYPES = {
    "sqlite": {"plain": "INTEGER", "serial": "INTEGER PRIMARY KEY", "time": "TEXT"},
    "postgresql": {
        "plain": "BIGINT",
        "serial": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "time": "TIMESTAMPTZ",
    },
}
ISSUED, SHELF, STAFF = 10**9, 10**9 + 1, 1
"""Two system accounts, whose balance nobody keeps, and whoever acts."""
RESIDENTS = 100_000
"""Everybody checks in once at a shift."""

COLUMNS = "debit, credit, amount, kind, key, occurred_on, created_at, created_by, debit_balance, credit_balance"
_PAGE = f"""
SELECT * FROM (SELECT id, {COLUMNS} FROM minimal_transfer WHERE debit = {{0}} ORDER BY id DESC LIMIT 30) AS went
UNION ALL
SELECT * FROM (SELECT id, {COLUMNS} FROM minimal_transfer WHERE credit = {{0}} ORDER BY id DESC LIMIT 30) AS came
ORDER BY id DESC LIMIT 30
"""


def create_tables(world: World) -> None:
    run_script(TABLES)
    accounts = [(household.pk, 10**9) for household in world.households] + [(ISSUED, 0), (SHELF, 0)]
    goods = [(number, 10**9) for number in range(len(world.goods))]
    residents = [(number, True) for number in range(RESIDENTS)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO minimal_account (id, balance) VALUES (%s, %s)", accounts)
        cursor.executemany("INSERT INTO minimal_good (id, stock) VALUES (%s, %s)", goods)
        cursor.executemany("INSERT INTO minimal_resident (id, is_active) VALUES (%s, %s)", residents)
        cursor.execute("INSERT INTO minimal_user (id) VALUES (%s)", [STAFF])
    side = connect()
    for number in range(HISTORY * WITH_HISTORY):
        side.post(Turn("history", 0, 1, number), world.households[number % WITH_HISTORY].pk)
    side.connection.close()


def run_script(tables: str) -> None:
    with connection.cursor() as cursor:
        for statement in tables.format(**TYPES[connection.vendor]).split(";")[:-1]:
            cursor.execute(statement)


def connect() -> "Minimal":
    opened = open_connection()
    return OnPostgreSQL(opened) if connection.vendor == "postgresql" else OnSQLite(opened)


def open_connection() -> Any:
    """One of the driver's own, to the database of the bench."""
    settings = connection.settings_dict
    if connection.vendor == "postgresql":
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        known = {key: settings[name] for key, name in names.items() if settings[name]}
        return psycopg.connect(**known, autocommit=True)
    opened = sqlite3.connect(settings["NAME"], isolation_level=None, timeout=60)
    opened.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    return opened


class Minimal:
    post: Callable[[Turn, int], None]
    check_in: Callable[[Turn, int], None]
    redeem: Callable[[Turn, int, int], None]
    statement: Callable[[int], list[Any]]
    batch: Callable[[World, str], int]
    open_shift: Callable[[str], None]

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


class OnPostgreSQL(Minimal):
    def post(self, turn: Turn, holder: int) -> None:
        request = _fingerprint("award", holder, PRICE)
        self.one(
            f"""WITH given AS (UPDATE minimal_account SET balance = balance + %s
                WHERE id = %s AND NOT EXISTS (SELECT 1 FROM minimal_key WHERE key = %s) RETURNING balance),
            keyed AS (INSERT INTO minimal_key SELECT %s, %s, now() FROM given)
            INSERT INTO minimal_transfer ({COLUMNS})
            SELECT %s, %s, %s, 'award', %s, %s, now(), %s, NULL, balance FROM given RETURNING id""",
            (PRICE, holder, turn.key, turn.key, request, ISSUED, holder, PRICE, turn.key, date.today(), STAFF),
        )

    def check_in(self, turn: Turn, resident: int) -> None:
        self.one(
            """WITH seen AS (SELECT shift.id AS shift, resident.id AS resident FROM minimal_shift shift,
                minimal_resident resident WHERE shift.id = %s AND is_open AND resident.id = %s AND is_active
                AND NOT EXISTS (SELECT 1 FROM minimal_key WHERE key = %s)),
            keyed AS (INSERT INTO minimal_key SELECT %s, %s, now() FROM seen),
            came AS (INSERT INTO minimal_check_in (shift, resident, in_at) SELECT shift, resident, now() FROM seen
                RETURNING id, shift, resident),
            scanned AS (INSERT INTO minimal_scan (shift, resident, key, scanned_at, recorded_by)
                SELECT shift, resident, %s, now(), %s FROM came)
            SELECT id FROM came""",
            (turn.run, resident, turn.key, turn.key, _fingerprint(turn.run, resident), turn.key, STAFF),
        )

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        request = _fingerprint("redemption", holder, PRICE, good)
        moved = (holder, SHELF, PRICE, turn.key, date.today(), STAFF)
        # Without stock the line has no `stock_after`, and the whole statement fails.
        self.one(
            f"""WITH paid AS (UPDATE minimal_account SET balance = balance - %s
                WHERE id = %s AND balance - held - base >= %s
                AND NOT EXISTS (SELECT 1 FROM minimal_key WHERE key = %s) RETURNING balance),
            keyed AS (INSERT INTO minimal_key SELECT %s, %s, now() FROM paid),
            moved AS (INSERT INTO minimal_transfer ({COLUMNS})
                SELECT %s, %s, %s, 'redemption', %s, %s, now(), %s, balance, NULL FROM paid RETURNING id),
            taken AS (UPDATE minimal_good SET stock = stock - 1
                WHERE id = %s AND stock >= 1 AND EXISTS (SELECT 1 FROM moved) RETURNING stock)
            INSERT INTO minimal_line (transfer, good, quantity, price, stock_after)
            SELECT moved.id, %s, 1, %s, taken.stock FROM moved LEFT JOIN taken ON true RETURNING id""",
            (PRICE, holder, PRICE, turn.key, turn.key, request, *moved, good, good, PRICE),
        )

    def statement(self, holder: int) -> list[Any]:
        # Planned each time: the plan that the server would keep walks the whole ledger backwards.
        return self.connection.execute(_PAGE.format("%s"), (holder, holder), prepare=False).fetchall()

    def batch(self, world: World, run: str) -> int:
        holders = [household.pk for household in world.households]
        keys = [f"{run}:{holder}" for holder in holders]
        written = self.connection.execute(
            f"""WITH act AS (SELECT * FROM unnest(%s::bigint[], %s::text[]) AS act (holder, key)),
            given AS (UPDATE minimal_account SET balance = balance + %s FROM act WHERE id = act.holder
                RETURNING id, balance)
            INSERT INTO minimal_transfer ({COLUMNS})
            SELECT %s, act.holder, %s, 'award', act.key, %s, now(), %s, NULL, given.balance
            FROM act JOIN given ON given.id = act.holder RETURNING id""",
            (holders, keys, PRICE, ISSUED, PRICE, date.today(), STAFF),
        )
        return len(written.fetchall())

    def open_shift(self, run: str) -> None:
        self.connection.execute("INSERT INTO minimal_shift VALUES (%s, true)", (run,))

    def one(self, sql: str, values: tuple[Any, ...]) -> None:
        if self.connection.execute(sql, values, prepare=True).fetchone() is None:
            raise RuntimeError("refused")


class OnSQLite(Minimal):
    def post(self, turn: Turn, holder: int) -> None:
        self.begin()
        self.keep_key(turn, "award", holder, PRICE)
        balance = self.one(
            "UPDATE minimal_account SET balance = balance + ? WHERE id = ? RETURNING balance", (PRICE, holder)
        )
        self.move("minimal_transfer", (ISSUED, holder, PRICE, "award", turn.key), None, balance)
        self.connection.execute("COMMIT")

    def check_in(self, turn: Turn, resident: int) -> None:
        self.begin()
        self.keep_key(turn, turn.run, resident)
        self.one(
            """INSERT INTO minimal_check_in (shift, resident, in_at)
            SELECT shift.id, resident.id, ? FROM minimal_shift shift, minimal_resident resident
            WHERE shift.id = ? AND is_open AND resident.id = ? AND is_active RETURNING id""",
            (now(), turn.run, resident),
        )
        self.connection.execute(
            "INSERT INTO minimal_scan (shift, resident, key, scanned_at, recorded_by) VALUES (?, ?, ?, ?, ?)",
            (turn.run, resident, turn.key, now(), STAFF),
        )
        self.connection.execute("COMMIT")

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        self.begin()
        self.keep_key(turn, "redemption", holder, PRICE, good)
        balance = self.one(
            """UPDATE minimal_account SET balance = balance - ?
            WHERE id = ? AND balance - held - base >= ? RETURNING balance""",
            (PRICE, holder, PRICE),
        )
        transfer = self.move("minimal_transfer", (holder, SHELF, PRICE, "redemption", turn.key), balance, None)
        stock = self.one(
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
        self.begin()
        self.connection.executemany(
            "UPDATE minimal_account SET balance = balance + ? WHERE id = ?", [(PRICE, holder) for holder in holders]
        )
        written = self.connection.execute(
            f"""INSERT INTO minimal_transfer ({COLUMNS})
            SELECT ?, account.id, ?, 'award', ? || account.id, ?, ?, ?, NULL, account.balance
            FROM json_each(?) AS act JOIN minimal_account AS account ON account.id = act.value""",
            (ISSUED, PRICE, f"{run}:", date.today().isoformat(), now(), STAFF, json.dumps(holders)),
        )
        self.connection.execute("COMMIT")
        return written.rowcount

    def open_shift(self, run: str) -> None:
        self.connection.execute("INSERT INTO minimal_shift VALUES (?, 1)", (run,))

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def keep_key(self, turn: Turn, *request: object) -> None:
        # A key that is there already has an answer; the row that is not written says so.
        self.one(
            "INSERT INTO minimal_key VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
            (turn.key, _fingerprint(*request), now()),
        )

    def move(self, table: str, row: tuple[Any, ...], debit_balance: int | None, credit_balance: int | None) -> int:
        marks = ", ".join("?" * 10)
        return self.one(
            f"INSERT INTO {table} ({COLUMNS}) VALUES ({marks}) RETURNING id",
            (*row, date.today().isoformat(), now(), STAFF, debit_balance, credit_balance),
        )

    def one(self, sql: str, values: tuple[Any, ...]) -> int:
        # All rows are fetched: a statement that is not finished would keep its transaction from committing.
        rows = self.connection.execute(sql, values).fetchall()
        if not rows:
            raise RuntimeError("refused")
        return int(rows[0][0])


def now() -> str:
    return datetime.now(UTC).isoformat()


def _fingerprint(*request: object) -> str:
    return sha256(repr(request).encode()).hexdigest()
