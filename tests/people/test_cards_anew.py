"""A card that is lost is replaced, and so are those of a whole building."""

from uuid import uuid4

import pytest

from points.audit import LogEntry
from points.errors import CardRevoked, IdempotencyMismatch, NotPermitted, NotYourGrid
from points.models import Card, Resident
from points.people import queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(make_staff):
    return make_staff(Role.ADMINISTRATOR)


def lines(action: str) -> set[str]:
    return set(LogEntry.objects.filter(action=action).values_list("object_id", flat=True))


def in_force() -> set[int]:
    return set(Card.objects.filter(revoked_at__isnull=True).values_list("household", flat=True))


# --- one card -------------------------------------------------------------------------------------------------------


def test_the_new_card_opens_the_household_and_the_lost_one_nothing(household, office):
    lost = people.issue_card(household, by=office)
    fresh = people.reissue_card(lost, by=office, key=uuid4()).result
    assert queries.read_card(queries.card_text(fresh)).household == household
    with pytest.raises(CardRevoked):
        queries.read_card(queries.card_text(lost))
    assert str(lost.pk) in lines("points.card_revoked")
    assert str(fresh.pk) in lines("points.card_issued")


def test_the_card_of_a_member_is_replaced_by_a_card_of_that_member(household, office):
    member = household.residents.get()
    of_household = people.issue_card(household, by=office)
    lost = people.issue_card(household, by=office, resident=member)
    assert people.reissue_card(lost, by=office, key=uuid4()).result.resident == member
    assert queries.read_card(queries.card_text(of_household)) == of_household


def test_a_second_tap_gives_the_same_card(household, office):
    lost, key = people.issue_card(household, by=office), uuid4()
    first = people.reissue_card(lost, by=office, key=key)
    people.issue_card(household, by=office)
    again = people.reissue_card(lost, by=office, key=key)
    assert (again.result, again.is_replay) == (first.result, True)
    assert household.cards.filter(revoked_at__isnull=True).count() == 2


def test_a_card_that_opens_nothing_is_not_replaced(household, office):
    lost = people.issue_card(household, by=office)
    people.reissue_card(lost, by=office, key=uuid4())
    with pytest.raises(CardRevoked):
        people.reissue_card(lost, by=office, key=uuid4())
    assert household.cards.count() == 2


def test_staff_of_another_building_replace_no_card(household, office, community, make_staff):
    lost = people.issue_card(household, by=office)
    elsewhere = make_staff(Role.ADMINISTRATOR, grid=community.get_children().get(name="2栋"))
    with pytest.raises(NotYourGrid):
        people.reissue_card(lost, by=elsewhere, key=uuid4())
    with pytest.raises(NotPermitted):
        people.reissue_card(lost, by=make_staff(Role.CASHIER), key=uuid4())
    assert queries.read_card(queries.card_text(lost)) == lost


# --- a building -----------------------------------------------------------------------------------------------------


def test_whoever_has_no_card_gets_one_and_the_others_keep_theirs(make_household, community, office):
    has, needs = make_household("王芳"), make_household("陈桂芳")
    kept = people.issue_card(has, by=office)
    made = people.issue_cards(community, by=office, key=uuid4()).result
    assert [card.household for card in made] == [needs]
    assert queries.read_card(queries.card_text(kept)) == kept
    assert lines("points.card_issued") == {str(kept.pk), str(made[0].pk)}


def test_the_card_of_a_member_is_not_that_of_the_household(household, community, office):
    people.issue_card(household, by=office, resident=Resident.objects.get(household=household))
    assert len(people.issue_cards(community, by=office, key=uuid4()).result) == 1


def test_a_household_that_moved_away_gets_none(household, community, office):
    household.is_active = False
    household.save()
    assert people.issue_cards(community, by=office, key=uuid4()).result == []


def test_all_cards_of_a_building_are_replaced_and_none_of_the_next(make_household, community, building, office):
    next_door = make_household("陈桂芳", grid=community.get_children().get(name="2栋"))
    here = [make_household("王芳"), make_household("李静")]
    before = [people.issue_card(household, by=office) for household in [next_door, *here]]
    made = people.reissue_cards(building, by=office, key=uuid4()).result
    assert [card.household for card in made] == here
    for lost in before[1:]:
        with pytest.raises(CardRevoked):
            queries.read_card(queries.card_text(lost))
    assert queries.read_card(queries.card_text(before[0])) == before[0]
    assert lines("points.card_revoked") == {str(card.pk) for card in before[1:]}
    titles = LogEntry.objects.filter(action="points.card_revoked").values_list("label", flat=True)
    assert set(titles) == {str(card) for card in before[1:]}


def test_a_village_takes_no_more_statements_than_a_house(
    make_household, community, office, django_assert_max_num_queries
):
    make_household()
    people.issue_cards(community, by=office, key=uuid4())
    with django_assert_max_num_queries(15) as one:
        people.reissue_cards(community, by=office, key=uuid4())
    for _ in range(30):
        make_household()
    with django_assert_max_num_queries(len(one)):
        assert len(people.reissue_cards(community, by=office, key=uuid4()).result) == 31
    assert len(in_force()) == 31


def test_the_same_key_gives_the_same_cards_and_revokes_nothing(make_household, community, building, office):
    make_household()
    key = uuid4()
    first = people.reissue_cards(building, by=office, key=key)
    again = people.reissue_cards(building, by=office, key=key)
    assert (again.result, again.is_replay) == (first.result, True)
    with pytest.raises(IdempotencyMismatch):
        people.reissue_cards(community, by=office, key=key)
    with pytest.raises(IdempotencyMismatch):
        people.issue_cards(building, by=office, key=key)


def test_staff_of_a_building_issue_no_cards_for_the_community(make_household, community, building, make_staff):
    make_household()
    porter = make_staff(Role.ADMINISTRATOR, grid=building)
    with pytest.raises(NotYourGrid):
        people.issue_cards(community, by=porter, key=uuid4())
    with pytest.raises(NotYourGrid):
        people.reissue_cards(community, by=porter, key=uuid4())
    assert Card.objects.count() == 0
    assert len(people.issue_cards(building, by=porter, key=uuid4()).result) == 1
