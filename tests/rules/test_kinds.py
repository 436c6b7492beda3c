"""What each kind of rule makes of an act."""

from datetime import timedelta

import pytest
from django.utils import timezone

from points.errors import (
    AwardTooLarge,
    InvalidQuantity,
    MinutesNeeded,
    PointsFixed,
    PointsOutOfRange,
    UnknownDifficulty,
)
from points.ledger import services as ledger
from points.models import Transfer
from points.rules import queries
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db


def balance(household) -> int:
    household.account.refresh_from_db()
    return household.account.balance


def test_a_rule_per_event_gives_its_points_for_each(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 50))
    assert book_act("A").amount == 50
    assert book_act("A", quantity=3).amount == 150
    assert balance(household) == 200


def test_half_a_point_is_given(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 5))
    book_act("A")
    assert balance(household) == 5


def test_no_act_is_counted_zero_times(make_book, book_act):
    make_book(make_rule("A", "per_event", 50))
    with pytest.raises(InvalidQuantity):
        book_act("A", quantity=0)


@pytest.mark.parametrize(
    ("minutes", "tenths"),
    [(0, 0), (60, 20), (120, 40), (90, 30), (1, 0), (2, 1), (50, 17), (100, 33), (61, 20), (62, 21)],
)
def test_time_served_counts_in_proportion_and_is_rounded_half_up_to_a_tenth(make_book, book_act, minutes, tenths):
    make_book(make_rule("H", "per_hour", 20, minutes_per_unit=60, unit="小时"))
    assert book_act("H", minutes=minutes).amount == tenths


@pytest.mark.parametrize(("minutes", "tenths"), [(3, 1), (2, 0), (9, 2), (8, 1)])
def test_a_half_tenth_is_rounded_up(make_book, book_act, minutes, tenths):
    make_book(make_rule("H", "per_hour", 10, minutes_per_unit=60, unit="小时"))
    assert book_act("H", minutes=minutes).amount == tenths


def test_two_hours_can_be_one_unit(make_book, book_act):
    make_book(make_rule("H", "per_hour", 200, minutes_per_unit=120, unit="2小时"))
    assert book_act("H", minutes=120).amount == 200
    assert book_act("H", minutes=60).amount == 100


def test_time_served_needs_minutes(make_book, book_act):
    make_book(make_rule("H", "per_hour", 20, minutes_per_unit=60))
    with pytest.raises(MinutesNeeded):
        book_act("H")


def test_a_rule_per_period_counts_once_in_it_without_a_cap(make_book, book_act, household):
    make_book(make_rule("M", "per_period", 40, unit="月"))
    assert book_act("M").amount == 40
    second = book_act("M")
    assert (second.amount, second.cut, second.transfer) == (0, 40, None)
    assert "counted in this period" in queries.explain(second, "en")
    assert book_act("M", occurred_at=local(2026, 10, 5, 9)).amount == 40
    assert balance(household) == 80


def test_a_rule_per_period_does_not_count_three_at_once(make_book, book_act):
    make_book(make_rule("M", "per_period", 40, unit="月"))
    with pytest.raises(InvalidQuantity):
        book_act("M", quantity=3)


def test_a_one_off_rule_counts_once_in_all(make_book, book_act):
    make_book(make_rule("O", "one_off", 1000, unit="一次性"))
    assert book_act("O", occurred_at=local(2026, 1, 5, 9)).amount == 1000
    second = book_act("O")
    assert (second.amount, second.cut) == (0, 1000)
    assert "counted before" in queries.explain(second, "en")


def test_a_deduction_takes_what_is_there_and_says_what_is_missing(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 30), make_rule("D", "deduction", -50))
    book_act("A")
    record = book_act("D")
    assert (record.amount, record.transfer.amount, record.transfer.shortfall) == (-50, 30, 20)
    assert record.transfer.kind == Transfer.Kind.DEDUCTION
    assert "Of this, 3 could be taken and 2 was not there." in queries.explain(record, "en")
    assert balance(household) == 0


def test_a_deduction_from_an_empty_account_is_recorded(make_book, book_act, household):
    make_book(make_rule("D", "deduction", -50))
    record = book_act("D")
    assert (record.transfer.amount, record.transfer.shortfall, balance(household)) == (0, 50, 0)


def test_a_reset_takes_everything(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 35), make_rule("R", "reset"))
    book_act("A", quantity=3)
    record = book_act("R")
    assert (record.amount, balance(household)) == (-105, 0)
    assert book_act("R").transfer is None


def test_a_reset_leaves_what_is_held_and_says_so(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 100), make_rule("R", "reset"))
    book_act("A")
    shelf = ledger.system_account("redeemed:1")
    tomorrow = timezone.now() + timedelta(days=1)
    ledger.hold(household.account, credit=shelf, amount=40, key="rice", expires_at=tomorrow, by=None)
    record = book_act("R")
    assert (record.amount, record.transfer.amount, record.transfer.shortfall) == (-100, 60, 40)
    assert balance(household) == 40


def test_a_panel_chooses_within_the_range(make_book, book_act):
    make_book(make_rule("P", "range", 50, points_most=100))
    assert book_act("P", points=50).amount == 50
    assert book_act("P", points=100).amount == 100


@pytest.mark.parametrize("points", [None, 49, 101])
def test_a_panel_cannot_leave_the_range(make_book, book_act, points):
    make_book(make_rule("P", "range", 50, points_most=100))
    with pytest.raises(PointsOutOfRange):
        book_act("P", points=points)


def test_nobody_chooses_points_that_the_rule_fixes(make_book, book_act):
    make_book(make_rule("A", "per_event", 50))
    with pytest.raises(PointsFixed):
        book_act("A", points=60)


def test_difficult_work_counts_more(make_book, book_act):
    make_book(make_rule("H", "per_hour", 20, minutes_per_unit=60, difficulties={"skilled": 125}))
    record = book_act("H", minutes=50, difficulty="skilled")
    assert (record.amount, record.percent) == (21, 125)
    assert "“skilled” counts 125 %, which makes +2.1" in queries.explain(record, "en")


def test_an_unknown_difficulty_is_refused(make_book, book_act):
    make_book(make_rule("H", "per_hour", 20, minutes_per_unit=60, difficulties={"skilled": 125}))
    with pytest.raises(UnknownDifficulty):
        book_act("H", minutes=50, difficulty="risky")


def test_a_typing_slip_does_not_reach_the_ledger_even_below_a_cap(make_book, book_act, settings):
    settings.POINTS = {"largest_award": 1000}
    make_book(make_rule("A", "per_event", 50, cap=100, cap_period="day"))
    assert book_act("A", quantity=20).amount == 100
    with pytest.raises(AwardTooLarge):
        book_act("A", quantity=21)
