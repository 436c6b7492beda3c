"""A household that moves to another building: its points come along, and what it did stays where it was done."""

from datetime import date

import pytest

from points.errors import DateImpossible, DoorTaken, NotYourGrid
from points.ledger import services as ledger
from points.models import Transfer
from points.people import queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture
def second(community):
    return community.get_children().get(name="2栋")


def earn(household, tenths: int, on: date) -> Transfer:
    posting = ledger.Posting(
        debit=ledger.system_account("issued"),
        credit=household.account,
        amount=tenths,
        kind=Transfer.Kind.AWARD,
        key=f"test:{on}:{household.pk}",
        occurred_on=on,
    )
    return ledger.post(posting, by=None).result


def test_the_wangs_move_to_the_second_building(household, building, second, community, administrator):
    card = people.issue_card(household, by=administrator)
    earn(household, 200, date(2026, 5, 20))

    people.move_household(household, to=second, door="808", on=JUNE, by=administrator)
    earn(household, 50, date(2026, 6, 1))

    # The points came along, and the card still opens the account.
    household.account.refresh_from_db()
    assert household.account.balance == 250
    assert queries.read_card(queries.card_text(card)).household == household
    assert str(household) == "2栋 808"

    # The history says where they lived, to the day.
    assert queries.residence_on(household, date(2026, 5, 31)).grid == building
    assert queries.residence_on(household, JUNE).grid == second

    # Each building counts what was done while they lived there.
    sums = queries.earned_by_grid(community, since=MAY, until=JULY)
    assert sums == {building.pk: 200, second.pk: 50}

    # A sheet for May is typed in July: it still counts for the first building.
    earn(household, 30, date(2026, 5, 31))
    assert queries.earned_by_grid(community, since=MAY, until=JULY)[building.pk] == 230
    assert queries.earned_by_grid(community, since=JUNE, until=JULY) == {second.pk: 50}


def test_an_award_that_was_undone_counts_for_no_building(household, community, building):
    wrong = earn(household, 200, MAY)
    earn(household, 10, JUNE)
    ledger.reverse(wrong, key="undo", by=None)
    assert queries.earned_by_grid(community, since=MAY, until=JULY) == {building.pk: 10}


def test_nobody_moves_in_behind_a_taken_door(household, make_household, second, administrator):
    make_household("李明", door="808", grid=second)
    with pytest.raises(DoorTaken):
        people.move_household(household, to=second, door="808", on=JUNE, by=administrator)
    household.refresh_from_db()
    assert household.grid != second
    assert household.residences.count() == 1


def test_the_door_that_was_left_is_free(household, building, second, make_household, administrator):
    door = household.door
    people.move_household(household, to=second, door="808", on=JUNE, by=administrator)
    assert make_household("李明", door=door, grid=building).door == door


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2999, 1, 1)])
def test_nobody_moves_before_he_moved_in_or_ahead_of_time(household, second, administrator, on):
    with pytest.raises(DateImpossible):
        people.move_household(household, to=second, door="808", on=on, by=administrator)


def test_a_move_needs_the_duty_at_both_ends(household, building, second, make_staff):
    with pytest.raises(NotYourGrid):
        people.move_household(
            household, to=second, door="808", on=JUNE, by=make_staff(Role.ADMINISTRATOR, grid=building)
        )
    assert people.move_household(household, to=second, door="808", on=JUNE, by=make_staff(Role.ADMINISTRATOR))
