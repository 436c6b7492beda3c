"""A stocktake: counted while the till sells, confirmed by somebody else, booked as one."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from points.errors import (
    AlreadyCounting,
    CountedByYou,
    CountImpossible,
    CountTimeImpossible,
    IdempotencyMismatch,
    InvalidStockMove,
    NotCounting,
    NothingCounted,
    NotOnShelf,
    NotPermitted,
    ServiceWithoutStock,
    StocktakeChanged,
    UnexplainedDifference,
)
from points.models import StockMove, Stocktake
from points.permissions import Role
from points.supermarket import queries
from points.supermarket import services as supermarket
from points.supermarket.services import Count

from .conftest import line, receive, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocktake(store, rice, vinegar, cashier):
    return supermarket.start_stocktake(store, by=cashier)


@pytest.fixture
def count(stocktake, cashier):
    def act(good, counted, *, reason="", by=cashier, at=None):
        return supermarket.count(stocktake, good=good, found=Count(counted=counted, at=at, reason=reason), by=by)

    return act


@pytest.fixture
def confirm(stocktake, administrator):
    def act(*, by=administrator, seen=None, key=None):
        seen = queries.version_of(stocktake.counts.all()) if seen is None else seen
        return supermarket.confirm_stocktake(stocktake, seen=seen, key=key or uuid4(), by=by)

    return act


@pytest.fixture
def sell(store, make_rich, cashier):
    household = make_rich(4000)

    def act(good, quantity=1):
        return supermarket.redeem(household, store=store, lines=[line(good, quantity)], key=uuid4(), by=cashier)

    return act


def test_what_differs_is_booked_with_its_reason_and_what_agrees_is_not(count, confirm, rice, vinegar):
    count(rice, 3, reason="鼠咬")
    count(vinegar, 20)
    assert stock_of(rice) == 5, "nothing is booked before somebody confirms"
    assert confirm().result.state == Stocktake.State.CONFIRMED
    assert (stock_of(rice), stock_of(vinegar)) == (3, 20)
    move = StockMove.objects.get(kind=StockMove.Kind.COUNTED)
    assert (move.good, move.quantity, move.note, move.count.counted) == (rice, -2, "鼠咬", 3)
    assert queries.verify().differences == []


def test_sales_before_and_after_the_count_change_nothing_about_the_difference(count, confirm, sell, rice):
    sell(rice)
    assert count(rice, 3, reason="鼠咬").difference == -1
    sell(rice, 2)
    confirm()
    assert stock_of(rice) == 1


def test_a_count_from_the_sheet_is_compared_with_the_stock_of_its_time(stocktake, count, sell, rice):
    counted_at = timezone.now() + timedelta(minutes=5)
    with time_machine.travel(counted_at + timedelta(minutes=5)):
        sell(rice, 2)
        assert count(rice, 5, at=counted_at).difference == 0
        assert count(rice, 3).difference == 0


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_count_lies_between_the_beginning_and_now(stocktake, count, rice, minutes):
    with pytest.raises(CountTimeImpossible):
        count(rice, 5, at=timezone.now() + timedelta(minutes=minutes))


def test_counted_again_the_later_count_stands(count, confirm, rice):
    count(rice, 1, reason="看错")
    count(rice, 5)
    confirm()
    assert (stock_of(rice), StockMove.objects.filter(kind=StockMove.Kind.COUNTED).count()) == (5, 0)


def test_who_counted_does_not_confirm(count, confirm, rice, vinegar, administrator):
    count(rice, 5)
    count(vinegar, 20, by=administrator)
    with pytest.raises(CountedByYou):
        confirm()


def test_a_cashier_counts_and_does_not_confirm(count, confirm, rice, cashier):
    count(rice, 5)
    with pytest.raises(NotPermitted):
        confirm(by=cashier)


def test_a_stranger_neither_starts_nor_counts(store, count, rice, make_staff):
    auditor = make_staff(Role.AUDITOR)
    with pytest.raises(NotPermitted):
        supermarket.start_stocktake(store, by=auditor)
    with pytest.raises(NotPermitted):
        count(rice, 5, by=auditor)


def test_a_difference_without_a_reason_waits_for_it(stocktake, count, confirm, rice, cashier):
    row = count(rice, 4)
    with pytest.raises(UnexplainedDifference):
        confirm()
    supermarket.explain(row, reason="破袋", by=cashier)
    confirm()
    assert (stock_of(rice), StockMove.objects.latest("pk").note) == (4, "破袋")


def test_nobody_confirms_what_he_has_not_seen(stocktake, count, confirm, rice, vinegar):
    count(rice, 5)
    seen = queries.version_of(stocktake.counts.all())
    count(vinegar, 19, reason="破瓶")
    with pytest.raises(StocktakeChanged):
        confirm(seen=seen)
    assert stock_of(vinegar) == 20


def test_confirmed_twice_it_is_booked_once(count, confirm, rice):
    count(rice, 4, reason="破袋")
    key = uuid4()
    first, again = confirm(key=key), confirm(key=key, seen=queries.version_of(Stocktake.objects.get().counts.all()))
    assert (first.is_replay, again.is_replay, stock_of(rice)) == (False, True, 4)
    with pytest.raises(IdempotencyMismatch):
        confirm(key=key, seen="else")
    with pytest.raises(NotCounting):
        confirm()


def test_an_impossible_count_books_nothing_at_all(count, confirm, sell, rice, vinegar):
    count(vinegar, 19, reason="破瓶")
    count(rice, 1, reason="鼠咬")
    sell(rice, 4)
    with pytest.raises(CountImpossible):
        confirm()
    assert (stock_of(rice), stock_of(vinegar)) == (1, 20)


def test_nothing_counted_is_nothing_to_confirm(confirm):
    with pytest.raises(NothingCounted):
        confirm()


def test_there_is_one_at_a_time(store, stocktake, cashier, administrator):
    with pytest.raises(AlreadyCounting):
        supermarket.start_stocktake(store, by=cashier)
    supermarket.drop_stocktake(stocktake, by=administrator)
    assert supermarket.start_stocktake(store, by=cashier).pk != stocktake.pk


def test_what_was_dropped_or_confirmed_is_over(stocktake, count, confirm, rice, administrator):
    count(rice, 4, reason="破袋")
    supermarket.drop_stocktake(stocktake, by=administrator)
    for late in (lambda: count(rice, 5), confirm, lambda: supermarket.drop_stocktake(stocktake, by=administrator)):
        with pytest.raises(NotCounting):
            late()
    assert stock_of(rice) == 5


@pytest.mark.parametrize("counted", [-1, 10**9 + 1])
def test_a_count_that_cannot_be_is_refused(count, rice, counted):
    with pytest.raises(InvalidStockMove):
        count(rice, counted)


def test_a_service_and_a_good_of_another_store_are_not_counted(count, haircut, community, administrator):
    with pytest.raises(ServiceWithoutStock):
        count(haircut, 1)
    branch = supermarket.open_store(community=community, name="二店", code="branch", by=administrator)
    salt = supermarket.add_good(branch, good=supermarket.NewGood(name="盐", unit="袋", price=20), by=administrator)
    with pytest.raises(NotOnShelf):
        count(salt, 1)


def test_a_delivery_while_it_runs_is_no_difference(count, confirm, rice, administrator):
    count(rice, 5)
    receive(rice, 10, by=administrator)
    confirm()
    assert stock_of(rice) == 15
