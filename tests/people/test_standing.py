"""Plain statements say the same as the rows: who serves which grid, whose household it is."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from points import statements
from points.errors import OwnHousehold
from points.models import Duty
from points.people import queries
from points.permissions import Role, Verb, roles_with

pytestmark = pytest.mark.django_db


def asked(user, verb, grid, household):
    """What the conditions say inside another statement."""
    sql = f"SELECT {queries.serves(verb, '%(path)s')}, {queries.is_own_household('%(household)s')}"
    values = {**queries.standing_of(user), "path": grid.path, "household": household.pk}
    return tuple(map(bool, statements.fetch_one(sql, values)))


def test_each_role_serves_below_its_grid_with_its_verbs_and_no_others(make_staff, community, building, household):
    beside = community.get_children().get(name="2栋")
    for role in Role:
        user = make_staff(role, grid=building)
        for verb in Verb:
            serves_here = role in roles_with(verb)
            assert queries.served_paths(user, verb) == ([building.path] if serves_here else [])
            for grid, serves in ((building, serves_here), (beside, False), (community, False)):
                assert queries.may(user, verb, grid) is serves
                assert asked(user, verb, grid, household) == (serves, False)


@pytest.mark.parametrize(
    ("begins", "ends", "serves"), [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True), (0, 0, False)]
)
def test_a_duty_counts_from_its_first_day_to_the_day_before_it_ends(building, household, begins, ends, serves):
    user, today = get_user_model().objects.create_user("keeper"), timezone.localdate()
    until = None if ends is None else today + timedelta(days=ends)
    Duty.objects.create(
        user=user, role=Role.GRID_STAFF, grid=building, since=today + timedelta(days=begins), until=until
    )
    assert queries.served_paths(user, Verb.VIEW_PEOPLE) == ([building.path] if serves else [])
    assert asked(user, Verb.VIEW_PEOPLE, building, household)[0] is serves


def test_a_superuser_serves_everywhere_and_who_has_left_nowhere(administrator, building, household):
    assert queries.served_paths(administrator, Verb.SELL) is None
    assert asked(administrator, Verb.SELL, building, household) == (True, False)
    administrator.is_active = False
    assert queries.served_paths(administrator, Verb.SELL) == []
    assert queries.served_paths(AnonymousUser(), Verb.SELL) == []


def test_somebodys_own_household_is_known_and_no_other(make_household, make_staff, building):
    own, other, user = make_household(), make_household("陈芳"), make_staff(Role.GRID_STAFF)
    assert queries.own_households(user) == frozenset()
    own.residents.update(user=user)
    assert queries.own_households(user) == {own.pk}
    assert queries.own_households(AnonymousUser()) == frozenset()
    assert asked(user, Verb.RECORD_AWARD, building, own) == (True, True)
    assert asked(user, Verb.RECORD_AWARD, building, other) == (True, False)
    queries.refuse_own_household(user, other)
    with pytest.raises(OwnHousehold):
        queries.refuse_own_household(user, own)


def test_permission_takes_one_statement(django_assert_num_queries, make_staff, building, household):
    user = make_staff(Role.GRID_STAFF)
    with django_assert_num_queries(1):
        queries.require(user, Verb.RECORD_AWARD, building)
    with django_assert_num_queries(1):
        queries.refuse_own_household(user, household)
