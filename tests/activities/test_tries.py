"""Nobody finds a rotating code by trying."""

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from points.activities import queries
from points.models import CheckIn
from tests.activities.conftest import clock

pytestmark = pytest.mark.django_db
CHECK_IN = reverse("points:checkin")


@pytest.fixture(autouse=True)
def saturday():
    with clock("08:00"):
        yield


@pytest.fixture
def guesser(client, volunteer):
    client.force_login(volunteer.user)
    return client


def guess(client, times: int) -> list[int]:
    return [client.post(CHECK_IN, {"code": f"AAAA{number:04}"}).status_code for number in range(times)]


def test_a_login_guesses_ten_codes_a_minute(guesser, shift):
    assert guess(guesser, 12) == [409] * 10 + [429] * 2
    right = queries.current_code(shift)
    assert guesser.get(CHECK_IN, {"code": right}).status_code == 429
    assert "60" in guesser.post(CHECK_IN, {"code": right}).content.decode()
    with clock("08:01"):
        right = queries.current_code(shift)
        assert guesser.post(CHECK_IN, {"code": right}).status_code == 302


def test_one_who_guesses_does_not_stop_another(guesser, client, shift, make_volunteer):
    guess(guesser, 11)
    client.force_login(make_volunteer("李明").user)
    assert client.post(CHECK_IN, {"code": queries.current_code(shift)}).status_code == 302


def test_codes_that_fit_are_not_counted(guesser, shift):
    right = queries.current_code(shift)
    assert {guesser.post(CHECK_IN, {"code": right}).status_code for _ in range(30)} == {302}


@override_settings(POINTS={"tries_a_minute_of_an_address": 3})
def test_an_address_has_a_limit_of_its_own(client, shift):
    assert guess(client, 5) == [409] * 3 + [429] * 2
    other = client.post(CHECK_IN, {"code": queries.current_code(shift)}, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 302
    assert not CheckIn.objects.exists()


def test_a_cache_that_forgets_refuses_nobody(guesser, shift, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **more: False)
    assert guess(guesser, 2) == [409, 409]
    assert guesser.post(CHECK_IN, {"code": queries.current_code(shift)}).status_code == 302
