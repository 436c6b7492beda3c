"""A community with a shop and a shift, and callers: people with sessions, devices with tokens.

Every answer is compared with what the OpenAPI document promises.
"""

import json
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client

from points.api import services as api
from points.api.models import Device
from points.api.urls import api as ninja_api
from points.models import Resident
from points.rules import services as rules
from tests.activities.conftest import (  # noqa: F401
    activity,
    at,
    clock,
    kind,
    make_activity,
    make_shift,
    make_volunteer,
    organiser,
    rule_book,
    shift,
    volunteer,
)
from tests.supermarket.conftest import cashier, make_good, rice, store, vinegar  # noqa: F401

ROOT = "/points/api/v1/"


@dataclass
class Caller:
    """Speaks JSON; `post` sends a new key unless it is given one."""

    client: Client
    headers: dict[str, str]

    def get(self, path: str, **query):
        return self._checked("get", path, self.client.get(f"{ROOT}{path}", query, headers=self.headers))

    def post(self, path: str, body, *, key=None, **headers):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Idempotency-Key": str(key or uuid4())} | self.headers | headers
        response = self.client.post(f"{ROOT}{path}", content, content_type="application/json", headers=headers)
        return self._checked("post", path, response)

    def _checked(self, method: str, path: str, response):
        promised = promises(method, path)
        assert response.status_code in promised, (response.status_code, response.content)
        media_type = response["Content-Type"].partition(";")[0]
        assert media_type in promised[response.status_code], (media_type, response.content)
        if response.status_code >= 400:
            said = response.json()
            assert said["status"] == response.status_code
            assert said["type"] == f"urn:points:{said['code']}"
            assert said["title"]
            assert said["detail"]
        return response


def promises(method: str, path: str) -> dict[int, list[str]]:
    """Statuses of the endpoint and their media types, as the OpenAPI document lists them."""
    paths = ninja_api.get_openapi_schema()["paths"]
    parts = f"{ROOT}{path}".split("/")
    for pattern, operations in paths.items():
        wanted = pattern.split("/")
        fits = len(wanted) == len(parts) and all(
            a == b or a.startswith("{") for a, b in zip(wanted, parts, strict=True)
        )
        if fits and not ("{" in pattern and f"{ROOT}{path}" in paths):
            responses = operations[method]["responses"]
            return {int(status): list(response["content"]) for status, response in responses.items()}
    raise AssertionError(f"no endpoint {method} {path}")


@pytest.fixture
def person(db):
    """`person(user)` is signed in on a page of the site, with its CSRF token."""

    def sign_in(user=None) -> Caller:
        client = Client(enforce_csrf_checks=True)
        if user:
            client.force_login(user)
        token = "a" * 32
        client.cookies["csrftoken"] = token
        return Caller(client, {"X-CSRFToken": token})

    return sign_in


@pytest.fixture
def device(db, community):
    """`device(Device.Scope.TILL, of=store)` is a device with its token."""

    def make(scope: Device.Scope, *, of=None, where=None) -> Caller:
        name = f"{scope}-{uuid4().hex[:4]}"
        # Before the Saturday of the shift: a duty holds from the day on which it is given.
        with clock("07:00", day=13):
            made = api.add_device(name=name, scope=scope, community=where or community, store=of, by=None)
        return Caller(Client(enforce_csrf_checks=True), {"Authorization": f"Bearer {made.token}"})

    return make


@pytest.fixture
def till(device, store) -> Caller:  # noqa: F811
    return device(Device.Scope.TILL, of=store)


@pytest.fixture
def scanner(device) -> Caller:
    return device(Device.Scope.CHECKIN)


@pytest.fixture
def give(community, administrator, rule_book):  # noqa: F811
    """`give(household, times=2)` awards three points that often."""
    count = 0

    def award(household, *, times: int = 1) -> None:
        nonlocal count
        for _ in range(times):
            count += 1
            act = rules.Act(
                account=household.account,
                community=community,
                rule_code="W02",
                occurred_at=at("09:00"),
                key=f"give:{count}",
            )
            rules.award(act, by=administrator)

    return award


@pytest.fixture
def head(household) -> Resident:
    return household.residents.get()
