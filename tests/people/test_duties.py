from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from points.errors import AlreadyAppointed, DateImpossible, DutyEnded, NotPermitted, NotYourGrid
from points.models import Duty
from points.people import queries
from points.people import services as people
from points.permissions import Role, Verb, group_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db):
    return get_user_model().objects.create_user("keeper")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def appoint(user, building, administrator, today):
    def do(role=Role.GRID_STAFF, *, since=None, grid=None):
        return people.appoint(user, role=role, grid=grid or building, since=since or today, by=administrator)

    return do


def test_a_duty_reaches_its_grid_and_all_below_and_nothing_beside(appoint, user, community, building):
    appoint(grid=community)
    assert queries.may(user, Verb.VIEW_PEOPLE, community)
    assert queries.may(user, Verb.VIEW_PEOPLE, building)
    assert not queries.may(user, Verb.VIEW_PEOPLE, community.get_parent())


def test_a_duty_for_a_building_does_not_reach_the_next_one(appoint, user, community, building):
    appoint()
    queries.require(user, Verb.RECORD_AWARD, building)
    with pytest.raises(NotYourGrid):
        queries.require(user, Verb.RECORD_AWARD, community.get_children().get(name="2栋"))
    with pytest.raises(NotPermitted):
        queries.require(user, Verb.APPOINT, building)


@pytest.mark.parametrize(
    ("begins", "ends", "serves"), [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True)]
)
def test_a_duty_holds_from_its_first_day_up_to_before_its_last(user, building, today, begins, ends, serves):
    Duty.objects.create(
        user=user,
        role=Role.GRID_STAFF,
        grid=building,
        since=today + timedelta(days=begins),
        until=None if ends is None else today + timedelta(days=ends),
    )
    assert queries.may(user, Verb.VIEW_PEOPLE, building) is serves


def test_whoever_left_finds_nobody(appoint, user, household, administrator, today):
    duty = appoint(since=today - timedelta(days=30))
    assert list(queries.households_for(user)) == [household]
    people.dismiss(duty, on=today, by=administrator)
    assert not queries.households_for(user)
    assert not queries.residents_for(user)


def test_an_account_that_was_closed_serves_nowhere(appoint, user, building):
    appoint()
    user.is_active = False
    assert not queries.may(user, Verb.VIEW_PEOPLE, building)


def test_a_duty_ends_once_and_not_before_it_began(appoint, administrator, today):
    duty = appoint()
    with pytest.raises(DateImpossible):
        people.dismiss(duty, on=today - timedelta(days=1), by=administrator)
    people.dismiss(duty, on=today, by=administrator)
    with pytest.raises(DutyEnded):
        people.dismiss(duty, on=today + timedelta(days=1), by=administrator)


def test_the_same_duty_is_given_once_and_again_after_it_ended(appoint, administrator, today):
    duty = appoint()
    with pytest.raises(AlreadyAppointed):
        appoint()
    people.dismiss(duty, on=today, by=administrator)
    assert appoint().pk != duty.pk


def test_only_an_administrator_of_the_grid_appoints(user, make_staff, community, building, today):
    second = community.get_children().get(name="2栋")
    with pytest.raises(NotPermitted):
        people.appoint(user, role=Role.CASHIER, grid=building, since=today, by=make_staff(Role.GRID_STAFF))
    head = make_staff(Role.ADMINISTRATOR, grid=building)
    assert people.appoint(user, role=Role.CASHIER, grid=building, since=today, by=head)
    with pytest.raises(NotYourGrid):
        people.appoint(user, role=Role.CASHIER, grid=second, since=today, by=head)
    with pytest.raises(NotYourGrid):
        people.appoint(user, role=Role.ADMINISTRATOR, grid=community, since=today, by=head)


def test_the_group_of_the_role_is_joined_and_left_with_the_last_duty(appoint, user, community, administrator, today):
    group = Group.objects.create(name=group_name(Role.GRID_STAFF))
    first, second = appoint(), appoint(grid=community)
    assert list(user.groups.all()) == [group]
    people.dismiss(first, on=today, by=administrator)
    assert list(user.groups.all()) == [group]
    people.dismiss(second, on=today, by=administrator)
    assert not user.groups.exists()


def test_without_the_ready_made_group_an_appointment_still_stands(appoint, user):
    assert appoint(Role.CASHIER).role == Role.CASHIER
    assert not user.groups.exists()
