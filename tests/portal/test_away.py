"""The database is away: really, its address is one where nobody answers."""

import re
from contextlib import contextmanager
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from points import away
from points.models import AwardRecord

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_ANSWERS = {
    "postgresql": {"HOST": "127.0.0.1", "PORT": "9"},
    "sqlite": {"NAME": "/nowhere/points.sqlite3"},
}


@contextmanager
def database_away():
    usual = {name: connection.settings_dict[name] for name in NOBODY_ANSWERS[connection.vendor]}
    connection.close()
    connection.settings_dict.update(NOBODY_ANSWERS[connection.vendor])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def entries(**more) -> dict:
    return {"key": str(uuid4()), "occurred_on": "2026-11-21", "quantity": "1", "note": "扫楼道", "do": "record"} | more


def fields_in(answer) -> dict:
    """What the page would send again."""
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.content.decode())
    return {unescape(name): unescape(value) for name, value in hidden}


def is_calm(answer) -> bool:
    return (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "private, no-store")


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "请稍等"), ("zh-hant", "請稍等"), ("en", "One moment, please")]
)
def test_a_page_says_so_in_the_language_of_the_reader_and_asks_again(grid_worker, language, words):
    address = f"{reverse('points:activities')}?a=%22%3E"
    with database_away():
        answer = grid_worker.get(address, headers={"Accept-Language": language})
    page = answer.content.decode()
    assert is_calm(answer)
    assert words in page
    assert f'href="{address}" data-again="5"' in page
    assert 'type="module" src="/static/points/again.js"' in page


def test_elder_mode_stays_on(grid_worker):
    grid_worker.cookies["points_elder"] = "1"
    with database_away():
        assert "data-elder" in grid_worker.get(reverse("points:portal")).content.decode().split(">")[1]


def test_an_address_that_is_not_there_is_calm_too(grid_worker):
    with database_away():
        assert is_calm(grid_worker.get("/nowhere/"))


def test_what_was_posted_with_a_key_is_repeated_and_counts_once(grid_worker, award_form):
    sent = entries(note='"><b>楼道')
    with database_away():
        answer = grid_worker.post(award_form, sent)
        again = grid_worker.post(award_form, fields_in(answer))
    assert is_calm(answer)
    assert f'action="{award_form}"' in answer.content.decode()
    assert fields_in(answer) == fields_in(again) == sent
    assert AwardRecord.objects.count() == 0
    receipts = {grid_worker.post(award_form, fields_in(again)).url for _ in range(2)}
    assert len(receipts) == 1
    assert AwardRecord.objects.get().note == sent["note"]


def test_a_token_against_forgery_is_repeated_and_none_is_lent(grid_worker, award_form):
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    strict.cookies = grid_worker.cookies
    strict.cookies["csrftoken"] = "a" * 32
    with database_away():
        honest = strict.post(award_form, entries(csrfmiddlewaretoken="a" * 32))
        forged = strict.post(award_form, entries())
    assert fields_in(honest)["csrfmiddlewaretoken"] == "a" * 32
    assert (forged.status_code, fields_in(forged)) == (403, {})


def test_a_form_without_a_key_is_left_to_the_person(grid_worker, award_form):
    sent = entries()
    del sent["key"]
    with database_away():
        answer = grid_worker.post(award_form, sent)
    assert is_calm(answer)
    assert fields_in(answer) == {}
    assert "data-again" not in answer.content.decode()


def test_a_password_is_never_said_again(client, award_form, grid_worker):
    get_user_model().objects.create_user("somebody", password="hongtutian")
    client.raise_request_exception = False
    credentials = {"username": "somebody", "password": "hongtutian", "key": str(uuid4())}
    with database_away():
        answers = [
            client.post("/admin/login/", credentials),
            grid_worker.post(award_form, entries(password="hongtutian")),
        ]
    for answer in answers:
        assert is_calm(answer)
        assert "hongtutian" not in answer.content.decode()
        assert fields_in(answer) == {}


def test_the_api_answers_with_a_problem(grid_worker):
    with database_away():
        answers = [
            grid_worker.get("/points/api/v1/accounts/100000009"),
            grid_worker.get(reverse("points:activities"), headers={"Accept": "application/json"}),
        ]
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert answer["Content-Type"] == "application/problem+json"
        assert (answer.json()["code"], answer.json()["status"]) == ("unavailable", 503)


def test_a_table_that_is_missing_stays_a_fault(db):
    with pytest.raises(Exception, match="no_such_table") as raised, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")
    assert not away.is_away(raised.value)
    with database_away(), pytest.raises(OperationalError) as raised:
        connection.ensure_connection()
    assert away.is_away(raised.value)
    assert not away.is_away(ValueError())
