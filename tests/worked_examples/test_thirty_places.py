"""Thirty places.

The boat trip for volunteers has thirty places, and the whole community knows that sign-up opens at eight. At eight
two hundred people press the button. Thirty of them have a place, a hundred and seventy read that all places are
taken, and nobody is told one thing and then another. In the evening somebody falls ill, and one place is free again.
"""

from functools import partial

import pytest

from points.activities import queries
from points.activities import services as activities
from points.errors import ShiftFull
from points.models import Shift, SignUp
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import clock
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 200
AT_ONCE = 20
"""Each of them presses for ten people, one after the other: a server has that many connections, not two hundred."""


def press(shift, residents):
    pressed = []
    for resident in residents:
        try:
            activities.sign_up(shift, resident=resident, by=resident.user)
            pressed.append("signed up")
        except ShiftFull:
            pressed.append("shift_full")
    return pressed


def test_thirty_places(community, make_activity, make_shift, make_volunteer):
    with clock("08:00", day=7):
        trip = make_shift("09:00", "17:00", of=make_activity("志愿者游船"), capacity=30)
        everybody = [make_volunteer(f"王{number}") for number in range(PEOPLE)]

        outcomes = race([partial(press, trip, everybody[number::AT_ONCE]) for number in range(AT_ONCE)])

        told = [outcome for pressed in outcomes for outcome in pressed]
        assert (told.count("signed up"), told.count("shift_full")) == (30, 170)
        assert Shift.objects.get().taken == SignUp.objects.filter(state="confirmed").count() == 30
        [on_the_list] = queries.open_shifts(community)
        assert on_the_list.places_left == 0

    with clock("20:00", day=7):
        ill = SignUp.objects.first()
        activities.cancel_sign_up(ill, by=ill.resident.user)
        waiting = [who for who in everybody if not who.sign_ups.exists()]
        activities.sign_up(trip, resident=waiting[0], by=waiting[0].user)
        with pytest.raises(ShiftFull):
            activities.sign_up(trip, resident=waiting[1], by=waiting[1].user)
    assert Shift.objects.get().taken == 30
