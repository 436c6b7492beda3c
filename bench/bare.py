"""The barest SQL: without the row of the request's key, without foreign keys, without the row of the scan.

Nobody would run it; it is the bottom that no schema goes below. What is not written here is as in `bench.minimal`.
"""

from datetime import date

from django.db import connection

from bench import minimal
from bench.minimal import COLUMNS, ISSUED, SHELF, STAFF, Minimal, now
from bench.world import PRICE, Turn, World

TABLES = """
CREATE TABLE bare_account (id {plain} PRIMARY KEY, balance BIGINT NOT NULL CHECK (balance >= 0),
    held BIGINT NOT NULL DEFAULT 0, base BIGINT NOT NULL DEFAULT 0);
CREATE TABLE bare_transfer (id {serial}, debit BIGINT NOT NULL, credit BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0), kind VARCHAR(10) NOT NULL, key VARCHAR(200) NOT NULL UNIQUE,
    occurred_on DATE NOT NULL, created_at {time} NOT NULL, created_by BIGINT NOT NULL, debit_balance BIGINT,
    credit_balance BIGINT);
CREATE INDEX bare_transfer_debit ON bare_transfer (debit, id DESC);
CREATE INDEX bare_transfer_credit ON bare_transfer (credit, id DESC);
CREATE TABLE bare_good (id {plain} PRIMARY KEY, stock BIGINT NOT NULL CHECK (stock >= 0));
CREATE TABLE bare_line (id {serial}, transfer BIGINT NOT NULL, good BIGINT NOT NULL, quantity INTEGER NOT NULL,
    price BIGINT NOT NULL, stock_after BIGINT NOT NULL);
CREATE TABLE bare_check_in (id {serial}, shift VARCHAR(80) NOT NULL, resident BIGINT NOT NULL,
    key VARCHAR(200) NOT NULL UNIQUE, in_at {time} NOT NULL, UNIQUE (shift, resident));
"""


def create_tables(world: World) -> None:
    minimal.create_tables(world)
    minimal.run_script(TABLES)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_account (id, balance) SELECT id, balance FROM minimal_account")
        cursor.execute("INSERT INTO bare_good (id, stock) SELECT id, stock FROM minimal_good")


def connect() -> Minimal:
    opened = minimal.open_connection()
    return OnPostgreSQL(opened) if connection.vendor == "postgresql" else OnSQLite(opened)


class OnPostgreSQL(minimal.OnPostgreSQL):
    def post(self, turn: Turn, holder: int) -> None:
        self.one(
            f"""WITH given AS (UPDATE bare_account SET balance = balance + %s WHERE id = %s RETURNING balance)
            INSERT INTO bare_transfer ({COLUMNS})
            SELECT %s, %s, %s, 'award', %s, %s, now(), %s, NULL, balance FROM given RETURNING id""",
            (PRICE, holder, ISSUED, holder, PRICE, turn.key, date.today(), STAFF),
        )

    def check_in(self, turn: Turn, resident: int) -> None:
        self.one(
            """INSERT INTO bare_check_in (shift, resident, key, in_at)
            SELECT id, %s, %s, now() FROM minimal_shift WHERE id = %s AND is_open RETURNING id""",
            (resident, turn.key, turn.run),
        )

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        self.one(
            f"""WITH paid AS (UPDATE bare_account SET balance = balance - %s
                WHERE id = %s AND balance - held - base >= %s RETURNING balance),
            taken AS (UPDATE bare_good SET stock = stock - 1
                WHERE id = %s AND stock >= 1 AND EXISTS (SELECT 1 FROM paid) RETURNING stock),
            moved AS (INSERT INTO bare_transfer ({COLUMNS})
                SELECT %s, %s, %s, 'redemption', %s, %s, now(), %s, balance, NULL FROM paid RETURNING id)
            INSERT INTO bare_line (transfer, good, quantity, price, stock_after)
            SELECT moved.id, %s, 1, %s, taken.stock FROM moved LEFT JOIN taken ON true RETURNING id""",
            (PRICE, holder, PRICE, good, holder, SHELF, PRICE, turn.key, date.today(), STAFF, good, PRICE),
        )


class OnSQLite(minimal.OnSQLite):
    def post(self, turn: Turn, holder: int) -> None:
        self.begin()
        balance = self.one(
            "UPDATE bare_account SET balance = balance + ? WHERE id = ? RETURNING balance", (PRICE, holder)
        )
        self.move("bare_transfer", (ISSUED, holder, PRICE, "award", turn.key), None, balance)
        self.connection.execute("COMMIT")

    def check_in(self, turn: Turn, resident: int) -> None:
        self.one(
            """INSERT INTO bare_check_in (shift, resident, key, in_at)
            SELECT id, ?, ?, ? FROM minimal_shift WHERE id = ? AND is_open RETURNING id""",
            (resident, turn.key, now(), turn.run),
        )

    def redeem(self, turn: Turn, holder: int, good: int) -> None:
        self.begin()
        balance = self.one(
            """UPDATE bare_account SET balance = balance - ?
            WHERE id = ? AND balance - held - base >= ? RETURNING balance""",
            (PRICE, holder, PRICE),
        )
        transfer = self.move("bare_transfer", (holder, SHELF, PRICE, "redemption", turn.key), balance, None)
        stock = self.one("UPDATE bare_good SET stock = stock - 1 WHERE id = ? AND stock >= 1 RETURNING stock", (good,))
        self.connection.execute(
            "INSERT INTO bare_line (transfer, good, quantity, price, stock_after) VALUES (?, ?, 1, ?, ?)",
            (transfer, good, PRICE, stock),
        )
        self.connection.execute("COMMIT")
