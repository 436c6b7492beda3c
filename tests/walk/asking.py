"""What is asked next: drawn from the seed and from what the model has by now, the possible and the impossible.

The same seed asks the same, step for step, whatever the database answers: a walk that was broken off is resumed by
asking the model alone up to the step that it had reached.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from tests.walk.model import Model, Request
from tests.walk.model.ledger import Transfer
from tests.walk.model.rules import day_of
from tests.walk.town import (
    ACCOUNTS,
    ACTIVITIES,
    BEGIN,
    GOODS,
    HOME,
    HOUSEHOLDS,
    MEMBERS,
    PARTY,
    RESIDENTS,
    RULES,
    SPOILT_CARDS,
    login_of,
)

T = TypeVar("T")
About = dict[str, Any]

REMEMBERED = 20_000
"""Earlier requests that may be asked again."""
_MINUTE = timedelta(minutes=1)


class Asker:
    def __init__(self, seed: int, model: Model) -> None:
        self.random, self.model = Random(seed), model
        self.seed, self.number, self.now = seed, 0, BEGIN
        self.asked: list[Request] = []
        self.tried_places: list[tuple[int, int]] = []
        self.can_be_undone: dict[str, list[str]] = {"transfers": [], "records": [], "redemptions": [], "holds": []}

    def next(self) -> Request:
        self.number += 1
        self.now += timedelta(seconds=self.random.randrange(60))
        verb = self.random.choices(_VERBS, cum_weights=_CUM_WEIGHTS)[0]
        if verb == "again" and self.asked:
            return self._again()
        request = None
        while request is None:
            # Nothing to undo, nobody to confirm: something else then.
            request = _MAKE[verb](self) if verb != "again" else None
            verb = self.random.choices(_VERBS, cum_weights=_CUM_WEIGHTS)[0]
        self._remember(request)
        return request

    # --- drawing ----------------------------------------------------------------------------------------------------

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def pick(self, of: Sequence[T]) -> T:
        return of[int(self.random.random() * len(of))]

    def below(self, most: int) -> int:
        return int(self.random.random() * most)

    @property
    def key(self) -> str:
        return f"walk:{self.seed}:{self.number}"

    def ask(self, verb: str, about: About, *, by: str | int | None = None, key: str = "") -> Request:
        return Request(verb, key or self.key, self.someone() if by is None else by, about)

    def someone(self) -> str | int:
        drawn = self.random.random()
        if drawn < 0.96:
            return "staff" if drawn < 0.5 else "second"
        return self.pick(("neighbour", "stranger", 5))

    def _again(self) -> Request:
        """An earlier request once more, or another one with its key."""
        first = self.pick(self.asked)
        if self.chance(0.6) or first.verb not in _OTHERWISE:
            return first
        return replace(first, about=_OTHERWISE[first.verb](dict(first.about)))

    def _remember(self, request: Request) -> None:
        if request.verb not in KEYED:
            return
        if len(self.asked) < REMEMBERED:
            self.asked.append(request)
        else:
            self.asked[self.below(REMEMBERED)] = request

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
        key = self._one_of(self.model.ledger.transfers)
        if not key or self._would_return_nothing(self.model.ledger.transfers[key]):
            return None
        return self.ask("ledger.reverse", {"key": key}, by="staff")

    def _would_return_nothing(self, merge: Transfer) -> bool:
        """A merge whose receiver has nothing left is not undone here: see `test_known.py`."""
        receiver, is_merge = merge.credit, merge.kind == "merge" and not merge.is_undone
        return is_merge and self.model.ledger.available(receiver, merge.amount, "reversal") == 0

    def hold(self) -> Request:
        about = {"account": self.below(HOME), "amount": 1 + self.below(120)}
        if self.chance(0.02):
            about["amount"] = 0
        return self.ask("ledger.hold", about | {"until": self.now + self.below(90) * _MINUTE}, by="staff")

    def close_hold(self) -> Request | None:
        keys = [key for key in self._newest(self.model.ledger.holds, 60)]
        if not keys:
            return None
        key = self.pick(keys)
        if self.chance(0.5):
            return self.ask("ledger.post_hold", {"hold": key, "on": day_of(self.now)}, by="staff")
        return self.ask("ledger.release", {"hold": key, "is_the_clock": self.chance(0.5)}, by="staff")

    def _newest(self, of: dict[str, Any], count: int) -> list[str]:
        """The last keys, without walking through the million before them."""
        backwards = reversed(of)
        return [key for key, _ in zip(backwards, range(count), strict=False)]

    def _one_of(self, of: dict[str, Any]) -> str | None:
        """Mostly a late one."""
        newest = self._newest(of, 400)
        return self.pick(newest) if newest else None

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
                {"at": BEGIN - timedelta(days=10)},
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
        key = self._one_of(self.model.rules.records)
        return self.ask("rules.undo", {"key": key, "reason": "录错了"}) if key else None

    # --- activities -------------------------------------------------------------------------------------------------

    def add_shift(self) -> Request:
        starts_at = self.now + (self.below(240) - 100) * _MINUTE + timedelta(seconds=self.below(60))
        length = self.pick((-30, 0, 25 * 60)) if self.chance(0.04) else 30 + self.below(240)
        about = {"activity": self.below(len(ACTIVITIES)), "starts_at": starts_at}
        about |= {"ends_at": starts_at + length * _MINUTE, "capacity": 2 + self.below(9)}
        return self.ask("activities.add_shift", about)

    def some_shift(self, *, started: bool = False) -> int | None:
        """Mostly one that is open."""
        activities = self.model.activities
        newest = range(max(0, activities.count - 25), activities.count)
        fit = [n for n in newest if activities.shifts[n].is_open]
        if started:
            fit = [n for n in fit if activities.shifts[n].ends_at < self.now] or fit
        if not newest:
            return None
        return self.pick(newest) if not fit or self.chance(0.06) else self.pick(fit)

    def some_resident(self) -> int:
        return self.below(RESIDENTS) if self.chance(0.1) else self.below(HOME * MEMBERS)

    def sign_up(self) -> Request | None:
        shift, resident = self.some_shift(), self.some_resident()
        if shift is None:
            return None
        self.tried_places = [*self.tried_places[-60:], (shift, resident)]
        by = login_of(resident) if self.chance(0.6) else None
        return self.ask("activities.sign_up", {"shift": shift, "resident": resident}, by=by)

    def cancel(self) -> Request | None:
        places = [place for place in self.tried_places if place[1] // MEMBERS < HOME]
        if not places:
            return None
        shift, resident = self.pick(places)
        by = login_of(resident) if self.chance(0.6) else None
        return self.ask("activities.cancel", {"shift": shift, "resident": resident}, by=by)

    def check_in(self) -> Request | None:
        shift, resident, way = self.some_shift(), self.some_resident(), self.pick(("card", "card", "code", "hand"))
        if shift is None:
            return None
        is_late = way != "code" and self.chance(0.3)
        about: About = {
            "shift": shift,
            "resident": resident,
            "direction": "in" if self.chance(0.55) else "out",
            "way": way,
            "claimed_at": self.now + (self.below(200) - 180) * _MINUTE if is_late else None,
        }
        if way == "card":
            about["card"] = self.pick(list(SPOILT_CARDS)) if self.chance(0.05) else "own"
            about["resident"] = resident if about["card"] == "own" else None
        elif way == "hand":
            about["reason"] = "  " if self.chance(0.05) else "没带手机"
        else:
            about["code"] = "wrong" if self.chance(0.08) else "shown"
        by = login_of(resident) if way == "code" and self.chance(0.97) else None
        return self.ask("activities.check_in", about, by=by)

    def close_shift(self) -> Request | None:
        shift = self.some_shift(started=True)
        return None if shift is None else self.ask("activities.close_shift", {"shift": shift})

    # --- hours ------------------------------------------------------------------------------------------------------

    def confirm(self) -> Request | None:
        waiting = [n for n in self._late_served(150) if self.model.hours.served[n].state == "waiting"]
        if not waiting and not self.model.hours.count:
            return None
        served = self.pick(waiting) if waiting and self.chance(0.9) else self.pick(self._late_served(150))
        return self.ask("hours.confirm", {"served": served})

    def correct(self) -> Request | None:
        recent = [n for n in self._late_served(60) if self.model.hours.served[n].ended_at > self.now - timedelta(days=3)]
        if not recent:
            return None
        served = self.pick(recent)
        old = self.model.hours.served[served]
        since = old.started_at + (self.below(121) - 60) * _MINUTE
        until = since + (self.below(180) - 4 if self.chance(0.9) else 0) * _MINUTE
        if self.chance(0.03):
            until = self.now + timedelta(hours=1)
        reason = " " if self.chance(0.03) else "签到表上写错了"
        return self.ask("hours.correct", {"served": served, "since": since, "until": until, "reason": reason})

    def _late_served(self, count: int) -> range:
        return range(max(0, self.model.hours.count - count), self.model.hours.count)

    # --- the supermarket --------------------------------------------------------------------------------------------

    def redeem(self) -> Request:
        household = self.below(HOUSEHOLDS) if self.chance(0.05) else self.below(HOME)
        shelf = len(GOODS) if self.chance(0.05) else len(GOODS) - 1
        lines = [self.basket_line(self.below(shelf)) for _ in range(1 + self.below(3))]
        if self.chance(0.95):
            lines = list({good: (good, quantity, price) for good, quantity, price in lines}.values())
        if self.chance(0.01):
            lines = []
        about = {"household": household, "store": int(self.chance(0.02)), "lines": lines}
        return self.ask("supermarket.redeem", about)

    def basket_line(self, good: int) -> tuple[int, int, int]:
        price, quantity = self.model.supermarket.items[good].price, 1 + self.below(4)
        if self.chance(0.03):
            price += self.pick((-price, 1, -1))
        if self.chance(0.02):
            quantity = self.pick((0, 1000, 150))
        return good, quantity, price

    def refund(self) -> Request | None:
        key = self._one_of(self.model.supermarket.redemptions)
        if not key:
            return None
        return self.ask("supermarket.refund", {"redemption": key, "reason": "" if self.chance(0.03) else "不要了"})

    def move_stock(self) -> Request:
        good, kind = self.below(len(GOODS)), self.pick(("received", "received", "donated", "lost", "counted"))
        quantity = {"lost": -1, "counted": self.pick((-1, 1))}.get(kind, 1) * self.below(25)
        if self.chance(0.03):
            quantity = -quantity
        return self.ask("supermarket.move_stock", {"good": good, "kind": kind, "quantity": quantity})

    def change_good(self) -> Request:
        good = self.below(len(GOODS))
        price = max(1, GOODS[good].price + self.below(7) - 3)
        about = {"good": good, "price": price, "is_on_shelf": self.chance(0.85)}
        return self.ask("supermarket.change_good", about, by="staff")


_KINDS = ("award", "award", "award", "opening", "deduction", "expiry", "redemption", "merge")
_CODES = [code for code in RULES if code != "Z0"] * 3 + ["Z0"]

_MAKE: dict[str, Callable[[Asker], Request | None]] = {
    verb.__name__: verb
    for verb in (
        Asker.post,
        Asker.post_many,
        Asker.reverse,
        Asker.hold,
        Asker.close_hold,
        Asker.award,
        Asker.award_many,
        Asker.undo,
        Asker.add_shift,
        Asker.sign_up,
        Asker.cancel,
        Asker.check_in,
        Asker.close_shift,
        Asker.confirm,
        Asker.correct,
        Asker.redeem,
        Asker.refund,
        Asker.move_stock,
        Asker.change_good,
    )
}
_WEIGHTS = {
    "post": 14,
    "post_many": 3,
    "reverse": 5,
    "hold": 5,
    "close_hold": 5,
    "award": 12,
    "award_many": 3,
    "undo": 5,
    "add_shift": 1.5,
    "sign_up": 5,
    "cancel": 2,
    "check_in": 13,
    "close_shift": 1.7,
    "confirm": 0.7,
    "correct": 2,
    "redeem": 11,
    "refund": 3,
    "move_stock": 5,
    "change_good": 1,
    "again": 10,
}
_VERBS = list(_WEIGHTS)
_CUM_WEIGHTS = [sum(list(_WEIGHTS.values())[: n + 1]) for n in range(len(_WEIGHTS))]


def _other_line(about: About) -> About:
    return about | {"lines": [about["lines"][0] | {"amount": about["lines"][0]["amount"] + 1}, *about["lines"][1:]]}


def _other_act(about: About) -> About:
    return about | {"acts": [about["acts"][0] | {"quantity": about["acts"][0]["quantity"] + 1}, *about["acts"][1:]]}


def _other_basket(about: About) -> About:
    return about | {"lines": [*about["lines"], (0, 7, 5)]}


_OTHERWISE: dict[str, Callable[[About], About]] = {
    "ledger.post": lambda about: about | {"amount": about["amount"] + 1},
    "ledger.post_many": _other_line,
    "ledger.hold": lambda about: about | {"amount": about["amount"] + 1},
    "rules.award": lambda about: about | {"quantity": about["quantity"] + 1},
    "rules.award_many": _other_act,
    "rules.undo": lambda about: about | {"reason": "另一个理由"},
    "activities.check_in": lambda about: about | {"direction": "out" if about["direction"] == "in" else "in"},
    "hours.correct": lambda about: about | {"reason": about["reason"] + "。"},
    "supermarket.redeem": _other_basket,
    "supermarket.refund": lambda about: about | {"reason": about["reason"] + "。"},
    "supermarket.move_stock": lambda about: about | {"quantity": about["quantity"] + 1},
}
"""How the body of a request is changed under its key."""

KEYED = {*_OTHERWISE, "ledger.reverse", "activities.close_shift"}
"""Verbs that answer a repetition as they answered first."""
