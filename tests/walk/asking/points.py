"""Asking for points: postings and holds, awards and their undoing."""

from datetime import timedelta
from typing import Any

from tests.walk.asking.drawing import MINUTE, About, Drawing
from tests.walk.model import Request
from tests.walk.model.rules import day_of
from tests.walk.town import ACCOUNTS, BEGIN, HOME, HOUSEHOLDS, MEMBERS, PARTY, RESIDENTS, RULES

_KINDS = ("award", "award", "award", "opening", "deduction", "expiry", "redemption", "merge")
_RARE = ["E4", "Z0"]
_CODES = [code for code in RULES if code not in _RARE] * 3 + _RARE


class AskingForPoints(Drawing):
    # --- the ledger -------------------------------------------------------------------------------------------------

    def line(self) -> About:
        holder, kind = self.below(HOME), self.pick(_KINDS)
        debit, credit = {
            "award": ("issued", holder),
            "opening": ("opening", holder),
            "deduction": (holder, "issued"),
            "expiry": (holder, "expired"),
            "redemption": (holder, "redeemed:walk"),
            "merge": (holder, self.below(HOME)),
        }[kind]
        if self.chance(0.01):
            debit = PARTY
        amount = 1 + self.below(400 if kind in {"award", "opening"} else 160)
        if isinstance(debit, int) and self.chance(0.15):
            # About as much as there is, so that nobody stays rich and purses are emptied and found empty.
            amount = max(1, self.model.ledger.purses[debit].balance * (70 + self.below(50)) // 100)
        if self.chance(0.01):
            amount = self.pick((0, -5, 10**12 + 1))
        return {"debit": debit, "credit": credit, "amount": amount, "kind": kind, "on": self.some_day()}

    def some_day(self) -> Any:
        return day_of(self.now - timedelta(days=self.below(6)))

    def taken_key(self) -> str:
        """Mostly none."""
        keys = self.model.ledger.line_keys
        return self.pick(list(keys)) if keys and self.chance(0.01) else ""

    def post(self) -> Request:
        return self.ask("ledger.post", self.line(), by="staff", key=self.taken_key())

    def post_many(self) -> Request:
        lines = [self.line() | {"key": f"{self.key}.{n}"} for n in range(2 + self.below(6))]
        if self.chance(0.04):
            lines[1]["key"] = self.taken_key() or lines[0]["key"]
        return self.ask("ledger.post_many", {"lines": lines}, by="staff")

    def reverse(self) -> Request | None:
        key = self.one_of(self.model.ledger.transfers)
        return self.ask("ledger.reverse", {"key": key}, by="staff") if key else None

    def hold(self) -> Request:
        about = {"account": self.below(HOME), "amount": 1 + self.below(120)}
        if self.chance(0.02):
            about["amount"] = 0
        return self.ask("ledger.hold", about | {"until": self.now + self.below(90) * MINUTE}, by="staff")

    def close_hold(self) -> Request | None:
        keys = self.newest(self.model.ledger.holds, 60)
        if not keys:
            return None
        key = self.pick(keys)
        if self.chance(0.5):
            return self.ask("ledger.post_hold", {"hold": key, "on": day_of(self.now)}, by="staff")
        return self.ask("ledger.release", {"hold": key, "is_the_clock": self.chance(0.5)}, by="staff")

    # --- the rules --------------------------------------------------------------------------------------------------

    def act(self, key: str) -> About:
        account = self.below(HOUSEHOLDS) if self.chance(0.04) else self.below(HOME)
        if self.chance(0.003):
            account = HOUSEHOLDS + self.below(ACCOUNTS - HOUSEHOLDS)
        rule = RULES.get(code := self.pick(_CODES))
        kind = rule.kind if rule else ""
        resident = account * MEMBERS + self.below(MEMBERS) if self.chance(0.6) and account < HOUSEHOLDS else None
        about = {
            "account": account,
            "rule": code,
            "at": self.now - timedelta(minutes=self.below(9 * 24 * 60)),
            "resident": resident,
            "quantity": 1 if kind in {"per_period", "one_off", "reset"} else 1 + self.below(3),
            "minutes": self.below(400) if kind == "per_hour" else None,
            "difficulty": self.pick(["", *rule.difficulties]) if rule else "",
            "points": 10 + self.below(81) if kind == "range" else None,
            "key": key,
        }
        return about | self.slip() if self.chance(0.05) else about

    def slip(self) -> About:
        return self.pick(
            (
                {"quantity": 0},
                {"quantity": 2},
                {"minutes": None},
                {"points": 5},
                {"difficulty": "heroic"},
                {"rule": "X9"},
                {"resident": self.below(RESIDENTS)},
                {"at": self.now + timedelta(days=2)},
                {"at": BEGIN - timedelta(days=40)},
            )
        )

    def award(self) -> Request:
        key = self.taken_key() or self.key
        return self.ask("rules.award", self.act(key), key=key)

    def award_many(self) -> Request:
        acts = [self.act(f"{self.key}.{n}") for n in range(2 + self.below(5))]
        if self.chance(0.04):
            acts[1]["key"] = self.taken_key() or acts[0]["key"]
        return self.ask("rules.award_many", {"acts": acts})

    def undo(self) -> Request | None:
        key = self.one_of(self.model.rules.records)
        return self.ask("rules.undo", {"key": key, "reason": "录错了"}) if key else None
