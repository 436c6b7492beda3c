"""A wrong award is undone once, its cap is free again, and what was spent shows."""

import pytest

from points.errors import AlreadyReversed, NotPermitted, OwnHousehold
from points.ledger import services as ledger
from points.models import CapUse, Transfer
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(make_book, book_act):
    make_book(
        make_rule("A", "per_event", 50, cap=50, cap_period="month"),
        make_rule("D", "deduction", -20),
        make_rule("M", "per_period", 40, unit="月"),
    )
    return book_act("A")


def balance(household) -> int:
    household.account.refresh_from_db()
    return household.account.balance


def test_an_undone_award_is_gone_and_stays_visible(record, administrator, household):
    undone = rules.undo(record, key="u", by=administrator, reason="记错了人").result
    assert balance(household) == 0
    assert undone.undone_at
    assert undone.transfer.reversed_by.memo == "记错了人"
    assert "This was undone on" in queries.explain(undone, "en")
    assert queries.verify().differences == []


def test_an_undone_award_gives_its_cap_back(record, book_act, administrator):
    assert book_act("A").amount == 0
    rules.undo(record, key="u", by=administrator, reason="记错")
    assert CapUse.objects.get(period="2026-11").used == 0
    assert book_act("A").amount == 50


def test_an_award_that_a_cap_cut_to_nothing_can_be_undone(record, book_act, administrator, household):
    silent = book_act("A")
    rules.undo(silent, key="u", by=administrator, reason="记错")
    assert balance(household) == 50
    assert CapUse.objects.get(period="2026-11").used == 50
    assert queries.verify().differences == []


def test_a_once_per_period_act_that_was_undone_counts_again(record, book_act, administrator):
    rules.undo(book_act("M"), key="u", by=administrator, reason="记错")
    assert book_act("M").amount == 40


def test_an_undone_deduction_gives_back_what_it_took(record, book_act, administrator, household):
    deduction = book_act("D", quantity=3)
    assert (balance(household), deduction.transfer.shortfall) == (0, 10)
    rules.undo(deduction, key="u", by=administrator, reason="核实有误")
    assert balance(household) == 50


def test_a_deduction_that_found_nothing_can_be_undone(record, book_act, administrator, household):
    book_act("D", quantity=3)
    empty = book_act("D")
    undone = rules.undo(empty, key="u", by=administrator, reason="核实有误").result
    assert undone.undone_at
    assert balance(household) == 0
    assert queries.verify().differences == []


def test_nothing_is_undone_twice(record, administrator, household):
    first = rules.undo(record, key="u", by=administrator, reason="记错")
    again = rules.undo(record, key="u", by=administrator, reason="记错")
    assert (again.is_replay, again.result) == (True, first.result)
    with pytest.raises(AlreadyReversed):
        rules.undo(record, key="v", by=administrator, reason="记错")
    assert balance(household) == 0


def test_what_was_spent_meanwhile_is_shown(record, administrator, household):
    ledger.post(
        ledger.Posting(
            debit=household.account,
            credit=ledger.system_account("redeemed:1"),
            amount=30,
            kind=Transfer.Kind.REDEMPTION,
            key="rice",
            occurred_on=record.occurred_on,
        ),
        by=None,
    )
    undone = rules.undo(record, key="u", by=administrator, reason="记错").result
    assert (balance(household), undone.explanation["undone_shortfall"]) == (0, 30)
    assert "3 had been spent and could not be taken back." in queries.explain(undone, "en")


def test_grid_staff_record_but_do_not_undo(record, make_staff, administrator):
    with pytest.raises(NotPermitted):
        rules.undo(record, key="u", by=make_staff(Role.GRID_STAFF), reason="记错")
    assert rules.undo(record, key="v", by=make_staff(Role.ADMINISTRATOR), reason="记错").result.undone_at


def test_nobody_undoes_a_deduction_of_the_own_household(book_act, record, make_staff, household):
    deduction = book_act("D")
    neighbour = make_staff(Role.ADMINISTRATOR)
    household.residents.update(user=neighbour)
    with pytest.raises(OwnHousehold):
        rules.undo(deduction, key="u", by=neighbour, reason="不服")
