"""What acts are worth, up to which cap, and undoing them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import floor
from typing import Any

from tests.walk.model.ledger import Answer, Ledger, Refused, Request, Transfer
from tests.walk.town import GROUPS, HOME, HOUSEHOLDS, LARGEST_AWARD, LOOSE, MEMBERS, RULES, RULES_SINCE, ZONE, Rule

Use = tuple[str, int, str, str, str]
"""`account` or `resident` and its number, `rule` or `group` and its name, the period."""
Room = tuple[Use | None, int | None]
"""Where a cap is counted (None: nowhere, it is one for each act) and how high it is (None: anything counts once)."""
Valued = tuple[int, int, int, list[Use]]
"""Tenths, signed; what a cap cut off; the coefficient in percent; what is drawn on."""

_TAKES = frozenset({"deduction", "reset"})
_ONCE = {"per_period", "one_off"}
_SPANS = {"月": "month", "每日": "day"}


@dataclass(slots=True)
class Record:
    """An act that was valued."""

    account: int
    amount: int
    cut: int
    percent: int
    uses: list[Use]
    transfer: Transfer | None
    shortfall: int | None = None
    """Of the undoing; None while it stands."""

    @property
    def facts(self) -> Answer:
        moved = self.transfer
        balance = moved and (moved.after[1] if self.amount > 0 else moved.after[0])
        return (self.amount, self.cut, self.percent, moved and moved.amount, balance)


def may(by: str | int) -> None:
    """Whether somebody serves the community; nobody else has a duty there."""
    if by not in {"staff", "second"}:
        raise Refused("not_your_grid" if by == "neighbour" else "not_permitted")


def refuse_own(by: str | int, household: int) -> None:
    if by == "staff" and household == 0:
        raise Refused("own_household")


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def period(on: date, span: str) -> str:
    names = {
        "day": f"{on:%Y-%m-%d}",
        "month": f"{on:%Y-%m}",
        "quarter": f"{on:%Y}Q{-(-on.month // 3)}",
        "year": f"{on:%Y}",
    }
    return names.get(span, "once")


def worth(rule: Rule, act: Mapping[str, Any]) -> tuple[int, int]:
    """Tenths before the caps, and the coefficient in percent."""
    quantity, minutes, chosen = act["quantity"], act["minutes"], act["points"]
    if quantity < 1 or (quantity > 1 and rule.kind in _ONCE | {"reset"}):
        raise Refused("invalid_quantity")
    if rule.kind == "per_hour" and (minutes is None or minutes < 0):
        raise Refused("minutes_needed")
    if rule.kind != "range" and chosen is not None:
        raise Refused("points_fixed")
    if rule.kind == "range" and (chosen is None or not rule.points <= chosen <= (rule.points_most or 0)):
        raise Refused("points_out_of_range")
    percent = rule.difficulties.get(act["difficulty"], None) if act["difficulty"] else 100
    if percent is None:
        raise Refused("unknown_difficulty")
    exact = Fraction(chosen if rule.kind == "range" else abs(rule.points)) * quantity * Fraction(percent, 100)
    if rule.kind == "per_hour":
        exact *= Fraction(minutes, rule.minutes_per_unit)
    gross = floor(exact + Fraction(1, 2))
    if gross > LARGEST_AWARD:
        raise Refused("award_too_large")
    return gross, percent


def rooms_of(rule: Rule, act: Mapping[str, Any]) -> list[Room]:
    """The caps over an act, in the order in which they are asked."""
    if rule.kind == "reset":
        return []
    on = day_of(act["at"])
    is_for_each = rule.is_personal and act["resident"] is not None
    who: tuple[str, int] = ("resident", act["resident"]) if is_for_each else ("account", act["account"])

    def use(kind: str, name: str, span: str) -> Use | None:
        return None if span == "event" else (*who, kind, name, period(on, span))

    rooms: list[Room] = []
    if rule.kind in _ONCE:
        rooms.append((use("rule", rule.code, _SPANS.get(rule.unit, "once")), None))
    if rule.cap is not None:
        rooms.append((use("rule", rule.code, rule.cap_period), rule.cap))
    if rule.group and rule.kind not in _TAKES:
        cap, span = GROUPS[rule.group]
        rooms.append((use("group", rule.group, span), cap))
    return rooms


class Rules:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.used: Counter[Use] = Counter()
        self.records: dict[str, Record] = {}
        """Those that may still be undone by their key."""

    # --- the verbs --------------------------------------------------------------------------------------------------

    def award(self, request: Request, now: datetime) -> Answer:
        act = request.about
        self._permit([act], request.by)

        def act_once() -> Answer:
            [valued] = self.value([act], now)
            self._refuse_taken({request.key: valued[0]})
            [record] = self.book([act], [valued])
            self.records[request.key] = record
            return record.facts

        return self.ledger.once(request, tuple(act.values()), act_once)

    def award_many(self, request: Request, now: datetime) -> Answer:
        acts = request.about["acts"]
        self._permit(acts, request.by)
        body = tuple(tuple(act.values()) for act in acts)
        return self.ledger.once(request, body, lambda: self._award_many(acts, now))

    def _award_many(self, acts: list[dict[str, Any]], now: datetime) -> Answer:
        valued = self.value(acts, now)
        keys = [act["key"] for act in acts]
        if len(set(keys)) < len(keys):
            raise Refused("key_taken")
        self._refuse_taken({key: amount for key, (amount, *_rest) in zip(keys, valued, strict=True)})
        records = self.book(acts, valued)
        self.records.update(zip(keys, records, strict=True))
        self.ledger.keep_line_keys([key for key, record in zip(keys, records, strict=True) if record.amount])
        return tuple(record.facts for record in records)

    def _refuse_taken(self, amounts: Mapping[str, int]) -> None:
        """What moves nothing leaves its key with its record only."""
        for key, amount in amounts.items():
            if key in self.ledger.line_keys and (amount or key in self.records):
                raise Refused("key_taken")

    def undo(self, request: Request, now: datetime) -> Answer:
        record = self.records[request.about["key"]]
        may(request.by)
        refuse_own(request.by, record.account)
        facts = request.about["key"], request.about["reason"]
        return self.ledger.once(request, facts, lambda: self.take_back(record))

    def _permit(self, acts: list[dict[str, Any]], by: str | int) -> None:
        homes = [act["account"] for act in acts if act["account"] < HOUSEHOLDS]
        for home in homes:
            self._refuse_far(by, home)
        for act in acts:
            if act["account"] >= LOOSE - 1:
                raise Refused("not_your_grid")
            if act["account"] >= HOME:
                raise Refused("wrong_community")
            if act["resident"] is not None and act["resident"] // MEMBERS != act["account"]:
                raise Refused("not_of_household")
            refuse_own(by, act["account"])

    def _refuse_far(self, by: str | int, home: int) -> None:
        serves = {"staff": range(HOME), "second": range(HOME), "neighbour": range(HOME, HOUSEHOLDS)}
        if by not in serves:
            raise Refused("not_permitted")
        if home not in serves[str(by)]:
            raise Refused("not_your_grid")

    # --- valuing and booking ----------------------------------------------------------------------------------------

    def value(self, acts: list[dict[str, Any]], now: datetime) -> list[Valued]:
        """As if the acts were booked one after the other; books nothing."""
        for act in acts:
            if day_of(act["at"]) > day_of(now):
                raise Refused("future_date")
        for act in acts:
            if day_of(act["at"]) < RULES_SINCE:
                raise Refused("no_rule_book")
            if act["rule"] not in RULES:
                raise Refused("unknown_rule")
        drawn: Counter[Use] = Counter()
        balances: dict[int, int] = {}
        return [self._value(act, drawn, balances) for act in acts]

    def _value(self, act: Mapping[str, Any], drawn: Counter[Use], balances: dict[int, int]) -> Valued:
        rule, account = RULES[act["rule"]], act["account"]
        gross, percent = worth(rule, act)
        purse = self.ledger.purses[account]
        balance = balances.setdefault(account, purse.balance)
        if rule.kind == "reset":
            gross = balance
        amount, uses = gross, list[Use]()
        for use, cap in rooms_of(rule, act):
            spent = self.used[use] + drawn[use] if use else 0
            if cap is not None:
                amount = min(amount, max(0, cap - spent))
            elif spent:
                amount = 0
            if use and use not in uses:
                uses.append(use)
        if not amount:
            uses = []
        for use in uses:
            drawn[use] += amount
        signed = -amount if rule.kind in _TAKES else amount
        balances[account] = max(balance + signed, purse.held)
        return signed, gross - amount, percent, uses

    def book(self, acts: list[dict[str, Any]], valued: list[Valued]) -> list[Record]:
        """Write what was valued."""
        records = []
        for act, (amount, cut, percent, uses) in zip(acts, valued, strict=True):
            self.used.update(dict.fromkeys(uses, abs(amount)))
            transfer = self._pay(act, amount) if amount else None
            records.append(Record(act["account"], amount, cut, percent, uses, transfer))
            self.ledger.rows["awardrecord"] += 1
        return records

    def _pay(self, act: Mapping[str, Any], amount: int) -> Transfer:
        on = day_of(act["at"])
        if amount > 0:
            return self.ledger.move("issued", act["account"], amount, "award", on)
        return self.ledger.move(act["account"], "issued", -amount, "deduction", on)

    def take_back(self, record: Record) -> Answer:
        self.free(record)
        return self.return_points(record)

    def free(self, record: Record) -> None:
        """From here on it is undone and its caps have room again."""
        if record.shortfall is not None:
            raise Refused("already_reversed")
        record.shortfall = 0
        for use in record.uses:
            self.used[use] -= abs(record.amount)

    def return_points(self, record: Record) -> Answer:
        if record.transfer and record.transfer.amount:
            record.shortfall = self.ledger.move_back(record.transfer).shortfall
        return (record.amount, record.shortfall)
