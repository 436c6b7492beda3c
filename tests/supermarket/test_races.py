"""Opening day: everybody wants the same thing at the same moment."""

from collections import Counter
from functools import partial
from uuid import uuid4

import pytest

from points.errors import PointsError
from points.ledger import queries as ledger
from points.models import Redemption, Refund
from points.supermarket import queries
from points.supermarket import services as supermarket
from tests.racing import race

from .conftest import balance_of, line, stock_of

pytestmark = pytest.mark.django_db(transaction=True)


def buy(household, store, cashier, lines, key=None):
    """Number of the receipt."""
    return supermarket.redeem(household, store=store, lines=lines, key=key or uuid4(), by=cashier).result.number


def books_are_right():
    assert [*queries.verify().differences, *ledger.verify().differences] == []


def test_sixteen_households_and_five_bags(store, cashier, rice, make_rich):
    households = [make_rich(1000) for _ in range(16)]
    outcomes = race([partial(buy, household, store, cashier, [line(rice)]) for household in households])
    assert Counter(outcomes)["out_of_stock"] == 11
    assert (Redemption.objects.count(), stock_of(rice)) == (5, 0)
    assert Counter(balance_of(household) for household in households) == {600: 5, 1000: 11}
    books_are_right()


def test_points_for_one_sale_at_sixteen_tills(store, cashier, vinegar, rice, make_rich):
    household = make_rich(405)
    outcomes = race([partial(buy, household, store, cashier, [line(rice)]) for _ in range(16)])
    assert Counter(outcomes)["insufficient_points"] == 15
    assert (balance_of(household), stock_of(rice)) == (5, 4)
    books_are_right()


def test_one_basket_sent_eight_times_is_one_redemption(store, cashier, household, rice):
    key = uuid4()
    outcomes = race([partial(buy, household, store, cashier, [line(rice)], key)] * 8)
    assert outcomes == [Redemption.objects.get().number] * 8
    assert (balance_of(household), stock_of(rice)) == (600, 4)
    books_are_right()


def take_back(redemption, cashier):
    supermarket.refund(redemption, key=uuid4(), by=cashier, reason="不要了")
    return "refunded"


def test_sixteen_refunds_of_one_receipt_are_one(store, cashier, household, rice):
    bought = supermarket.redeem(household, store=store, lines=[line(rice, 2)], key=uuid4(), by=cashier).result
    outcomes = race([partial(take_back, bought, cashier)] * 16)
    assert Counter(outcomes) == {"refunded": 1, "already_refunded": 15}
    assert (balance_of(household), stock_of(rice), Refund.objects.count()) == (1000, 5, 1)
    books_are_right()


def shop_all_morning(household, store, cashier, goods):
    """Ten baskets, some of which go back at once."""
    refused = 0
    for turn in range(10):
        lines = [line(good) for good in (goods if turn % 2 else reversed(goods))]
        try:
            bought = supermarket.redeem(household, store=store, lines=lines, key=uuid4(), by=cashier).result
            if turn % 3 == 0:
                take_back(bought, cashier)
        except PointsError:
            refused += 1
    return refused


def test_baskets_in_opposite_order_do_not_block_each_other(store, cashier, make_rich, make_good):
    goods = [make_good(f"货{number}", 5, stock=1000) for number in range(4)]
    households = [make_rich(10_000) for _ in range(6)]
    acts = [
        partial(shop_all_morning, household, store, cashier, goods if number % 2 else goods[::-1])
        for number, household in enumerate(households)
    ]
    assert race(acts) == [0] * 6
    assert {stock_of(good) for good in goods} == {1000 - 6 * 6}
    books_are_right()
