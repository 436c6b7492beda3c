"""The shelf: stock by moves, and forms that cannot write an old stock back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from points.errors import (
    InvalidAmount,
    InvalidStockMove,
    NotPermitted,
    OutOfStock,
    ReasonRequired,
    SecondPersonNeeded,
    ServiceWithoutStock,
)
from points.models import Account, StockMove
from points.permissions import Role
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import receive, stock_of

pytestmark = pytest.mark.django_db
Kind = StockMove.Kind


@pytest.fixture
def move(rice, administrator):
    """Move the rice, of which 5 bags are there."""

    def act(kind, quantity, *, key="k", good=rice, by=administrator, note="受潮"):
        return supermarket.move_stock(good, kind=kind, quantity=quantity, key=key, by=by, note=note)

    return act


def test_a_store_has_its_own_account(store):
    assert (store.account.name, store.account.kind) == ("redeemed:hongtutian", Account.Kind.SYSTEM)


def test_a_store_cannot_take_the_address_of_the_till(store):
    store.full_clean()
    store.code = "till"
    with pytest.raises(ValidationError):
        store.full_clean()


def test_only_the_keeper_of_the_store_opens_and_stocks(community, store, rice, make_staff, move):
    cashier = make_staff(Role.CASHIER)
    with pytest.raises(NotPermitted):
        supermarket.open_store(community=community, name="二店", code="second", by=cashier)
    with pytest.raises(NotPermitted):
        supermarket.add_good(store, good=supermarket.NewGood(name="盐", unit="袋", price=20), by=cashier)
    with pytest.raises(NotPermitted):
        move(Kind.RECEIVED, 1, by=cashier)


def test_a_good_for_nothing_is_refused(store, administrator):
    with pytest.raises(InvalidAmount):
        supermarket.add_good(store, good=supermarket.NewGood(name="盐", unit="袋", price=0), by=administrator)


@pytest.mark.parametrize(
    ("kind", "quantity", "left"),
    [
        (Kind.RECEIVED, 3, 8),
        (Kind.BOUGHT, 4, 9),
        (Kind.DONATED, 1, 6),
        (Kind.EXPIRED, -2, 3),
        (Kind.LOST, -5, 0),
        (Kind.COUNTED, -1, 4),
        (Kind.COUNTED, 2, 7),
    ],
)
def test_a_move_changes_the_stock_and_says_what_is_there_afterwards(move, rice, kind, quantity, left):
    done = move(kind, quantity).result
    assert (done.stock_after, stock_of(rice)) == (left, left)
    assert queries.verify().differences == []


@pytest.mark.parametrize(
    ("kind", "quantity"),
    [
        (Kind.RECEIVED, -1),
        (Kind.DONATED, 0),
        (Kind.BOUGHT, -1),
        (Kind.LOST, 1),
        (Kind.EXPIRED, 1),
        (Kind.MOVED, -1),
        (Kind.COUNTED, 0),
        (Kind.COUNTED, 10**18),
        (Kind.RECEIVED, 10**9 + 1),
        (Kind.SOLD, -1),
        (Kind.RETURNED, 1),
    ],
)
def test_a_quantity_that_does_not_fit_its_kind_is_refused(move, rice, kind, quantity):
    with pytest.raises(InvalidStockMove):
        move(kind, quantity)
    assert stock_of(rice) == 5


def test_stock_never_falls_below_zero(move, rice):
    with pytest.raises(OutOfStock) as refusal:
        move(Kind.LOST, -6)
    assert (refusal.value.params["stock"], stock_of(rice)) == (5, 5)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.EXPIRED, Kind.COUNTED])
def test_what_leaves_without_a_receipt_needs_a_reason(move, rice, kind):
    with pytest.raises(ReasonRequired):
        move(kind, -1, note=" ")
    assert move(kind, -1, key="explained").result.note == "受潮"
    assert move(Kind.BOUGHT, 1, key="bought", note="").result.stock_after == 5


def test_one_person_alone_corrects_no_large_difference(move, rice, settings):
    settings.POINTS = {**getattr(settings, "POINTS", {}), "count_alone": 2}
    with pytest.raises(SecondPersonNeeded):
        move(Kind.COUNTED, -3)
    assert move(Kind.COUNTED, -2, key="few").result.stock_after == 3


def test_the_database_lets_nobody_change_or_delete_a_move(move, rice):
    moved = StockMove.objects.filter(pk=move(Kind.BOUGHT, 1).result.pk)
    for tamper in (lambda: moved.update(quantity=99), moved.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            tamper()
    assert (stock_of(rice), moved.get().quantity) == (6, 1)


def test_a_good_off_the_shelf_can_be_counted(move, rice):
    type(rice).objects.update(is_on_shelf=False)
    assert move(Kind.COUNTED, -2).result.stock_after == 3


def test_the_same_delivery_is_booked_once(move, rice):
    first, again = move(Kind.RECEIVED, 10), move(Kind.RECEIVED, 10)
    assert (again.is_replay, again.result, stock_of(rice)) == (True, first.result, 15)


def test_a_service_has_no_stock(move, haircut):
    with pytest.raises(ServiceWithoutStock):
        move(Kind.RECEIVED, 1, good=haircut)


def test_a_form_that_was_open_meanwhile_leaves_the_stock_alone(rice, administrator):
    in_the_form = type(rice).objects.get(pk=rice.pk)
    receive(rice, 7, by=administrator)
    in_the_form.name = "东北大米"
    in_the_form.save()
    assert (stock_of(rice), rice.name) == (12, "东北大米")


def test_a_good_that_was_stocked_never_becomes_a_service(rice, haircut):
    rice.is_service = True
    with pytest.raises(ValidationError):
        rice.full_clean()
    haircut.is_service = False
    haircut.full_clean()


def test_the_database_refuses_a_stock_below_zero(rice):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(rice).objects.update(stock=-1)
