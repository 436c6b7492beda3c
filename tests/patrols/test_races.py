"""The same point at the same moment is one passing."""

from functools import partial

import pytest

from points.activities import services as activities
from points.models import Passing
from points.patrols import queries
from points.patrols import services as patrols
from tests.activities.scanning import by_code
from tests.racing import race

from .conftest import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def members(patrol, make_volunteer):
    found = [make_volunteer(f"李{number}") for number in range(8)]
    with clock("08:00"):
        for member in found:
            by_code(patrol, member)
    return found


@pytest.fixture(autouse=True)
def _on_patrol():
    with clock("08:10"):
        yield


def walk(code, resident, key):
    sighting = patrols.Sighting(code=code, round_number=1)
    return patrols.pass_point(sighting, resident=resident, by=resident.user, key=key).result.pk


def close(shift, by):
    return activities.close_shift(shift, key="close", by=by) and "closed"


def test_eight_members_at_once_are_one_passing(members, gate):
    code = queries.code_of(gate)
    outcomes = race([partial(walk, code, member, f"tap {member.pk}") for member in members])
    assert outcomes == [Passing.objects.get().pk] * 8


def test_one_tap_sent_eight_times_is_one_passing(members, gate):
    code = queries.code_of(gate)
    outcomes = race([partial(walk, code, members[0], "tap")] * 8)
    assert outcomes == [Passing.objects.get().pk] * 8


def test_a_point_at_the_moment_of_closing_is_passed_or_refused(members, gate, garage, patrol, organiser):
    codes = [queries.code_of(point) for point in (gate, garage)]
    taps = [partial(walk, code, members[0], f"tap {code}") for code in codes]
    outcomes = race([taps[0], partial(close, patrol, organiser), taps[1]])
    assert outcomes.pop(1) == "closed"
    refused = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert set(refused) <= {"shift_not_open", "not_checked_in"}
    assert Passing.objects.count() == 2 - len(refused)
