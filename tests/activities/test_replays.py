"""A scan that is sent again gets the answer that it got, whatever happened to the card meanwhile."""

import pytest

from points.activities import services as activities
from points.errors import ChooseMember
from points.models import Resident, Scan
from points.people import queries as people_queries
from points.people import services as people

from .conftest import clock
from .scanning import by_card

pytestmark = pytest.mark.django_db


def test_a_scan_sent_again_after_the_card_was_revoked_is_still_accepted(shift, volunteer, organiser, administrator):
    card = people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("08:02"):
        first = by_card(shift, volunteer, organiser, key_="scan")
        people.revoke_card(card, by=administrator)
        again = by_card(shift, volunteer, organiser, key_="scan")
    assert (again.is_replay, again.result) == (True, first.result)
    assert Scan.objects.count() == 1


def test_a_refused_scan_sent_again_is_refused_with_the_same_words(shift, volunteer, organiser, administrator):
    card = people_queries.card_text(people.issue_card(volunteer.household, by=administrator))
    scan = {"card_text": card, "direction": "in", "by": organiser, "key": "scan"}
    child = Resident.objects.create(household=volunteer.household, name="王小明")
    with clock("08:02"):
        with pytest.raises(ChooseMember):
            activities.check_in_by_card(shift, **scan)
        Resident.objects.filter(pk=child.pk).update(is_active=False)
        with pytest.raises(ChooseMember):
            activities.check_in_by_card(shift, **scan)
    assert Scan.objects.count() == 1
