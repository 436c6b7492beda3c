"""Taking a whole redemption back."""

from uuid import uuid4

import pytest

from points.errors import (
    AlreadyRefunded,
    IdempotencyMismatch,
    NotPermitted,
    OwnHousehold,
    ReasonRequired,
)
from points.models import Refund, Resident, StockMove, Transfer
from points.permissions import Role
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import balance_of, line, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def redemption(household, store, cashier, rice, haircut):
    lines = [line(rice, 2), line(haircut)]
    return supermarket.redeem(household, store=store, lines=lines, key=uuid4(), by=cashier).result


@pytest.fixture
def refund(redemption, cashier):
    def act(*, key=None, by=cashier, reason="米袋破了"):
        return supermarket.refund(redemption, key=key or uuid4(), by=by, reason=reason)

    return act


def test_points_and_goods_go_back(refund, redemption, household, rice, haircut):
    done = refund().result
    assert (balance_of(household), stock_of(rice), stock_of(haircut)) == (1000, 5, 0)
    assert (done.transfer.kind, done.transfer.reverses) == (Transfer.Kind.REFUND, redemption.transfer)
    returned = StockMove.objects.get(kind=StockMove.Kind.RETURNED)
    assert (returned.good, returned.quantity, returned.stock_after) == (rice, 2, 5)
    assert queries.verify().differences == []


def test_a_good_that_left_the_shelf_comes_back_into_stock(refund, rice):
    type(rice).objects.update(is_on_shelf=False, price=999)
    refund()
    assert stock_of(rice) == 5


def test_a_second_refund_is_refused(refund, household, rice):
    refund()
    with pytest.raises(AlreadyRefunded):
        refund()
    assert (balance_of(household), stock_of(rice), Refund.objects.count()) == (1000, 5, 1)


def test_the_same_key_gives_the_same_refund(refund, household):
    key = uuid4()
    first, again = refund(key=key), refund(key=key)
    assert (again.is_replay, again.result, balance_of(household)) == (True, first.result, 1000)


def test_the_same_key_with_another_reason_is_refused(refund):
    key = uuid4()
    refund(key=key)
    with pytest.raises(IdempotencyMismatch):
        refund(key=key, reason="别的")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refund_without_a_reason_is_refused(refund, household, reason):
    with pytest.raises(ReasonRequired):
        refund(reason=reason)
    assert balance_of(household) == 100


def test_nobody_refunds_the_own_household(refund, household, cashier):
    Resident.objects.filter(household=household).update(user=cashier)
    with pytest.raises(OwnHousehold):
        refund()
    assert balance_of(household) == 100


def test_whoever_is_no_cashier_refunds_nothing(refund, make_staff, household):
    with pytest.raises(NotPermitted):
        refund(by=make_staff(Role.AUDITOR))
    assert balance_of(household) == 100


def test_the_administrator_refunds(refund, administrator, household):
    refund(by=administrator)
    assert balance_of(household) == 1000
