"""The auditor: looks at the books again and again while others write and things die; they must be right each time.

Every look is one statement, so it sees the books as they were at one moment.
"""

import threading
from random import Random

import psycopg

from tests.torture.cluster import Cluster
from tests.torture.violation import Violation

MOVED = """
SELECT id, sum(amount) AS amount FROM (
    SELECT credit_id AS id, amount FROM points_transfer UNION ALL SELECT debit_id, -amount FROM points_transfer
) AS moved GROUP BY id
"""
LOOKS = {
    "balances are not the sum of their transfers": f"""
        SELECT count(*) FROM points_account account LEFT JOIN ({MOVED}) moved ON moved.id = account.id
        WHERE account.kind = 'holder' AND account.balance <> coalesce(moved.amount, 0)""",
    "tenths are more or less than none, over all accounts": f"""
        SELECT coalesce(sum(CASE WHEN account.kind = 'holder' THEN account.balance ELSE moved.amount END), 0)
        FROM points_account account LEFT JOIN ({MOVED}) moved ON moved.id = account.id""",
    "balances or goods are below zero": """
        SELECT (SELECT count(*) FROM points_account WHERE balance < 0 OR held < 0 OR held > balance)
        + (SELECT count(*) FROM points_good WHERE stock < 0)""",
    "goods are not the sum of their moves": """
        SELECT count(*) FROM points_good good
        WHERE stock <> (SELECT coalesce(sum(quantity), 0) FROM points_stockmove WHERE good_id = good.id)""",
    "sales have another total than their transfer": """
        SELECT count(*) FROM points_redemption sale LEFT JOIN points_transfer moved ON moved.id = sale.transfer_id
        WHERE moved.amount IS DISTINCT FROM sale.total""",
}
"""Each must come to nothing."""


class Auditor(threading.Thread):
    """Looks until `over` is set. While the database is away there is nothing to see."""

    def __init__(self, cluster: Cluster, *, database: str, seed: str, over: threading.Event) -> None:
        super().__init__(name="auditor", daemon=True)
        self.looks = 0
        self.failure: BaseException | None = None
        self.violations: list[Violation] = []
        self._cluster, self._database, self._random, self._over = cluster, database, Random(seed), over

    def run(self) -> None:
        while not self._over.wait(self._random.uniform(0.1, 0.5)):
            try:
                with self._cluster.connect(self._database) as connection:
                    self.violations += look(connection)
                self.looks += 1
            except psycopg.OperationalError:
                continue
            except BaseException as error:
                self.failure = error
                return


def look(connection: psycopg.Connection) -> list[Violation]:
    """What is wrong at this moment."""
    found = {name: connection.execute(statement).fetchone()[0] for name, statement in LOOKS.items()}
    return [Violation(kind="wrong at a look", fact=f"{number} {name}") for name, number in found.items() if number]
