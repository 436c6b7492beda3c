from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from points.errors import GuardianNeeded, NotPermitted
from points.models import Consent, Resident
from points.people import queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db
NAME = Consent.Purpose.PUBLIC_NAME
PORTRAIT = Consent.Purpose.PUBLIC_PORTRAIT


@pytest.fixture
def mother(household, administrator) -> Resident:
    login = get_user_model().objects.create_user("mother")
    return people.link_login(household.residents.get(), user=login, by=administrator)


@pytest.fixture
def child(household, administrator) -> Resident:
    born_on = timezone.localdate() - timedelta(days=10 * 365)
    return people.register_resident(household, name="王小宝", born_on=born_on, by=administrator)


def test_a_name_is_public_with_consent_only(mother):
    assert queries.public_name(mother) == "王*"
    people.give_consent(mother, purpose=NAME, by=mother.user)
    assert queries.public_name(mother) == "王芳"
    people.withdraw_consent(mother, purpose=NAME, by=mother.user)
    assert queries.public_name(mother) == "王*"


def test_each_purpose_is_asked_by_itself(mother):
    people.give_consent(mother, purpose=PORTRAIT, by=mother.user)
    assert queries.has_consent(mother, PORTRAIT)
    assert not queries.has_consent(mother, NAME)


def test_one_consent_is_in_force_however_often_it_is_given(mother):
    first = people.give_consent(mother, purpose=NAME, by=mother.user)
    assert people.give_consent(mother, purpose=NAME, by=mother.user) == first
    people.withdraw_consent(mother, purpose=NAME, by=mother.user)
    second = people.give_consent(mother, purpose=NAME, by=mother.user)
    assert second != first
    assert mother.consents.count() == 2


def test_withdrawing_what_was_never_given_is_no_error(mother):
    assert people.withdraw_consent(mother, purpose=NAME, by=mother.user) is None


def test_staff_record_a_paper_within_their_grid(mother, make_staff, community):
    staff = make_staff(Role.GRID_STAFF)
    assert people.give_consent(mother, purpose=NAME, by=staff).recorded_by == staff
    with pytest.raises(NotPermitted):
        people.give_consent(mother, purpose=PORTRAIT, by=make_staff(Role.CASHIER))


def test_nobody_agrees_for_another_adult_of_the_household(mother, household, administrator):
    father = people.register_resident(household, name="王强", by=administrator)
    with pytest.raises(NotPermitted):
        people.give_consent(father, purpose=NAME, by=mother.user)


def test_the_guardian_agrees_for_a_child_and_the_name_stays_masked(mother, child):
    with pytest.raises(GuardianNeeded):
        people.give_consent(child, purpose=PORTRAIT, by=get_user_model().objects.get(username="administrator"))
    people.give_consent(child, purpose=PORTRAIT, by=mother.user, is_by_guardian=True)
    people.give_consent(child, purpose=NAME, by=mother.user, is_by_guardian=True)
    assert queries.has_consent(child, PORTRAIT)
    assert queries.public_name(child) == "王×宝"


def test_a_child_does_not_agree_for_itself(child, administrator):
    login = get_user_model().objects.create_user("child")
    people.link_login(child, user=login, by=administrator)
    with pytest.raises(GuardianNeeded):
        people.give_consent(child, purpose=NAME, by=login, is_by_guardian=True)
    with pytest.raises(GuardianNeeded):
        people.give_consent(child, purpose=NAME, by=login)


def test_the_guardian_withdraws_for_the_child(mother, child):
    people.give_consent(child, purpose=PORTRAIT, by=mother.user, is_by_guardian=True)
    people.withdraw_consent(child, purpose=PORTRAIT, by=mother.user)
    assert not queries.has_consent(child, PORTRAIT)


@pytest.mark.parametrize(
    ("on", "is_under_age"),
    [(date(2026, 11, 20), True), (date(2026, 11, 21), False), (date(2026, 12, 31), False)],
)
def test_the_fourteenth_birthday_ends_it(household, administrator, on, is_under_age):
    teenager = people.register_resident(household, name="王小明", born_on=date(2012, 11, 21), by=administrator)
    assert queries.is_under_age(teenager, on) is is_under_age


def test_consents_of_many_are_one_question(mother, child, django_assert_num_queries):
    people.give_consent(mother, purpose=NAME, by=mother.user)
    with django_assert_num_queries(1):
        assert queries.consenting([mother, child], NAME) == {mother.pk}
