"""What clients want: points for an act, to come and go, goods that are scarce, and their points back.

From a seed, so that the same seed wants the same things in the same order; who gets them is decided by who is faster.
"""

import json
import threading
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

from tests.torture.history import Wish

KINDS = {"award": 30, "check_in": 30, "redemption": 30, "refund": 10}
"""How often each is wanted."""


class Sales:
    """Redemptions that clients know of, so that several ask for the points of one back."""

    def __init__(self) -> None:
        self._known: list[int] = []
        self._lock = threading.Lock()

    def add(self, pk: int) -> None:
        with self._lock:
            self._known.append(pk)

    def pick(self, random: Random) -> int | None:
        with self._lock:
            if not self._known:
                return None
            place = random.randrange(len(self._known))
            # Most are asked for once more and then forgotten; some stay and are asked for again and again.
            return self._known[place] if random.random() < 0.3 else self._known.pop(place)


class Wishes:
    """Of one client."""

    def __init__(self, facts: dict[str, Any], *, seed: str, sales: Sales) -> None:
        self.random, self.sales, self._facts = Random(seed), sales, facts

    def any(self) -> Wish:
        operation = self.random.choices(list(KINDS), weights=list(KINDS.values()))[0]
        return getattr(self, operation)()

    def award(self) -> Wish:
        body = {
            "account": self._one("households")["number"],
            "rule": self._one("rules"),
            "occurred_on": self._facts["today"],
            "quantity": self.random.randint(1, 3),
        }
        return self._wish("award", "awards", "staff", body)

    def check_in(self, **said: Any) -> Wish:
        body = {
            "shift": self._one("shifts"),
            "card": self._one("cards"),
            "direction": self.random.choice(["in", "in", "out"]),
        }
        return self._wish("check_in", "checkins", self._device("checkin"), body | said)

    def redemption(self) -> Wish:
        # The first good is what everybody wants.
        goods = self.random.sample(self._facts["goods"], k=self.random.choice([1, 1, 2]))
        if self.random.random() < 0.4 and self._facts["goods"][0] not in goods:
            goods[0] = self._facts["goods"][0]
        lines = [{"good": row["id"], "quantity": self.random.randint(1, 2), "price": row["price"]} for row in goods]
        body = {"store": self._facts["store"], "card": self._one("cards"), "lines": lines}
        return self._wish("redemption", "redemptions", self._device("till"), body)

    def refund(self) -> Wish:
        sale = self.sales.pick(self.random)
        return self.redemption() if sale is None else self._refund_of(sale)

    def crowd(self) -> list[Wish]:
        """Different wishes for the same thing, each with a key of its own, to be sent at the same moment."""
        sale = self.sales.pick(self.random)
        if sale is not None and self.random.random() < 0.5:
            return [self._refund_of(sale) for _number in range(3)]
        same = {"shift": self._one("shifts"), "card": self._one("cards")}
        return [self.check_in(**same, direction="in"), self.check_in(**same, direction="in"), self.check_in(**same)]

    def other(self, wish: Wish) -> Wish:
        """The key of an answered wish with another body, as a client sends it that mixed up its keys."""
        body = json.loads(wish.body)
        if wish.operation == "award":
            body["quantity"] += 1
        elif wish.operation == "check_in":
            body["direction"] = "out" if body["direction"] == "in" else "in"
        elif wish.operation == "redemption":
            body["lines"][0]["quantity"] += 1
        else:
            body["reason"] += "!"
        return replace(wish, body=_text(body), is_other=True)

    def _refund_of(self, sale: int) -> Wish:
        body = {"reason": self.random.choice(["坏了", "拿错了", "不要了"])}
        return self._wish("refund", f"redemptions/{sale}/refund", self._device("till"), body)

    def _wish(self, operation: str, path: str, caller: str, body: dict[str, Any]) -> Wish:
        key = str(UUID(int=self.random.getrandbits(128), version=4))
        return Wish(operation=operation, path=path, caller=caller, key=key, body=_text(body))

    def _one(self, name: str) -> Any:
        return self.random.choice(self._facts[name])

    def _device(self, scope: str) -> str:
        return self.random.choice([name for name in self._facts["callers"] if name.startswith(scope)])


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
