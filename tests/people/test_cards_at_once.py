"""Several print the same building, or replace the same card, at the same moment."""

from functools import partial
from uuid import uuid4

import pytest

from points.models import Card
from points.people import services as people
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def in_force() -> int:
    return Card.objects.filter(revoked_at__isnull=True).count()


def issue(grid, by, key=None):
    return len(people.issue_cards(grid, by=by, key=key or uuid4()).result)


def renew(grid, by):
    return len(people.reissue_cards(grid, by=by, key=uuid4()).result)


def replace(card, by):
    return people.reissue_card(card, by=by, key=uuid4()) and "replaced"


def test_each_household_gets_one_card(make_household, community, administrator):
    for _ in range(3):
        make_household()
    assert sorted(race([partial(issue, community, administrator)] * MANY)) == [0] * (MANY - 1) + [3]
    assert in_force() == 3


def test_the_same_request_from_several_tabs_gives_the_same_cards(make_household, community, administrator):
    make_household()
    assert race([partial(issue, community, administrator, uuid4())] * MANY) == [1] * MANY
    assert Card.objects.count() == 1


def test_of_cards_that_are_renewed_again_and_again_the_last_ones_hold(make_household, community, administrator):
    for _ in range(2):
        make_household()
    assert race([partial(renew, community, administrator)] * MANY) == [2] * MANY
    assert (in_force(), Card.objects.count()) == (2, 2 * MANY)


def test_a_lost_card_is_replaced_once(household, administrator):
    lost = people.issue_card(household, by=administrator)
    outcomes = race([partial(replace, lost, administrator)] * MANY)
    assert sorted(outcomes) == ["card_revoked"] * (MANY - 1) + ["replaced"]
    assert in_force() == 1
