"""What happens at the same moment: one door, one consent, one card, one move."""

from datetime import date
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from points.models import Account, Acting, Card, Consent, Grid, Household, Proxy, Residence
from points.people import services as people
from points.people.models import ProxyKind
from points.permissions import Role
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8
DAY = date(2026, 3, 1)


def register(grid, by):
    return people.register_household(grid=grid, door="301", since=DAY, by=by) and "registered"


def consent(resident, by):
    return people.give_consent(resident, purpose=Consent.Purpose.PUBLIC_NAME, by=by).pk


def revoke(card, by):
    return people.revoke_card(card, by=by) and "revoked"


def move(household, to, by):
    return people.move_household(household, to=to, door="808", on=timezone.localdate(), by=by) and "moved"


def guess(resident, by):
    return people.assist(resident, pin="519283", by=by).pk


def appoint(resident, user, by):
    kind, since = ProxyKind.FAMILY, timezone.localdate()
    return people.appoint_proxy(resident, user=user, kind=kind, since=since, by=by) and "appointed"


def add_building(parent, level, by):
    return people.add_grid(parent=parent, level=level, name="楼", by=by).path


def test_one_household_gets_the_door(building, administrator):
    outcomes = race([partial(register, building, administrator)] * MANY)
    assert sorted(outcomes) == ["door_taken"] * (MANY - 1) + ["registered"]
    assert Household.objects.count() == Residence.objects.count() == 1
    assert Account.objects.filter(kind=Account.Kind.HOLDER).count() == 1


def test_many_taps_are_one_consent(household, administrator):
    outcomes = race([partial(consent, household.residents.get(), administrator)] * MANY)
    assert len(set(outcomes)) == 1
    assert Consent.objects.count() == 1


def test_a_card_is_revoked_by_one_of_many(household, administrator):
    card = people.issue_card(household, by=administrator)
    outcomes = race([partial(revoke, card, administrator)] * MANY)
    assert sorted(outcomes) == ["card_revoked"] * (MANY - 1) + ["revoked"]
    assert Card.objects.get().revoked_at


def test_a_household_that_is_moved_twice_at_once_lives_in_one_place(household, community, administrator):
    second = community.get_children().get(name="2栋")
    race([partial(move, household, second, administrator)] * MANY)
    household.refresh_from_db()
    assert (household.grid, household.door) == (second, "808")
    assert household.residences.count() == 2
    assert household.residences.filter(until__isnull=True).count() == 1


def test_buildings_added_at_once_stand_side_by_side(community, administrator):
    level = community.get_children().first().level
    paths = race([partial(add_building, community, level, administrator)] * MANY)
    assert len(set(paths)) == MANY
    assert Grid.objects.get(pk=community.pk).numchild == 2 + MANY
    assert Grid.find_problems() == ([], [], [], [], [])


def test_guesses_at_the_same_moment_are_counted_one_by_one(household, administrator, make_staff):
    resident = household.residents.get()
    people.set_pin(resident, pin="836194", by=make_staff(Role.ADMINISTRATOR))
    outcomes = race([partial(guess, resident, administrator)] * MANY)
    assert sorted(outcomes) == ["pin_locked"] * (MANY - 5) + ["pin_wrong"] * 5
    assert not Acting.objects.exists()


def test_one_proxy_is_appointed_by_many_taps(household, administrator):
    user = get_user_model().objects.create_user("daughter")
    outcomes = race([partial(appoint, household.residents.get(), user, administrator)] * MANY)
    assert sorted(outcomes) == ["already_proxy"] * (MANY - 1) + ["appointed"]
    assert Proxy.objects.count() == 1
