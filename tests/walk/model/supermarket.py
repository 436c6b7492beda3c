"""The shelf, baskets and refunds."""

from dataclasses import dataclass
from datetime import datetime

from tests.walk.model.ledger import Answer, Ledger, Refused, Request, Transfer
from tests.walk.model.rules import day_of, may, refuse_own
from tests.walk.town import GOODS, HOME

_COMES_IN = {"received", "donated"}
_MOST_OF_A_GOOD = 999

COUNT_ALONE = 5
"""The largest difference that one person alone corrects by a count, unless the site says another."""


@dataclass(slots=True)
class Item:
    price: int
    is_service: bool
    store: int
    stock: int = 0
    is_on_shelf: bool = True


@dataclass(slots=True)
class Redemption:
    household: int
    lines: list[tuple[int, int, int]]
    transfer: Transfer


class Supermarket:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.items = [Item(good.price, good.is_service, good.store) for good in GOODS]
        self.redemptions: dict[str, Redemption] = {}

    def redeem(self, request: Request, now: datetime) -> Answer:
        """Lines are (good, quantity, price as it was seen), in the order in which they were chosen."""
        about = request.about
        lines = sorted(about["lines"], key=lambda line: line[0])
        may(request.by)
        refuse_own(request.by, about["household"])
        body = about["household"], about["store"], tuple(lines)
        return self.ledger.once(request, body, lambda: self._redeem(request, lines, now))

    def _redeem(self, request: Request, lines: list[tuple[int, int, int]], now: datetime) -> Answer:
        household, store = request.about["household"], request.about["store"]
        self._refuse_basket(household, store, lines)
        total = sum(quantity * price for _good, quantity, price in lines)
        self.ledger.available(household, total, "redemption")
        for line in lines:
            self._refuse_line(store, line)
        transfer = self.ledger.move(household, f"redeemed:{store}", total, "redemption", day_of(now))
        for good, quantity, _price in lines:
            self._take(good, quantity)
        self.ledger.rows.update({"redemption": 1, "redemptionline": len(lines)})
        self.redemptions[request.key] = Redemption(household, lines, transfer)
        return (total, transfer.after[0])

    def _refuse_basket(self, household: int, store: int, lines: list[tuple[int, int, int]]) -> None:
        if store == 1:
            raise Refused("store_closed")
        if household >= HOME:
            raise Refused("household_elsewhere")
        goods = [good for good, _quantity, _price in lines]
        is_possible = lines and len(set(goods)) == len(goods)
        if not is_possible or not all(1 <= quantity <= _MOST_OF_A_GOOD for _good, quantity, _price in lines):
            raise Refused("invalid_lines")
        for good, _quantity, price in lines:
            if price <= 0:
                item = self.items[good]
                raise Refused("price_changed" if item.store == store and item.is_on_shelf else "not_on_shelf")

    def _refuse_line(self, store: int, line: tuple[int, int, int]) -> None:
        good, quantity, price = line
        item = self.items[good]
        if item.store != store or not item.is_on_shelf:
            raise Refused("not_on_shelf")
        if item.price != price:
            raise Refused("price_changed")
        if not item.is_service and item.stock < quantity:
            raise Refused("out_of_stock")

    def _take(self, good: int, quantity: int) -> None:
        item = self.items[good]
        if not item.is_service:
            item.stock -= quantity
            self.ledger.rows["stockmove"] += 1

    def refund(self, request: Request, now: datetime) -> Answer:
        bought, reason = self.redemptions[request.about["redemption"]], request.about["reason"]
        may(request.by)
        refuse_own(request.by, bought.household)
        body = request.about["redemption"], reason.strip()
        return self.ledger.once(request, body, lambda: self._refund(bought, reason))

    def _refund(self, bought: Redemption, reason: str) -> Answer:
        if not reason.strip():
            raise Refused("reason_required")
        if bought.transfer.is_undone:
            raise Refused("already_refunded")
        transfer = self.ledger.move_back(bought.transfer)
        for good, quantity, _price in bought.lines:
            self._take(good, -quantity)
        self.ledger.rows["refund"] += 1
        return (transfer.amount, transfer.after[1])

    def move_stock(self, request: Request, now: datetime) -> Answer:
        about = request.about
        may(request.by)
        return self.ledger.once(request, tuple(about.values()), lambda: self._move_stock(**about))

    def _move_stock(self, good: int, kind: str, quantity: int) -> Answer:
        item = self.items[good]
        fits = {"received": quantity > 0, "donated": quantity > 0, "lost": quantity < 0, "counted": quantity != 0}
        if not fits.get(kind, False):
            raise Refused("invalid_stock_move")
        if item.is_service:
            raise Refused("service_without_stock")
        if kind == "counted" and abs(quantity) > COUNT_ALONE:
            raise Refused("second_person_needed")
        if item.stock + quantity < 0:
            raise Refused("out_of_stock")
        self._take(good, -quantity)
        return (item.stock,)

    def change_good(self, request: Request, now: datetime) -> Answer:
        """The keeper edits the good on a form."""
        item = self.items[request.about["good"]]
        item.price, item.is_on_shelf = request.about["price"], request.about["is_on_shelf"]
        return ("first",)
