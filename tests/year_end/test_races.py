"""The year end and whoever spends at the same moment: each point goes once, and no account below zero."""

from datetime import date
from functools import partial
from uuid import uuid4

import pytest

from points.ledger import services as ledger
from points.models import Account, ExpiryRound, Transfer
from points.rules import queries
from points.rules import services as rules
from tests.racing import race
from tests.year_end.conftest import assert_sound, balance_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def expire(community, administrator):
    return rules.expire(queries.year_end_for(community, year=2026), by=administrator).result.amount


def spend(account, shelf, key):
    posting = ledger.Posting(
        debit=account,
        credit=shelf,
        amount=100,
        kind=Transfer.Kind.REDEMPTION,
        key=key,
        occurred_on=date(2027, 1, 3),
    )
    return -ledger.post(posting, by=None).result.amount


def test_who_spends_while_the_year_ends_never_goes_below_zero(
    book, earn, end, community, make_household, administrator
):
    book()
    households = [make_household(f"王{number}") for number in range(3)]
    for household in households:
        earn(household, 2025, 3, times=4)
        earn(household, 2026, 3)
    end()
    shelf = ledger.system_account("redeemed:1")
    ledger.system_account("expired")
    spending = [partial(spend, household.account, shelf, str(uuid4())) for household in households for _ in range(MANY)]
    outcomes = race([*spending, partial(expire, community, administrator)])
    expired = outcomes.pop()
    spent = -sum(outcome for outcome in outcomes if outcome != "insufficient_points")
    left = sum(balance_of(household) for household in households)
    assert expired + spent + left == 3 * 500
    assert min(balance_of(household) for household in households) >= 0
    assert not Transfer.objects.filter(shortfall__gt=0).exists()
    for line in ExpiryRound.objects.get().lines.select_related("transfer"):
        bought = Transfer.objects.filter(debit=line.transfer.debit_id, kind="redemption", pk__lt=line.transfer_id)
        assert line.transfer.amount == 400 - 100 * bought.count()
    assert_sound()


def test_of_many_who_book_the_year_end_one_does(book, earn, end, community, household, administrator):
    book()
    earn(household, 2025, 3)
    end()
    ledger.system_account("expired")
    assert race([partial(expire, community, administrator) for _ in range(MANY)]) == [100] * MANY
    assert (ExpiryRound.objects.count(), Transfer.objects.filter(kind="expiry").count()) == (1, 1)
    assert Account.objects.get(pk=household.account_id).balance == 0
    assert_sound()


def undo(booked, administrator):
    return rules.undo_expiry(booked, by=administrator, reason="公告晚了").result.pk


def test_of_many_who_take_it_back_one_does(book, earn, end, household, administrator):
    book()
    earn(household, 2025, 3)
    booked = rules.expire(end(), by=administrator).result
    assert race([partial(undo, booked, administrator) for _ in range(MANY)]) == [booked.pk] * MANY
    assert balance_of(household) == 100
    assert_sound()
