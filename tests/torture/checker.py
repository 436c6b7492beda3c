"""The checker: the history beside a dump of the database. Plain Python, and nothing of the product's.

    python -m tests.torture.checker FOLDER

checks once more what a run has left in a folder, `history.jsonl` and `dump.json`.

What it asks of the answers stands in `answers`, what of the books in `books`, and what of both here: nothing that was
acknowledged is lost, nothing is there twice, nothing that was refused was done, and nothing is there for which nobody
asked.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.torture import answers, books, history
from tests.torture.dump import Dump, Row
from tests.torture.history import Attempt, Wish
from tests.torture.violation import Violation


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Where the effect of an operation stands."""

    table: str
    prefix: str
    """Before the client's key, in the column `key`."""
    moved: str = ""
    """The same in the ledger; empty where no points move."""

    def rows(self, dump: Dump) -> list[Row]:
        """Those that the API wrote, with the client's key."""
        return _under(self.prefix, [row for row in dump[self.table] if not row.get("refusal")])

    def transfers(self, dump: Dump) -> list[Row]:
        return _under(self.moved, dump["transfer"]) if self.moved else []


def _under(prefix: str, rows: Sequence[Row]) -> list[Row]:
    return [row | {"key": row["key"].removeprefix(prefix)} for row in rows if row["key"].startswith(prefix)]


EFFECTS = {
    "award": Effect(table="awardrecord", prefix="api:award:", moved="api:award:"),
    "check_in": Effect(table="scan", prefix="api:checkin:"),
    "redemption": Effect(table="redemption", prefix="", moved="redemption:"),
    "refund": Effect(table="refund", prefix="", moved="refund:"),
}


def violations(attempts: Sequence[Attempt], dump: Dump) -> list[Violation]:
    """Everything that is not as it must be; every wish of the history should have been settled before."""
    wishes = {attempt.wish.key: attempt.wish for attempt in attempts if not attempt.wish.is_other}
    first = _answers(attempts)
    found = [*answers.check(attempts), *books.check(dump)]
    for operation, effect in EFFECTS.items():
        rows = effect.rows(dump)
        asked = {key: answer for key, answer in first.items() if wishes[key].operation == operation}
        found += _lost(asked, rows, partial(_SAME[operation], dump))
        found += _refused_and_done(asked, effect.table, rows)
        found += _refused_and_done(asked, "transfer", effect.transfers(dump))
        found += _not_asked_for(wishes, operation, rows)
        found += _doubled(operation, rows)
    return found


def _answers(attempts: Sequence[Attempt]) -> dict[str, Attempt]:
    """By key, what the client was told: granted where it ever was, because that is what he goes by."""
    told: dict[str, Attempt] = {}
    for attempt in attempts:
        if attempt.is_known and not attempt.wish.is_other:
            before = told.get(attempt.wish.key)
            if before is None or (attempt.is_granted and not before.is_granted):
                told[attempt.wish.key] = attempt
    return told


def _lost(asked: dict[str, Attempt], rows: list[Row], same: Callable[[Row, Row], bool]) -> Iterator[Violation]:
    by_key = {row["key"]: row for row in rows}
    for key, answer in asked.items():
        if not answer.is_granted:
            continue
        if key not in by_key:
            yield Violation(kind="lost", fact=f"{_named(answer.wish)} was acknowledged and is not there")
        elif not same(answer.said, by_key[key]):
            yield Violation(kind="lost", fact=f"{_named(answer.wish)} is not what was acknowledged: {answer.answer}")


def _refused_and_done(asked: dict[str, Attempt], table: str, rows: list[Row]) -> Iterator[Violation]:
    for row in rows:
        answer = asked.get(row["key"])
        if answer and answer.is_refused:
            fact = f"{_named(answer.wish)} was refused with {answer.code} and stands as {table} {row['id']}"
            yield Violation(kind="refused but done", fact=fact)


def _not_asked_for(wishes: dict[str, Wish], operation: str, rows: list[Row]) -> Iterator[Violation]:
    for row in rows:
        wish = wishes.get(row["key"])
        if wish is None or wish.operation != operation:
            yield Violation(kind="not asked for", fact=f"{operation} {row['id']} stands under {row['key']}")


def _doubled(operation: str, rows: list[Row]) -> Iterator[Violation]:
    for key, count in Counter(row["key"] for row in rows).items():
        if count > 1:
            yield Violation(kind="doubled", fact=f"{operation} {key} is there {count} times")


def _same_award(dump: Dump, said: Row, row: Row) -> bool:
    moved = dump.transfers.get(row["transfer_id"], {})
    facts = (row["id"], row["amount"], row["cut"], row["transfer_id"], moved.get("credit_balance"))
    return facts == (said.get("id"), said.get("amount"), said.get("cut"), said.get("transfer"), said.get("balance"))


def _same_check_in(_dump: Dump, said: Row, row: Row) -> bool:
    facts = (row["id"], row["shift_id"], row["resident_id"], row["direction"])
    return facts == (said.get("scan"), said.get("shift"), said.get("resident"), said.get("direction"))


def _same_redemption(dump: Dump, said: Row, row: Row) -> bool:
    moved = dump.transfers.get(row["transfer_id"], {})
    facts = (row["id"], row["number"], row["total"], moved.get("amount"), moved.get("debit_balance"))
    kept = sorted((line["good_id"], line["quantity"], line["price"]) for line in dump.lines.get(row["id"], []))
    shown = sorted((line["good"], line["quantity"], line["price"]) for line in said.get("lines", []))
    return (
        facts == (said.get("id"), said.get("number"), said.get("total"), said.get("total"), said.get("balance"))
        and kept == shown
    )


def _same_refund(dump: Dump, said: Row, row: Row) -> bool:
    moved = dump.transfers.get(row["transfer_id"], {})
    facts = (row["redemption_id"], moved.get("amount"), moved.get("credit_balance"))
    return facts == (said.get("redemption"), said.get("amount"), said.get("balance"))


_SAME = {
    "award": _same_award,
    "check_in": _same_check_in,
    "redemption": _same_redemption,
    "refund": _same_refund,
}
"""Whether the row is what the answer said, down to the amounts that moved."""


def _named(wish: Wish) -> str:
    return f"{wish.operation} {wish.key}"


def main() -> int:
    folder = Path(sys.argv[1])
    attempts = list(history.read(folder / "history.jsonl"))
    found = violations(attempts, Dump.read(folder / "dump.json"))
    for violation in found:
        print(violation)
    print(f"{len(attempts):,} attempts, {len(found):,} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
