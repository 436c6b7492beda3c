"""A cap cuts an award, to nothing at last, and says so."""

import pytest

from points.models import CapUse, Resident
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("period", "same", "next_one", "kept"),
    [
        ("day", (2026, 11, 19, 23, 59), (2026, 11, 20, 0, 0), "2026-11-20"),
        ("month", (2026, 10, 31, 23, 59), (2026, 11, 1, 0, 0), "2026-11"),
        ("quarter", (2026, 9, 30, 23, 59), (2026, 10, 1, 0, 0), "2026Q4"),
    ],
)
def test_a_period_ends_at_midnight_of_the_community(make_book, book_act, period, same, next_one, kept):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period=period))
    assert book_act("A", occurred_at=local(*same)).amount == 30
    assert book_act("A", occurred_at=local(*same)).amount == 20
    assert book_act("A", occurred_at=local(*same)).amount == 0
    assert book_act("A", occurred_at=local(*next_one)).amount == 30
    assert CapUse.objects.get(period=kept).used == 30


def test_a_year_ends_at_midnight_of_the_community(make_book, book_act):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="year"), in_force_from=local(2025, 1, 1).date())
    assert book_act("A", quantity=2, occurred_at=local(2025, 12, 31, 23, 59)).amount == 50
    assert book_act("A", quantity=2, occurred_at=local(2026, 1, 1, 0, 0)).amount == 50


def test_a_cap_per_event_cuts_each_act_alone(make_book, book_act):
    make_book(make_rule("H", "per_hour", 20, minutes_per_unit=60, cap=50, cap_period="event"))
    assert [book_act("H", minutes=180).amount for _ in range(2)] == [50, 50]
    assert not CapUse.objects.exists()


def test_a_cap_once_never_opens_again(make_book, book_act):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="once"))
    assert book_act("A", quantity=9, occurred_at=local(2026, 1, 2, 8)).amount == 50
    assert book_act("A").amount == 0


def test_a_cut_is_explained(make_book, book_act):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="month"))
    book_act("A")
    second, third = book_act("A"), book_act("A")
    assert (second.amount, second.cut) == (20, 10)
    assert queries.explain(second, "en").endswith("The cap of 5 per month left +2 and cut off 1.")
    assert (third.amount, third.cut, third.transfer) == (0, 30, None)
    assert queries.explain(third, "en").endswith("The cap of 5 per month is used up, so nothing is added.")


def test_an_award_below_its_cap_says_nothing_of_it(make_book, book_act):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="month"))
    assert "cap" not in queries.explain(book_act("A"), "en")


def test_a_group_of_rules_shares_its_cap(make_book, book_act):
    group = ("环境", 100, "month")
    make_book(make_rule("A", "per_event", 70, group=group), make_rule("B", "per_event", 50, group=group))
    assert book_act("A").amount == 70
    cut = book_act("B")
    assert (cut.amount, cut.cut) == (30, 20)
    assert "for “环境” left +3" in queries.explain(cut, "en")
    assert book_act("A").amount == 0


def test_the_narrowest_of_several_caps_decides(make_book, book_act):
    make_book(make_rule("A", "per_event", 70, cap=90, cap_period="year", group=("环境", 50, "month")))
    assert book_act("A").amount == 50
    later = book_act("A", occurred_at=local(2026, 10, 5, 8))
    assert later.amount == 40
    assert "The cap of 9 per year" in queries.explain(later, "en")


def test_what_a_cap_cut_off_uses_no_other_cap(make_book, book_act):
    make_book(
        make_rule("A", "per_event", 60, cap=60, cap_period="month", group=("环境", 100, "month")),
        make_rule("B", "per_event", 60, group=("环境", 100, "month")),
    )
    book_act("A", quantity=3)
    assert book_act("B").amount == 40


def test_a_cap_for_persons_counts_each_of_them(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 30, cap=30, cap_period="day", applies_to="person"))
    wang = household.residents.get()
    child = Resident.objects.create(household=household, name="王小明")
    assert book_act("A", resident=wang).amount == 30
    assert book_act("A", resident=child).amount == 30
    assert book_act("A", resident=wang).amount == 0


def test_a_cap_for_the_household_counts_all_of_them(make_book, book_act, household):
    make_book(make_rule("A", "per_event", 30, cap=30, cap_period="day"))
    child = Resident.objects.create(household=household, name="王小明")
    assert book_act("A", resident=household.residents.get(is_head=True)).amount == 30
    assert book_act("A", resident=child).amount == 0


def test_a_deduction_has_a_cap_of_its_own_and_takes_none_from_the_group(make_book, book_act):
    group = ("环境", 100, "month")
    make_book(
        make_rule("A", "per_event", 100, group=group),
        make_rule("D", "deduction", -40, group=group, cap=60, cap_period="month"),
    )
    assert [book_act("D").amount for _ in range(3)] == [-40, -20, 0]
    assert book_act("A").amount == 100


def test_a_new_version_does_not_open_a_cap_anew(make_book, book_act):
    make_book(make_rule("A", "per_event", 30, cap=30, cap_period="year"))
    make_book(make_rule("A", "per_event", 40, cap=40, cap_period="year"), in_force_from=local(2026, 7, 1).date())
    assert book_act("A", occurred_at=local(2026, 6, 30, 8)).amount == 30
    assert book_act("A").amount == 10


def test_the_acts_of_a_batch_see_what_the_earlier_ones_left(make_book, make_act, administrator):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="day"))
    done = rules.award_many([make_act("A") for _ in range(3)], key="sheet", by=administrator).result
    assert [(record.amount, record.cut) for record in done] == [(30, 0), (20, 10), (0, 30)]
    assert queries.verify().differences == []


def test_a_forecast_sees_the_caps_and_uses_none(make_book, make_act, book_act, household):
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="day"))
    book_act("A")
    for _ in range(2):
        award = queries.value_of(make_act("A"))
        assert (award.amount, award.cut) == (20, 10)
        assert "left +2" in award.sentence("en")
    assert CapUse.objects.get().used == 30
