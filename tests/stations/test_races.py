"""Two taps of the desk at once, and a tap beside a refusal: one answer, at most one check-in."""

from functools import partial

import pytest

from points.models import Asking, CheckIn, Scan
from points.stations import services as stations
from tests.racing import race

from .conftest import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _at_the_desk():
    with clock("08:05"):
        yield


def confirm(asking, by):
    return stations.confirm(asking, by=by) and "confirmed"


def refuse(asking, by):
    return stations.refuse(asking, why="not_here", by=by) and "refused"


def test_eight_taps_are_one_check_in(ask, volunteer, organiser):
    asking = ask(volunteer)
    assert race([partial(confirm, asking, organiser)] * 8) == ["confirmed"] * 8
    assert CheckIn.objects.count() == Scan.objects.count() == 1


def test_confirmed_or_refused_and_never_both(ask, volunteer, organiser, administrator):
    asking = ask(volunteer)
    outcomes = race([partial(confirm, asking, organiser), partial(refuse, asking, administrator)])
    assert sorted(outcomes) in (["asking_answered", "confirmed"], ["asking_answered", "refused"])
    assert CheckIn.objects.exists() == (Asking.objects.get().state == "confirmed")


def test_one_person_asks_once(station, shift, volunteer):
    wish = stations.Wish(shift=shift, direction="in")

    outcomes = race([partial(want, station, wish, volunteer, f"tap {number}") for number in range(8)])
    assert sorted(outcomes) == ["asked"] + ["asking_waits"] * 7
    assert Asking.objects.count() == 1


def want(station, wish, resident, key):
    return stations.ask(station, wish=wish, resident=resident, by=resident.user, key=key) and "asked"
