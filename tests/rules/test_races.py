"""Sixteen awards at once on one cap: together they get what it allows, and not a tenth more."""

from functools import partial

import pytest
from django.db import transaction

from points.ledger import queries as ledger_queries
from points.models import Account, AwardRecord, CapUse
from points.rules import queries
from points.rules import services as rules
from tests.racing import race
from tests.rules.conftest import make_rule

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 16


@pytest.fixture
def books(make_book):
    group = ("环境", 200, "month")
    return make_book(
        make_rule("A", "per_event", 30, cap=100, cap_period="day"),
        make_rule("M", "per_period", 40, unit="月"),
        make_rule("O", "one_off", 1000, unit="一次性"),
        make_rule("G", "per_event", 70, group=group, applies_to="person"),
        make_rule("R", "reset"),
    )


def attempt(act, administrator):
    return rules.award(act, by=administrator).result.amount


def book(act, administrator):
    """As a shift does that is closed: whoever calls has permitted."""
    with transaction.atomic():
        return rules.record(act, by=administrator).amount


def assert_sound():
    assert ledger_queries.verify().differences == []
    assert queries.verify().differences == []


@pytest.mark.parametrize(
    ("code", "amounts"),
    [("A", [0] * 12 + [10, 30, 30, 30]), ("M", [0] * 15 + [40]), ("O", [0] * 15 + [1000])],
)
def test_a_cap_is_never_exceeded(books, make_act, administrator, household, code, amounts):
    racers = [partial(attempt, make_act(code), administrator) for _ in range(MANY)]
    assert sorted(race(racers)) == amounts
    assert Account.objects.get(pk=household.account_id).balance == sum(amounts)
    assert CapUse.objects.get().used == sum(amounts)
    assert_sound()


def test_a_cap_of_a_person_holds_across_two_accounts(books, make_act, administrator, household, make_household):
    # Somebody who moves house on that day: the cap is the person's, the accounts differ, and so do their locks.
    accounts = [household.account, make_household("陈芳").account]
    resident = household.residents.get()
    racers = [
        partial(book, make_act("G", account=accounts[n % 2], resident=resident), administrator) for n in range(MANY)
    ]
    assert sum(race(racers)) == 200
    assert_sound()


def test_sheets_and_single_awards_meet(books, make_act, administrator, household, make_household):
    accounts = [household.account, make_household("陈芳").account]

    def sheet(number, acts):
        return sum(row.amount for row in rules.award_many(acts, key=f"sheet {number}", by=administrator).result)

    racers = []
    for number in range(8):
        order = accounts if number % 2 else accounts[::-1]
        acts = [make_act(code, account=account) for account in order for code in ("A", "G")]
        racers += [partial(sheet, number, acts), partial(attempt, make_act("A"), administrator)]
    assert sum(race(racers)) == 2 * (100 + 200)
    assert_sound()


def test_one_award_is_undone_once(books, make_act, administrator, household):
    record = rules.award(make_act("A"), by=administrator).result

    def undo(number):
        return rules.undo(record, key=f"undo {number}", by=administrator, reason="记错").result.pk

    outcomes = race([partial(undo, number) for number in range(MANY)])
    assert sorted(map(str, outcomes)) == sorted([str(record.pk)] + ["already_reversed"] * (MANY - 1))
    assert CapUse.objects.get().used == 0
    assert_sound()


def test_awards_and_resets_leave_no_gap(books, make_act, administrator, household):
    codes = ["A", "R"] * (MANY // 2)
    race([partial(attempt, make_act(code), administrator) for code in codes])
    amounts = AwardRecord.objects.values_list("amount", flat=True)
    assert Account.objects.get(pk=household.account_id).balance == sum(amounts)
    assert not AwardRecord.objects.filter(transfer__shortfall__gt=0).exists()
    assert_sound()
