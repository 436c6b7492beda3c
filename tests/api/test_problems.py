"""Whatever goes wrong, the answer is a problem with a code, and the OpenAPI document says so."""

import json
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from points.api import problems
from points.api.problems import CONTENT_TYPE
from points.permissions import Role
from tests.api.conftest import ROOT

pytestmark = pytest.mark.django_db


def is_problem(response, status: int, code: str) -> bool:
    said = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (status, CONTENT_TYPE)
    assert (said["status"], said["code"], said["type"]) == (status, code, f"urn:points:{code}")
    return True


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("path", ["", "nothing", "accounts", "awards/1", "seals/%00"])
def test_an_address_without_an_endpoint_is_no_page(client, method, path):
    assert is_problem(getattr(client, method)(f"{ROOT}{path}"), 404, "not_found")


@pytest.mark.parametrize(("method", "path"), [("get", "awards"), ("delete", "accounts/1"), ("put", "checkins")])
def test_a_method_that_is_not_there_is_no_page(client, method, path):
    response = getattr(client, method)(f"{ROOT}{path}")
    assert is_problem(response, 405, "method_not_allowed")
    assert response["Allow"]


def test_a_write_from_elsewhere_is_refused(make_staff, household, rule_book):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff(Role.GRID_STAFF))
    body = {"account": household.account.number, "rule": "W02", "occurred_on": "2026-11-20"}
    key = "0b9dd0f4-9a55-4c3f-8a54-6f2a36fbe6b5"
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": key}}
    assert is_problem(client.post(f"{ROOT}awards", body, **sent), 403, "csrf_failed")
    household.account.refresh_from_db()
    assert household.account.balance == 0


def test_a_write_without_a_session_asks_to_sign_in(client):
    assert is_problem(client.post(f"{ROOT}awards", {}, content_type="application/json"), 401, "not_authenticated")


def test_a_body_that_is_too_large_is_refused(till, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert is_problem(till.post("redemptions", b"x" * 2000), 413, "body_too_large")


@pytest.mark.parametrize("media_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_body_that_says_it_is_a_form_is_no_failure(person, make_staff, media_type):
    caller = person(make_staff(Role.CASHIER))
    sent = {"content_type": media_type, "headers": caller.headers | {"Idempotency-Key": str(uuid4())}}
    response = caller.client.post(f"{ROOT}redemptions", b"--x\r\n\r\n--x--", **sent)
    assert is_problem(response, 400, "invalid_body")


def test_a_database_that_is_away_says_when_to_come_back():
    response = problems._broken(OperationalError("server closed the connection"))
    assert is_problem(response, 503, "unavailable")
    assert response["Retry-After"] == "5"


def test_what_breaks_says_nothing_of_its_inside(caplog):
    response = problems._broken(RuntimeError("王芳"))
    assert is_problem(response, 500, "internal_error")
    assert "王" not in response.content.decode()
    assert "An endpoint failed" in caplog.text


def test_problems_speak_the_language_that_was_asked_for(client):
    said = [
        client.get(f"{ROOT}accounts/1", headers={"Accept-Language": language}).json() for language in ("en", "zh-hans")
    ]
    assert said[0]["detail"].startswith("Please sign in")
    assert {problem["code"] for problem in said} == {"not_authenticated"}


def test_the_document_lists_every_endpoint_with_its_answers(client):
    document = client.get(f"{ROOT}openapi.json").json()
    listed = {
        (method, path.removeprefix(ROOT)): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert listed.keys() == {
        ("get", "accounts/{number}"),
        ("get", "accounts/{number}/transfers"),
        ("post", "awards"),
        ("post", "checkins"),
        ("post", "checkins/batch"),
        ("get", "shifts/{shift_id}/roster"),
        ("get", "shifts/{shift_id}/code"),
        ("post", "redemptions"),
        ("post", "redemptions/{redemption_id}/refund"),
        ("get", "seals/head"),
        ("get", "transfers/{transfer_id}/proof"),
    }
    for (method, path), operation in listed.items():
        wanted = {"200", "401", "403", "404", "422", "429", "503"}
        if method == "post":
            wanted |= {"400", "409", "413"} | ({"201"} if path != "checkins/batch" else set())
        assert operation["responses"].keys() == wanted
        for status, response in operation["responses"].items():
            assert list(response["content"]) == [CONTENT_TYPE if int(status) >= 400 else "application/json"]
        # The head of the seals is for everybody.
        assert bool(operation.get("security")) == (path != "seals/head")
        needs_key = any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
        assert needs_key == ("201" in operation["responses"])


def test_the_pages_of_the_document_load_nothing_from_elsewhere(client):
    html = client.get(f"{ROOT}docs").content.decode()
    assert "/static/ninja/" in html
    assert "https://" not in html.replace("https://localhost", "")
