"""Any morning at the till against a plain model: two dicts and a list of receipts."""

from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.errors import PointsError
from points.models import StockMove
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import balance_of, stock_of

pytestmark = pytest.mark.django_db
HOUSEHOLDS, GOODS = 2, 3
PRICES = [5, 120, 300]

_goods = st.integers(0, GOODS - 1)
_baskets = st.dictionaries(_goods, st.integers(1, 3), min_size=1)
_steps = st.one_of(
    st.tuples(st.just("redeem"), st.integers(0, HOUSEHOLDS - 1), _baskets),
    st.tuples(st.just("again"), st.integers(0, 30), st.none()),
    st.tuples(st.just("refund"), st.integers(0, 30), st.none()),
    st.tuples(st.just("receive"), _goods, st.integers(1, 3)),
    st.tuples(st.just("lose"), _goods, st.integers(1, 3)),
    st.tuples(st.just("reprice"), _goods, st.integers(1, 400)),
)


class Book:
    """What should come out, without a database."""

    def __init__(self, balances, stocks, prices):
        self.balances, self.stocks, self.prices = balances, stocks, prices
        self.receipts = []

    def redeem(self, household, basket):
        total = sum(self.prices[good] * quantity for good, quantity in basket.items())
        if total > self.balances[household]:
            return "insufficient_points"
        if any(self.stocks[good] < quantity for good, quantity in basket.items()):
            return "out_of_stock"
        self._move(household, basket, total, -1)
        self.receipts.append([household, basket, total, False])
        return total

    def refund(self, receipt):
        household, basket, total, is_refunded = self.receipts[receipt]
        if is_refunded:
            return "already_refunded"
        self._move(household, basket, total, 1)
        self.receipts[receipt][3] = True
        return total

    def change(self, good, quantity):
        if self.stocks[good] + quantity < 0:
            return "out_of_stock"
        self.stocks[good] += quantity
        return self.stocks[good]

    def _move(self, household, basket, total, sign):
        self.balances[household] += sign * total
        for good, quantity in basket.items():
            self.stocks[good] += sign * quantity


class Morning:
    """The same steps through the services."""

    def __init__(self, *, store, cashier, keeper, households, goods):
        self.store, self.cashier, self.keeper = store, cashier, keeper
        self.households, self.goods = households, goods
        self.sent = []
        self.sold = []

    def redeem(self, household, basket):
        lines = [
            supermarket.Line(good=self.goods[good], quantity=quantity, price=self.goods[good].price)
            for good, quantity in basket.items()
        ]
        self.sent.append((household, lines, uuid4()))
        answer = self._send(len(self.sent) - 1)
        if not isinstance(answer, str):
            self.sold.append(answer)
            return answer.total
        return answer

    def again(self, number):
        """The same request with the same key."""
        before = (len(self.sold), [balance_of(household) for household in self.households])
        first = self._send(number)
        assert self._send(number) == first
        assert before == (len(self.sold), [balance_of(household) for household in self.households])

    def refund(self, receipt):
        act = supermarket.refund
        answer = _outcome(lambda: act(self.sold[receipt], key=uuid4(), by=self.cashier, reason="不要了").result)
        return answer if isinstance(answer, str) else answer.transfer.amount

    def change(self, good, quantity):
        kind = StockMove.Kind.RECEIVED if quantity > 0 else StockMove.Kind.LOST
        act = supermarket.move_stock
        about = {"kind": kind, "quantity": quantity, "note": "受潮"}
        answer = _outcome(lambda: act(self.goods[good], key=str(uuid4()), by=self.keeper, **about).result)
        return answer if isinstance(answer, str) else answer.stock_after

    def reprice(self, good, price):
        supermarket.set_price(self.goods[good], price=price, by=self.keeper)
        self.goods[good].price = price

    def _send(self, number):
        household, lines, key = self.sent[number]
        buyer = self.households[household]
        return _outcome(
            lambda: supermarket.redeem(buyer, store=self.store, lines=lines, key=key, by=self.cashier).result
        )


def _outcome(act):
    try:
        return act()
    except PointsError as refusal:
        return refusal.code


def _play(morning, book, step):
    verb, first, second = step
    if verb == "redeem":
        assert morning.redeem(first, second) == book.redeem(first, second)
    elif verb == "again" and morning.sent:
        morning.again(first % len(morning.sent))
    elif verb == "refund" and morning.sold:
        assert morning.refund(first % len(morning.sold)) == book.refund(first % len(book.receipts))
    elif verb in {"receive", "lose"}:
        quantity = second if verb == "receive" else -second
        assert morning.change(first, quantity) == book.change(first, quantity)
    elif verb == "reprice":
        morning.reprice(first, second)
        book.prices[first] = second


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_steps, max_size=20))
def test_any_morning_comes_out_as_the_model_says(steps, store, cashier, administrator, make_rich, make_good):
    with transaction.atomic():
        morning = Morning(
            store=store,
            cashier=cashier,
            keeper=administrator,
            households=[make_rich(1000) for _ in range(HOUSEHOLDS)],
            goods=[make_good(f"货{number}", PRICES[number], stock=4) for number in range(GOODS)],
        )
        book = Book([1000] * HOUSEHOLDS, [4] * GOODS, list(PRICES))
        for step in steps:
            _play(morning, book, step)
        assert [balance_of(household) for household in morning.households] == book.balances
        assert [stock_of(good) for good in morning.goods] == book.stocks
        assert queries.verify().differences == []
        transaction.set_rollback(True)
