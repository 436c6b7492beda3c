"""The checker on histories and dumps made by hand: the clean one passes, and each broken promise is named."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial

import pytest

from tests.torture import checker, history
from tests.torture.dump import TABLES, Dump
from tests.torture.history import Attempt, History, Wish

pytestmark = pytest.mark.once

REPLAY = {"Idempotent-Replay": "true"}
AWARD = {"id": 1, "amount": 20, "cut": 0, "transfer": 11, "balance": 620}
SALE = {
    "id": 5,
    "number": "261121-00012",
    "total": 300,
    "balance": 320,
    "lines": [{"good": 3, "quantity": 2, "price": 150, "amount": 300}],
}
REFUND = {"redemption": 5, "number": "261121-00012", "amount": 300, "balance": 620}
CAME = {"scan": 21, "shift": 8, "resident": 4, "direction": "in"}
OUT_OF_STOCK = {"code": "out_of_stock", "status": 409}
MIXED_UP = {"code": "idempotency_mismatch", "status": 422}


def wish(operation: str, key: str, body: str = "{}", *, is_other: bool = False) -> Wish:
    return Wish(operation=operation, path="there", caller="staff", key=key, body=body, is_other=is_other)


def answered(asked: Wish, status: int, said: dict | None = None, *, at: float = 1, **about) -> Attempt:
    text = json.dumps(said) if said is not None else ""
    return Attempt(wish=asked, client=0, began=at, ended=at + 0.5, status=status, answer=text, **about)


AWARDED, SOLD, GIVEN_BACK = wish("award", "a1"), wish("redemption", "s1"), wish("refund", "r1")
CHECKED_IN, REFUSED = wish("check_in", "c1"), wish("redemption", "s2")
OTHER = wish("award", "a1", '{"quantity": 2}', is_other=True)


def honest() -> list[Attempt]:
    """Two award tries and their repeat, a sale and its refund, somebody who came, and rice that was sold out."""
    return [
        answered(AWARDED, 0, trouble="TimeoutError"),
        answered(AWARDED, 503, {"code": "unavailable"}, at=2, headers={"Retry-After": "5"}),
        answered(AWARDED, 201, AWARD, at=3),
        answered(AWARDED, 200, AWARD, at=4, headers=REPLAY),
        answered(OTHER, 422, MIXED_UP, at=5),
        answered(SOLD, 201, SALE),
        answered(GIVEN_BACK, 201, REFUND, at=6),
        answered(CHECKED_IN, 201, CAME),
        answered(REFUSED, 409, OUT_OF_STOCK),
        answered(REFUSED, 409, OUT_OF_STOCK, at=2),
    ]


def books() -> dict[str, list[dict]]:
    def moved(pk, debit, credit, amount, kind, key, **more):
        row = {"id": pk, "debit_id": debit, "credit_id": credit, "amount": amount, "kind": kind, "key": key}
        return row | {"reverses_id": None, "debit_balance": None, "credit_balance": None} | more

    def shelf(pk, kind, quantity, after, line=None):
        row = {"id": pk, "good_id": 3, "kind": kind, "quantity": quantity, "stock_after": after, "line_id": line}
        return row | {"key": f"{kind}:{pk}"}

    scan = {"shift_id": 8, "resident_id": 4, "direction": "in", "occurred_at": "2026-11-21 08:00:00+00"}
    return {
        "account": [
            {"id": 1, "kind": "system", "balance": 0, "held": 0},
            {"id": 2, "kind": "holder", "balance": 620, "held": 0},
        ],
        "transfer": [
            moved(10, 1, 2, 600, "opening", "opening:1", credit_balance=600),
            moved(11, 1, 2, 20, "award", "api:award:a1", credit_balance=620),
            moved(12, 2, 1, 300, "redemption", "redemption:s1", debit_balance=320),
            moved(13, 1, 2, 300, "refund", "refund:r1", credit_balance=620, reverses_id=12),
        ],
        "rule": [{"id": 1, "cap": 400}],
        "awardrecord": [
            {"id": 1, "account_id": 2, "rule_id": 1, "key": "api:award:a1", "amount": 20, "cut": 0, "transfer_id": 11}
        ],
        "good": [{"id": 3, "stock": 8}],
        "stockmove": [shelf(1, "received", 8, 8), shelf(2, "sold", -2, 6, 7), shelf(3, "returned", 2, 8, 7)],
        "redemption": [{"id": 5, "key": "s1", "number": "261121-00012", "total": 300, "transfer_id": 12}],
        "redemptionline": [{"id": 7, "redemption_id": 5, "good_id": 3, "quantity": 2, "price": 150}],
        "refund": [{"id": 6, "redemption_id": 5, "key": "r1", "transfer_id": 13}],
        "checkin": [
            {"id": 9, "shift_id": 8, "resident_id": 4, "in_at": "2026-11-21 08:00:00+00", "out_at": None},
        ],
        "scan": [
            scan | {"id": 21, "key": "api:checkin:c1", "is_live": True, "refusal": ""},
            scan | {"id": 22, "key": "api:checkin:c2", "is_live": True, "refusal": "already_checked_in"},
        ],
    }


def kinds(attempts: list[Attempt], tables: dict[str, list[dict]]) -> set[str]:
    return {violation.kind for violation in checker.violations(attempts, Dump(tables))}


def test_honest_answers_and_whole_books_pass():
    assert checker.violations(honest(), Dump(books())) == []


def test_what_became_of_an_abandoned_request_may_be_either():
    tables = books()
    unknown = [answered(AWARDED, 0, trouble="abandoned"), answered(AWARDED, 200, AWARD, at=3, headers=REPLAY)]
    assert kinds([*unknown, *honest()[5:]], tables) == set()


def change(table: str, **values) -> Callable[[dict], None]:
    """The newest row of the table is another one."""
    return lambda tables: tables[table][-1].update(values)


def remove(table: str) -> Callable[[dict], None]:
    return lambda tables: tables[table].pop()


def double(table: str, **values) -> Callable[[dict], None]:
    return lambda tables: tables[table].append(tables[table][-1] | {"id": 99} | values)


def both(*steps: Callable[[dict], None]) -> Callable[[dict], None]:
    def change_all(tables):
        for step in steps:
            step(tables)

    return change_all


BROKEN_BOOKS = {
    "an award is gone": (remove("awardrecord"), "lost"),
    "a sale is gone": (remove("redemption"), "lost"),
    "a refund is gone": (remove("refund"), "lost"),
    "a scan is gone": (lambda tables: tables["scan"].pop(0), "lost"),
    "an award is smaller than it was said": (change("awardrecord", amount=10), "lost"),
    "a sale is of other goods": (change("redemptionline", quantity=1, price=300), "lost"),
    "somebody else is checked in": (lambda tables: tables["scan"][0].update(resident_id=77), "lost"),
    "an award is there twice": (double("awardrecord"), "doubled"),
    "a sale is there twice": (double("redemption"), "doubled"),
    "a transfer is there twice": (double("transfer"), "doubled"),
    "a refused sale stands": (double("redemption", key="s2"), "refused but done"),
    "a refused sale took the points": (double("transfer", key="redemption:s2"), "refused but done"),
    "an award stands for which nobody asked": (double("awardrecord", key="api:award:a9"), "not asked for"),
    "a balance is below zero": (change("account", balance=-5), "negative"),
    "more is held than there is": (change("account", held=700), "negative"),
    "a shelf is below empty": (change("good", stock=-1), "negative"),
    "a transfer left less than nothing": (change("transfer", credit_balance=-1), "negative"),
    "a balance is not its transfers": (change("account", balance=610), "wrong sum"),
    "a transfer misread the balance": (change("transfer", credit_balance=610), "wrong sum"),
    "points came from nowhere": (change("account", balance=640), "wrong sum"),
    "stock is not its moves": (change("good", stock=7), "wrong stock"),
    "a move misread the shelf": (change("stockmove", stock_after=9), "wrong stock"),
    "points went and nothing was sold": (both(remove("redemptionline"), remove("redemption")), "by half"),
    "a sale without its points": (change("redemption", transfer_id=404), "by half"),
    "a line that never left the shelf": (lambda tables: tables["stockmove"].pop(1), "by half"),
    "a refund of another sale": (change("transfer", reverses_id=10), "by half"),
    "goods that did not come back": (remove("stockmove"), "by half"),
    "a sale refunded twice": (double("refund", key="r2"), "refunded twice"),
    "goods that came back twice": (double("stockmove", stock_after=10), "refunded twice"),
    "two check-ins of one resident": (double("checkin"), "checked in twice"),
    "two live ways in": (double("scan", key="api:checkin:c3", refusal=""), "checked in twice"),
    "a scan without a check-in": (remove("checkin"), "by half"),
    "a check-in that is not its scans": (change("checkin", out_at="2026-11-21 09:00:00+00"), "by half"),
    "an award above its cap": (change("rule", cap=10), "above the cap"),
}


@pytest.mark.parametrize("name", BROKEN_BOOKS)
def test_broken_books_are_found(name):
    tables = deepcopy(books())
    break_them, kind = BROKEN_BOOKS[name]
    break_them(tables)
    assert kind in kinds(honest(), tables)


GRANTED_TWICE = answered(AWARDED, 201, AWARD, at=3)
BROKEN_ANSWERS = {
    "a repeat got another answer": (answered(AWARDED, 200, AWARD | {"balance": 7}, headers=REPLAY), "another answer"),
    "a refusal changed its mind": (answered(REFUSED, 201, SALE, at=3), "another answer"),
    "granted twice as if for the first time": (GRANTED_TWICE, "done twice"),
    "granted anew after the answer": (answered(AWARDED, 201, AWARD, at=9), "done twice"),
    "a repeat that does not say so": (answered(AWARDED, 200, AWARD, at=9), "broken answer"),
    "a failure": (answered(wish("award", "a2"), 500, {"code": "internal_error"}), "broken answer"),
    "away, and not until when": (answered(AWARDED, 503, {"code": "unavailable"}), "broken answer"),
    "another request took the key": (answered(OTHER, 201, AWARD, at=9), "key of another request"),
    "refused for a reason that nobody gave": (answered(wish("award", "a3"), 403, {"code": "x"}), "strange refusal"),
    "nobody knows the end": (answered(wish("award", "a4"), 0, trouble="TimeoutError"), "never answered"),
}


@pytest.mark.parametrize("name", BROKEN_ANSWERS)
def test_broken_answers_are_found(name):
    attempt, kind = BROKEN_ANSWERS[name]
    assert kind in kinds([*honest(), attempt], books())


def test_every_table_of_a_dump_is_looked_at():
    """A column that the checker needs and the dump lacks would be a check that is never made."""
    assert set(books()) == set(TABLES)


def test_a_history_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "history.jsonl"
    written = History(path)
    for attempt in honest():
        written.add(attempt)
    written.close()
    assert list(history.read(path)) == honest()


def test_undecided_is_what_nobody_was_told(tmp_path):
    kept = History(tmp_path / "history.jsonl")
    ask = partial(wish, "award")
    for attempt in (
        answered(ask("told"), 0, trouble="abandoned"),
        answered(ask("told"), 201, AWARD, at=2),
        answered(ask("away"), 503, {}, headers={"Retry-After": "5"}),
        answered(ask("gone"), 0, trouble="TimeoutError"),
        answered(ask("no"), 409, OUT_OF_STOCK),
        replace(answered(ask("later"), 0), status=429),
    ):
        kept.add(attempt)
    kept.close()
    assert [row.key for row in kept.undecided()] == ["away", "gone", "later"]
