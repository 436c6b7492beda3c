import re

import pytest
from django.contrib.auth import get_user_model

from points.errors import CardRevoked, CardUnreadable, NotOfHousehold, NotPermitted, NotYourGrid
from points.models import Card
from points.people import queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(household, administrator) -> Card:
    return people.issue_card(household, by=administrator)


def test_a_card_opens_its_household(card, household):
    read = queries.read_card(queries.card_text(card))
    assert (read, read.household, read.household.account) == (card, household, household.account)


def test_the_text_fits_the_alphanumeric_mode_of_a_code_and_names_nobody(card, household):
    text = queries.card_text(card)
    assert re.fullmatch(r"V1\.[A-Z0-9]{14}\.[A-Z2-7]{16}", text)
    assert household.account.number not in text


def test_a_text_typed_in_lower_case_with_a_line_end_is_read(card):
    assert queries.read_card(f" {queries.card_text(card).lower()}\n") == card


def test_one_changed_character_is_refused(card):
    text = queries.card_text(card)
    for place in range(len(text)):
        forged = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(CardUnreadable):
            queries.read_card(forged)


@pytest.mark.parametrize("text", ["", "V1", "V1.", "V1..", "http://example.org", "V1.AAAAAAAAAAAAAA.é", "9" * 5000])
def test_what_is_no_card_is_refused(card, text):
    with pytest.raises(CardUnreadable):
        queries.read_card(text)


def test_a_serial_alone_does_not_make_a_card(card):
    with pytest.raises(CardUnreadable):
        queries.read_card(f"V1.{card.serial}.{'A' * 16}")


def test_a_card_of_another_site_is_refused(card, settings):
    text = queries.card_text(card)
    settings.SECRET_KEY = "another"
    with pytest.raises(CardUnreadable):
        queries.read_card(text)
    settings.SECRET_KEY_FALLBACKS = ["only for tests"]
    assert queries.read_card(text) == card


def test_a_lost_card_opens_nothing_and_the_new_one_does(card, household, administrator):
    text = queries.card_text(card)
    people.revoke_card(card, by=administrator)
    with pytest.raises(CardRevoked):
        queries.read_card(text)
    assert queries.read_card(queries.card_text(people.issue_card(household, by=administrator))).household == household


def test_a_card_is_revoked_once(card, administrator):
    people.revoke_card(card, by=administrator)
    revoked_at = card.revoked_at
    with pytest.raises(CardRevoked):
        people.revoke_card(card, by=administrator)
    card.refresh_from_db()
    assert card.revoked_at == revoked_at


def test_the_household_revokes_its_own_card_and_strangers_do_not(card, household):
    stranger = get_user_model().objects.create_user("stranger")
    with pytest.raises(NotPermitted):
        people.revoke_card(card, by=stranger)
    member = household.residents.get()
    people.link_login(member, user=stranger, by=get_user_model().objects.get(username="administrator"))
    assert people.revoke_card(card, by=stranger).revoked_at


def test_a_card_is_issued_by_whoever_serves_there(household, make_staff, community):
    assert people.issue_card(household, by=make_staff(Role.ADMINISTRATOR)).household == household
    elsewhere = make_staff(Role.ADMINISTRATOR, grid=community.get_children().get(name="2栋"))
    with pytest.raises(NotYourGrid):
        people.issue_card(household, by=elsewhere)
    with pytest.raises(NotPermitted):
        people.issue_card(household, by=make_staff(Role.CASHIER))


def test_a_card_of_one_member_is_never_for_somebody_of_another_household(household, make_household, administrator):
    member, stranger = household.residents.get(), make_household("李明").residents.get()
    assert people.issue_card(household, by=administrator, resident=member).resident == member
    with pytest.raises(NotOfHousehold):
        people.issue_card(household, by=administrator, resident=stranger)
