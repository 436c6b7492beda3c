"""The short form of `python -m tests.races.run`."""

import time
from collections import Counter

import pytest
from django.db import connection

from points.errors import OutOfStock
from points.ledger import queries as ledger
from points.models import Good
from points.supermarket import queries as supermarket
from tests.races import crossing, rounds, street

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10
CROSSINGS = {"postgresql": 2000, "sqlite": 200}


@pytest.fixture
def here():
    return street.build(ROUNDS)


def test_each_round_of_each_race_has_one_winner(here):
    for race in street.races(here, rounds=ROUNDS):
        outcome = rounds.run(race, rounds=ROUNDS)
        assert outcome.wins == [1] * ROUNDS, outcome
        assert outcome.is_sound, outcome
    assert [*ledger.verify().differences, *supermarket.verify().differences] == []


def read_then_write(good):
    """A till that looks first and then takes: what the conditional update is there to prevent."""
    if not Good.objects.get(pk=good.pk).stock:
        raise OutOfStock(good=good.name, stock=0)
    time.sleep(0.005)
    return Good.objects.filter(pk=good.pk).update(stock=0)


def test_a_till_that_looks_first_and_then_takes_is_found(here):
    careless = rounds.Race(name="careless", act=lambda n, racer: bool(read_then_write(here.last[n])))
    outcome = rounds.run(careless, rounds=ROUNDS)
    assert max(outcome.wins) > 1
    assert not outcome.is_sound


def test_whatever_crosses_never_waits_in_a_circle(here):
    before = crossing.counted() if connection.vendor == "postgresql" else 0
    done = crossing.run(here, transfers=CROSSINGS[connection.vendor])
    assert done["transfer"] == CROSSINGS[connection.vendor]
    assert not [name for name in done if name == "deadlock" or name.startswith("error")], done
    if connection.vendor == "postgresql":
        assert crossing.counted() == before
    assert [*ledger.verify().differences, *supermarket.verify().differences] == []


def test_a_deadlock_made_by_hand_is_counted(here):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one writes at a time")
    before = crossing.counted()
    assert crossing.provoke(here) == 1
    # The server's statistics come a moment later.
    seen = Counter()
    while crossing.counted() == before and seen["asked"] < 100:
        seen["asked"] += 1
        time.sleep(0.1)
    assert crossing.counted() == before + 1
