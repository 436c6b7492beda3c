"""Purses, transfers, holds, and the keys of requests."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zlib import crc32

from tests.walk.town import ACCOUNTS, PARTY, base_of

Answer = tuple[Any, ...]
"""`("refused", code)`, or `first` or `again` and then the facts that both sides must agree on."""
Side = int | str
"""An account of a holder by its number, one of the system by its name."""

LARGEST = 10**12
TAKES_WHAT_IS_THERE = frozenset({"deduction", "expiry", "reversal"})


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. The same request may be asked again, with the same key."""

    verb: str
    key: str
    by: str | int
    """`staff`, `second`, `neighbour` (serves another community), `stranger`, or a resident."""
    about: dict[str, Any]


class Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Purse:
    base: int
    book: str
    balance: int = 0
    held: int = 0

    @property
    def spendable(self) -> int:
        return max(0, self.balance - self.held - self.base)


@dataclass(slots=True)
class Transfer:
    debit: Side
    credit: Side
    amount: int
    shortfall: int
    kind: str
    on: date
    after: tuple[int | None, int | None]
    """Balances of the two sides; None for the system."""
    is_undone: bool = False

    @property
    def facts(self) -> Answer:
        return (self.amount, self.shortfall, *self.after)

    @property
    def fingerprint(self) -> int:
        return fingerprint(self.debit, self.credit, self.amount, self.shortfall, self.kind, self.on, *self.after)


def fingerprint(*facts: Any) -> int:
    """Summed over all transfers it stands for the whole history, in whatever order it is read."""
    return crc32("|".join(map(str, facts)).encode())


@dataclass(slots=True)
class Hold:
    account: int
    amount: int
    until: datetime
    state: str = "pending"


