"""What does not belong together is not booked together: residents, communities, keys."""

import pytest

from points.errors import KeyTaken, NotOfHousehold
from points.models import AwardRecord, CapUse, Grid, RequestKey
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def capped(make_book):
    return make_book(make_rule("P", "per_event", 30, cap=30, cap_period="day", applies_to="person"))


def test_nobody_borrows_the_cap_of_somebody_elses_family(capped, book_act, household, make_household):
    own, stranger = household.residents.get(), make_household("李雷").residents.get()
    assert book_act("P", resident=own).amount == 30
    with pytest.raises(NotOfHousehold):
        book_act("P", resident=stranger)
    assert CapUse.objects.get().subject == f"resident:{own.pk}"


def test_a_sheet_refuses_residents_of_other_households(capped, make_act, make_household, administrator):
    stranger = make_household("李雷").residents.get()
    with pytest.raises(NotOfHousehold):
        rules.award_many([make_act("P"), make_act("P", resident=stranger)], key="sheet", by=administrator)
    assert not AwardRecord.objects.exists()


def test_the_same_code_in_the_book_of_the_town_is_another_rule(make_book, book_act, community):
    town = Grid.objects.get(pk=community.get_parent().pk)
    make_book(make_rule("A", "one_off", 50, group=("总", 50, "year")))
    make_book(make_rule("A", "one_off", 80, group=("总", 80, "year")), community=town, name="镇积分细则")
    assert book_act("A").amount == 50
    assert book_act("A", community=town).amount == 80
    assert (book_act("A").amount, book_act("A", community=town).amount) == (0, 0)
    assert queries.verify().differences == []


def test_a_key_that_stands_twice_on_a_sheet_is_refused_where_nothing_moves(make_book, make_act, administrator):
    make_book(make_rule("M", "per_period", 40, unit="月"))
    rules.award(make_act("M"), by=administrator)
    sheet = [make_act("M", key="twice"), make_act("M", key="twice")]
    with pytest.raises(KeyTaken):
        rules.award_many(sheet, key="sheet", by=administrator)
    assert RequestKey.objects.get(key="sheet").refusal == "key_taken"
    assert AwardRecord.objects.count() == 1


def test_the_next_version_keeps_what_the_book_says_about_base_points_and_the_year(make_book, administrator):
    first = make_book(make_rule("A", "per_event", 50))
    type(first).objects.filter(pk=first.pk).update(base_points=1000, year_end="reset")
    first.refresh_from_db()
    second = rules.revise(first, by=administrator)
    second.refresh_from_db()
    assert (second.base_points, second.year_end, second.version) == (1000, "reset", 2)
