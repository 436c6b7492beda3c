"""Two years of a community by a rule book under which points do not carry over, and a clock to go through them."""

from datetime import date

import pytest
import time_machine

from points.ledger import queries as ledger_queries
from points.ledger import services as ledger
from points.models import Account, Transfer
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_book, make_rule  # noqa: F401

BOOKED = local(2027, 1, 3, 9)


@pytest.fixture
def clock():
    with time_machine.travel(local(2025, 1, 2), tick=False) as travelling:
        yield travelling


@pytest.fixture
def book(clock, make_book):  # noqa: F811
    """Adopted in January 2025; `book("reset")` says what happens at the end of a year."""

    def make(year_end="expire", **more):
        adopted = make_book(make_rule("A", "per_event", 100), in_force_from=date(2025, 1, 2))
        type(adopted).objects.filter(pk=adopted.pk).update(year_end=year_end, **more)
        return adopted

    return make


@pytest.fixture
def earn(clock, administrator, community):
    """`earn(household, 2025, 3, times=2)`: ten points each, in the passbook of March."""
    count = 0

    def give(household, *month, times=1):
        nonlocal count
        clock.move_to(local(*month, 5, 10))
        for _ in range(times):
            count += 1
            act = rules.Act(
                account=household.account,
                community=community,
                rule_code="A",
                occurred_at=local(*month, 4),
                key=f"earned:{count}",
            )
            record = rules.award(act, by=administrator).result
        return record

    return give


@pytest.fixture
def spend(clock):
    def buy(household, tenths, *month):
        clock.move_to(local(*month, 6, 10))
        posting = ledger.Posting(
            debit=household.account,
            credit=ledger.system_account("redeemed:1"),
            amount=tenths,
            kind=Transfer.Kind.REDEMPTION,
            key=f"bought:{Transfer.objects.count()}",
            occurred_on=date(*month, 6),
        )
        return ledger.post(posting, by=None).result

    return buy


@pytest.fixture
def end(clock, community):
    """The end of 2026, looked at on the third day of 2027."""

    def of(year=2026):
        clock.move_to(BOOKED)
        return queries.year_end_for(community, year=year)

    return of


def balance_of(household) -> int:
    return Account.objects.get(pk=household.account_id).balance


def assert_sound():
    assert ledger_queries.verify().differences == []
    assert queries.verify().differences == []
