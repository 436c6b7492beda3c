"""What a proof says: figures that were counted, and each difference by table and row.

Every room that keeps a number beside the rows it comes from has a `verify()` in its queries; the command
`verify_ledger` prints them all.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A kept number that its rows do not bear out."""

    table: str
    row: str
    """The id, or what else names the row."""
    fact: str
    """What does not hold, such as `balance 40 but its transfers come to 35`. Integers are tenths."""

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.fact}"


@dataclass(frozen=True, kw_only=True)
class Verification:
    figures: dict[str, int]
    """Counted figures by name, in the order in which they are printed."""
    differences: list[Difference] = field(default_factory=list)


def joined(verifications: Iterable[Verification]) -> Verification:
    figures: dict[str, int] = {}
    differences: list[Difference] = []
    for verification in verifications:
        figures |= verification.figures
        differences += verification.differences
    return Verification(figures=figures, differences=differences)


@contextmanager
def one_moment() -> Iterator[None]:
    """Every statement inside sees the books as they were at the first one, while others go on writing.

    Without it a posting between two statements of a proof would look like a difference. Inside a transaction it does
    nothing; what that sees is settled already.
    """
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`, which on SQLite would take the lock of a writer.
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
