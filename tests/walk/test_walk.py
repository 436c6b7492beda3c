"""The short form of `python -m tests.walk.run`: a walk that is killed on its way, and walks that must find an error."""

import multiprocessing
import os
import signal
from functools import partial
from random import Random

import pytest
import time_machine
from django.db import connection

from points.ledger import balances
from points.supermarket import stock
from tests.walk import world
from tests.walk.town import BEGIN
from tests.walk.walker import Differs, Note, Walker

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20261121
KILLS = 10
STEPS = 900


@pytest.fixture
def clock():
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(clock):
    world.build()


def walk(clock, note, *, to, die_at=None):
    """As far as `to`; or until the statement number `die_at` is about to be sent, which never is."""
    walker = Walker(SEED, clock=clock)
    known = note.read()["step"]
    walker.follow(known)
    was_there = walker.settle() if known else None
    with connection.execute_wrapper(partial(count_down, [die_at])):
        while walker.step < to:
            walker.walk()
            note.write(step=walker.step, seconds=0)
    return walker, was_there


def count_down(left, execute, *statement):
    if left[0] is not None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(*statement)


def killed(act):
    """Run it in a process of its own, which does not come to its end."""
    connection.close()
    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def test_a_walk_killed_between_two_statements_ends_where_an_unbroken_one_ends(town, clock, tmp_path):
    note, random = Note(tmp_path / "note"), Random(SEED)
    reached = 0
    for _kill in range(KILLS):
        assert killed(partial(walk, clock, note, to=STEPS, die_at=random.randrange(20, 400)))
        assert note.read()["step"] >= reached
        reached = note.read()["step"]
    walker, was_there = walk(clock, note, to=STEPS)
    assert reached
    assert was_there is not None
    # The seed alone says what the books are after so many steps.
    walker.prove()
    unbroken = Walker(SEED, clock=clock)
    unbroken.follow(STEPS)
    unbroken.prove()


def test_a_step_that_was_done_when_the_walk_died_is_not_done_twice(town, clock, tmp_path):
    note = Note(tmp_path / "note")
    walker, _was_there = walk(clock, note, to=60)
    for _step in range(25):
        # Done, but nobody noted it.
        note.write(step=walker.step, seconds=0)
        walker.walk()
        resumed, was_there = walk(clock, note, to=walker.step)
        request, wanted = resumed.latest[-1][2:]
        assert was_there or wanted[0] in {"refused", "again"} or request.verb == "supermarket.change_good"


def short_by_one(change):
    """The service that loses a tenth, or a bag of rice."""
    return lambda row, amount: change(row, amount - 1)


@pytest.mark.parametrize(("place", "name"), [(balances, "give"), (balances, "unpromise"), (stock, "change")])
def test_a_service_that_loses_a_tenth_is_found(town, clock, monkeypatch, place, name):
    walker = Walker(SEED, clock=clock)
    for _step in range(150):
        walker.walk()
    monkeypatch.setattr(place, name, short_by_one(getattr(place, name)))
    with pytest.raises(Differs, match=f"seed {SEED}, step "):
        found_within(walker, steps=300)


def test_a_row_changed_behind_its_back_is_found(town, clock):
    walker = Walker(SEED, clock=clock)
    for _step in range(100):
        walker.walk()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE points_good SET stock = stock + 1 WHERE NOT is_service")
    with pytest.raises(Differs, match="stock 0: the model says"):
        walker.look()


def found_within(walker, *, steps):
    for _step in range(steps):
        walker.walk()
    walker.look()
