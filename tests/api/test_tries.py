"""A program cannot try out codes, cards and account numbers either."""

import pytest
from django.db import OperationalError

from points import tries
from points.activities import codes, queries
from points.errors import PointsError
from tests.activities.conftest import clock
from tests.supermarket.conftest import give as fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def saturday():
    with clock("08:00"):
        yield


def test_codes_that_do_not_fit_are_counted(person, volunteer, shift):
    caller = person(volunteer.user)
    answers = [
        caller.post("checkins", {"shift": shift.pk, "direction": "in", "code": f"AAAA{number:04}"})
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [409] * 10 + [429]
    assert answers[-1].json()["code"] == "too_many_tries"
    assert answers[-1]["Retry-After"] == "60"
    right = {"shift": shift.pk, "direction": "in", "code": queries.current_code(shift)}
    assert caller.post("checkins", right).status_code == 429
    with clock("08:01"):
        right["code"] = queries.current_code(shift)
        assert caller.post("checkins", right).status_code == 201


def test_many_logins_together_cannot_try_out_one_shift(person, make_volunteer, shift, make_shift, settings):
    settings.POINTS = {"tries_a_minute_of_a_shift": 4}
    guess = {"shift": shift.pk, "direction": "in", "code": "AAAAAAAA"}
    guessers = [person(make_volunteer(f"李{number}").user) for number in range(6)]
    assert [guesser.post("checkins", guess).status_code for guesser in guessers] == [409] * 4 + [429] * 2
    other = make_shift()
    elsewhere = {"shift": other.pk, "direction": "in", "code": queries.current_code(other)}
    assert guessers[0].post("checkins", elsewhere).status_code == 201


def test_four_hundred_codes_that_fit_are_no_tries(person, make_volunteer, shift, settings):
    settings.POINTS = {"tries_a_minute_of_a_shift": 2}
    right = {"shift": shift.pk, "direction": "in", "code": queries.current_code(shift)}
    came = [person(make_volunteer(f"李{number}").user) for number in range(5)]
    assert {volunteer.post("checkins", right).status_code for volunteer in came} == {201}


def test_a_program_gets_a_minute_of_nobody_elses_pass(person, volunteer, shift):
    """A pass stays in the session that loaded the code."""
    admission = codes.admit(shift, queries.current_code(shift))
    answer = person(volunteer.user).post("checkins", {"shift": shift.pk, "direction": "in", "code": admission})
    assert answer.status_code == 422


def test_a_resident_cannot_try_out_account_numbers(person, volunteer, make_household):
    other = make_household("李明").account.number
    caller = person(volunteer.user)
    assert [caller.get(f"accounts/{other}").status_code for _ in range(11)] == [404] * 10 + [429]
    assert person(volunteer.user).get(f"accounts/{volunteer.household.account.number}/transfers").status_code == 429


def test_a_till_cannot_try_out_cards_and_numbers(till, store, rice, household):
    line = {"good": rice.pk, "quantity": 1, "price": rice.price}
    wrong = {"store": store.code, "card": "V1.AAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA", "lines": [line]}
    statuses = [till.post("redemptions", wrong).status_code for _ in range(11)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:10]


def test_a_till_that_serves_is_not_stopped(till, store, rice, household):
    fill(household, 4000)
    right = {"store": store.code, "account": household.account.number}
    lines = [{"good": rice.pk, "quantity": 1, "price": rice.price}]
    statuses = {till.post("redemptions", right | {"lines": lines}).status_code for _ in range(12)}
    assert 201 in statuses
    assert 429 not in statuses


def test_tries_while_the_database_is_away_are_no_misses():
    card = {"who": "user:1", "most": 10, "miss": PointsError}
    for _ in range(11):
        with pytest.raises(OperationalError), tries.limited("card", **card):
            raise OperationalError("the database system is starting up")
    with tries.limited("card", **card):
        """It was read, and it fits."""