class Ledger:
    def __init__(self) -> None:
        self.purses = [Purse(base_of(number), "party" if number == PARTY else "civic") for number in range(ACCOUNTS)]
        self.keys: dict[str, tuple[Any, str, Answer]] = {}
        """Of each key what was asked with it, the refusal, the facts."""
        self.transfers: dict[str, Transfer] = {}
        """Those that may be undone, by the key of the posting or of the hold."""
        self.holds: dict[str, Hold] = {}
        self.line_keys: dict[str, None] = {}
        """Keys of a few lines of earlier batches, the oldest first: taken, though nobody asked with them."""
        self.rows: Counter[str] = Counter()
        """How many rows each table has by now."""
        self.history = 0

    # --- once means once --------------------------------------------------------------------------------------------

    def once(
        self, request: Request, body: Any, act: Callable[[], Answer], *, replay: Callable[[], Answer] | None = None
    ) -> Answer:
        if request.key in self.keys:
            first, refusal, facts = self.keys[request.key]
            if first != body:
                raise Refused("idempotency_mismatch")
            if refusal:
                raise Refused(refusal)
            return ("again", *(replay() if replay else facts))
        self.rows["requestkey"] += 1
        try:
            facts = act()
        except Refused as refusal:
            self.keys[request.key] = body, refusal.code, ()
            raise
        self.keys[request.key] = body, "", facts
        return ("first", *facts)

    # --- moving -----------------------------------------------------------------------------------------------------

    def move(self, debit: Side, credit: Side, amount: int, kind: str, on: date) -> Transfer:
        """One transfer, which is possible; what is asked for beyond what is there becomes its shortfall."""
        taken = self.available(debit, amount, kind)
        return self.write(debit, credit, amount, taken, kind, on)

    def available(self, debit: Side, amount: int, kind: str) -> int:
        if isinstance(debit, str):
            return amount
        purse = self.purses[debit]
        if kind in TAKES_WHAT_IS_THERE:
            return min(amount, purse.balance - purse.held)
        if purse.spendable < amount:
            raise Refused("insufficient_points")
        return amount

    def write(self, debit: Side, credit: Side, amount: int, taken: int, kind: str, on: date) -> Transfer:
        after = self._change(debit, -taken), self._change(credit, taken)
        transfer = Transfer(debit, credit, taken, amount - taken, kind, on, after)
        self.rows["transfer"] += 1
        self.history += transfer.fingerprint
        return transfer

    def _change(self, side: Side, delta: int) -> int | None:
        if isinstance(side, str):
            return None
        self.purses[side].balance += delta
        return self.purses[side].balance

    def book_of(self, side: Side) -> str:
        return "civic" if isinstance(side, str) else self.purses[side].book

    def refuse_impossible(self, line: dict[str, Any]) -> None:
        if not 0 < line["amount"] <= LARGEST or line["debit"] == line["credit"]:
            raise Refused("invalid_amount")
        if self.book_of(line["debit"]) != self.book_of(line["credit"]):
            raise Refused("book_mismatch")

    # --- the verbs --------------------------------------------------------------------------------------------------

    def post(self, request: Request, now: datetime) -> Answer:
        line = request.about

        def act() -> Answer:
            self.refuse_impossible(line)
            self.available(line["debit"], line["amount"], line["kind"])
            if request.key in self.line_keys:
                raise Refused("key_taken")
            transfer = self.move(line["debit"], line["credit"], line["amount"], line["kind"], line["on"])
            self.transfers[request.key] = transfer
            return transfer.facts

        return self.once(request, tuple(line.values()), act)

    def post_many(self, request: Request, now: datetime) -> Answer:
        lines = request.about["lines"]
        body = tuple(tuple(line.values()) for line in lines)
        return self.once(request, body, lambda: self._post_many(lines))

    def _post_many(self, lines: list[dict[str, Any]]) -> Answer:
        for line in lines:
            self.refuse_impossible(line)
        keys = [line["key"] for line in lines]
        if len(set(keys)) < len(keys):
            raise Refused("key_taken")
        self._refuse_poor(lines)
        if any(key in self.line_keys for key in keys):
            raise Refused("key_taken")
        written = [self.move(*(line[name] for name in ("debit", "credit", "amount", "kind", "on"))) for line in lines]
        self.transfers.update(zip(keys, written, strict=True))
        self.keep_line_keys(keys)
        return tuple(transfer.facts for transfer in written)

    def _refuse_poor(self, lines: list[dict[str, Any]]) -> None:
        """One after the other, with what the earlier lines would leave; nothing stays of it."""
        before = [purse.balance for purse in self.purses]
        try:
            for line in lines:
                taken = self.available(line["debit"], line["amount"], line["kind"])
                self._change(line["debit"], -taken)
                self._change(line["credit"], taken)
        finally:
            for purse, balance in zip(self.purses, before, strict=True):
                purse.balance = balance

    def keep_line_keys(self, keys: list[str]) -> None:
        self.line_keys.update(dict.fromkeys(keys))
        while len(self.line_keys) > 200:
            del self.line_keys[next(iter(self.line_keys))]

    def reverse(self, request: Request, now: datetime) -> Answer:
        return self.once(request, request.about["key"], lambda: self._reverse(request))

    def _reverse(self, request: Request) -> Answer:
        wrong = self.transfers[request.about["key"]]
        if wrong.kind in {"reversal", "refund"} or not wrong.amount:
            raise Refused("not_reversible")
        if wrong.is_undone:
            raise Refused("already_reversed")
        undone = self.move_back(wrong)
        self.transfers[request.key] = undone
        return undone.facts

    def move_back(self, wrong: Transfer) -> Transfer:
        wrong.is_undone = True
        kind = "refund" if wrong.kind == "redemption" else "reversal"
        return self.move(wrong.credit, wrong.debit, wrong.amount, kind, wrong.on)

    def hold(self, request: Request, now: datetime) -> Answer:
        account, amount = request.about["account"], request.about["amount"]

        def act() -> Answer:
            self.refuse_impossible({"debit": account, "credit": "redeemed:walk", "amount": amount})
            self.available(account, amount, "redemption")
            self.purses[account].held += amount
            self.holds[request.key] = Hold(account, amount, request.about["until"])
            self.rows["hold"] += 1
            return (amount,)

        return self.once(request, (account, amount), act)

    def post_hold(self, request: Request, now: datetime) -> Answer:
        hold = self._pending(request)
        self.purses[hold.account].held -= hold.amount
        sides = hold.account, "redeemed:walk"
        transfer = self.write(*sides, hold.amount, hold.amount, "redemption", request.about["on"])
        self.transfers[request.about["hold"]] = transfer
        hold.state = "posted"
        return ("first", *transfer.facts)

    def release(self, request: Request, now: datetime) -> Answer:
        hold = self._pending(request)
        self.purses[hold.account].held -= hold.amount
        is_expired = request.about["is_the_clock"] and hold.until <= now
        hold.state = "expired" if is_expired else "voided"
        return ("first", hold.state)

    def _pending(self, request: Request) -> Hold:
        hold = self.holds[request.about["hold"]]
        if hold.state != "pending":
            raise Refused("hold_closed")
        return hold
