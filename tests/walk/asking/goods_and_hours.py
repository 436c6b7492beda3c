"""Asking for a place, to be let in, for hours, and for goods."""

from datetime import timedelta
from typing import Any

from tests.walk.asking.drawing import MINUTE, About, Drawing
from tests.walk.model import Request
from tests.walk.town import ACTIVITIES, GOODS, HOME, HOUSEHOLDS, MEMBERS, RESIDENTS, SPOILT_CARDS, login_of


class AskingForGoodsAndHours(Drawing):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.tried_places: list[tuple[int, int]] = []

    # --- activities -------------------------------------------------------------------------------------------------

    def add_shift(self) -> Request:
        starts_at = self.now + (self.below(240) - 100) * MINUTE + timedelta(seconds=self.below(60))
        length = self.pick((-30, 0, 25 * 60)) if self.chance(0.04) else 30 + self.below(240)
        about = {"activity": self.below(len(ACTIVITIES)), "starts_at": starts_at}
        about |= {"ends_at": starts_at + length * MINUTE, "capacity": 2 + self.below(9)}
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
            "claimed_at": self.now + (self.below(200) - 180) * MINUTE if is_late else None,
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
        recent = [
            n for n in self._late_served(60) if self.model.hours.served[n].ended_at > self.now - timedelta(days=3)
        ]
        if not recent:
            return None
        served = self.pick(recent)
        old = self.model.hours.served[served]
        since = old.started_at + (self.below(121) - 60) * MINUTE
        until = since + (self.below(180) - 4 if self.chance(0.9) else 0) * MINUTE
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
        key = self.one_of(self.model.supermarket.redemptions)
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
