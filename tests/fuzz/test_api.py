"""Some hundred requests of the ten thousand of `make fuzz`, the same ones each time."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from points.seals import services as seals
from tests.fuzz import calls, world
from tests.fuzz.asking import DOORMAN, said

pytestmark = pytest.mark.django_db
REQUESTS = 300


@pytest.fixture
def _kept_connection():
    """The transaction of a test is not the request's to close, as it is not for Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def found(settings, tmp_path, _kept_connection):
    settings.POINTS = {"seal_key": str(tmp_path / "seal.pem")}
    with world.saturday():
        return calls.fuzz(world.build(seals.new_key(settings.POINTS["seal_key"])), requests=REQUESTS, seed=1)


def test_whatever_is_sent_the_answer_is_a_declared_one_and_comes_from_the_house(found):
    assert [failure.what for failure in found.failures] == []
    assert found.requests >= REQUESTS
    answered = found.by(1)
    assert not [label for label, tally in answered.items() if tally.share(5)]
    # As far as the rules of the house: at every door something was given, or refused by them.
    assert not [label for label, tally in answered.items() if not tally.share(2) and not set(tally.codes) - DOORMAN]
    assert len({code for tally in answered.values() for code in tally.codes} - DOORMAN) > 8
    assert f"{found.requests:,} requests, 0 answered 5xx" in said(found)
