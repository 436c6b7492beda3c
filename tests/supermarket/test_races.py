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


def confirm(stocktake, seen, keeper):
    supermarket.confirm_stocktake(stocktake, seen=seen, key=uuid4(), by=keeper)
    return "confirmed"


def test_eight_confirmations_of_one_stocktake_while_tills_sell_book_it_once(
    store, cashier, administrator, vinegar, make_rich
):
    stocktake = supermarket.start_stocktake(store, by=cashier)
    found = supermarket.Count(counted=17, reason="破瓶")
    supermarket.count(stocktake, good=vinegar, found=found, by=cashier)
    confirmations = [partial(confirm, stocktake, queries.version_of(stocktake.counts.all()), administrator)] * 8
    sales = [partial(buy, make_rich(10), store, cashier, [line(vinegar)]) for _ in range(8)]
    outcomes = Counter(race([*confirmations, *sales]))
    assert (outcomes["confirmed"], outcomes["not_counting"]) == (1, 7)
    assert stock_of(vinegar) == 20 - 3 - 8
    books_are_right()


def count_now(stocktake, good, cashier):
    row = supermarket.count(stocktake, good=good, found=supermarket.Count(counted=20), by=cashier)
    return f"stock {row.stock_then}"


def test_a_count_among_sales_sees_a_stock_between_two_of_them(store, cashier, vinegar, make_rich):
    stocktake = supermarket.start_stocktake(store, by=cashier)
    sales = [partial(buy, make_rich(10), store, cashier, [line(vinegar)]) for _ in range(8)]
    outcomes = race([*sales[:4], partial(count_now, stocktake, vinegar, cashier), *sales[4:]])
    assert stock_of(vinegar) == 12
    assert outcomes[4] in {f"stock {left}" for left in range(12, 21)}
    books_are_right()


def bring(good, to, keeper):
    supermarket.move_to_store(good, to=to, quantity=1, key=str(uuid4()), by=keeper)
    return "brought"


def test_goods_cross_between_two_stores_without_a_deadlock(community, store, administrator, rice):
    branch = supermarket.open_store(community=community, name="二店", code="branch", by=administrator)
    there = supermarket.add_good(branch, good=supermarket.NewGood(name="大米", unit="袋", price=400), by=administrator)
    for _ in range(3):
        bring(rice, there, administrator)
    ways = [partial(bring, rice, there, administrator), partial(bring, there, rice, administrator)] * 6
    outcomes = Counter(race(ways))
    assert set(outcomes) <= {"brought", "out_of_stock"}
    assert stock_of(rice) + stock_of(there) == 5
    books_are_right()
