"""From one store to another: one fact with two sides."""

import pytest
from django.db import DatabaseError, transaction

from points.errors import InvalidStockMove, NotPermitted, OutOfStock, ServiceWithoutStock, UnlikeGoods
from points.models import StockTransfer
from points.permissions import Role
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch(community, administrator):
    return supermarket.open_store(community=community, name="二店", code="branch", by=administrator)


@pytest.fixture
def rice_there(branch, administrator):
    new = supermarket.NewGood(name="大米", unit="袋", price=420, barcode="6901234567892")
    return supermarket.add_good(branch, good=new, by=administrator)


@pytest.fixture
def bring(rice, rice_there, administrator):
    def act(quantity=2, key="k", by=administrator, to=rice_there):
        return supermarket.move_to_store(rice, to=to, quantity=quantity, key=key, by=by)

    return act


def test_what_is_taken_here_arrives_there(bring, rice, rice_there):
    sent = bring().result
    assert (stock_of(rice), stock_of(rice_there)) == (3, 2)
    assert (sent.taken.quantity, sent.brought.quantity, sent.brought.stock_after) == (-2, 2, 2)
    assert queries.verify().differences == []


def test_the_same_transfer_is_booked_once(bring, rice, rice_there):
    first, again = bring(), bring()
    assert (again.is_replay, again.result) == (True, first.result)
    assert (stock_of(rice), stock_of(rice_there)) == (3, 2)


def test_what_is_not_there_is_not_brought_and_neither_side_moves(bring, rice, rice_there):
    with pytest.raises(OutOfStock):
        bring(6)
    assert (stock_of(rice), stock_of(rice_there), StockTransfer.objects.count()) == (5, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1, 10**10])
def test_a_quantity_that_nobody_carries_is_refused(bring, quantity):
    with pytest.raises(InvalidStockMove):
        bring(quantity)


def test_only_the_same_good_of_another_store_takes_it(bring, rice, branch, vinegar, administrator):
    other = supermarket.add_good(branch, good=supermarket.NewGood(name="大米", unit="斤", price=40), by=administrator)
    for key, good in (("unit", other), ("itself", rice), ("here", vinegar)):
        with pytest.raises(UnlikeGoods):
            bring(to=good, key=key)


def test_a_service_is_brought_nowhere(bring, branch, haircut, administrator):
    there = supermarket.add_good(
        branch, good=supermarket.NewGood(name="理发", unit="袋", price=100, is_service=True), by=administrator
    )
    with pytest.raises(ServiceWithoutStock):
        bring(to=there)


def test_only_a_keeper_of_both_moves_between_them(bring, make_staff):
    with pytest.raises(NotPermitted):
        bring(by=make_staff(Role.CASHIER))


def test_the_database_keeps_both_sides_together(bring):
    sent = StockTransfer.objects.filter(pk=bring().result.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sent.delete()
