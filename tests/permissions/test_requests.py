"""What holds for every request: no write without a token of the page, no write by looking, nothing left in a cache."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.models import Scan, SignUp
from points.people import services as people
from points.permissions import Role
from tests.admin.conftest import DAY
from tests.permissions.addresses import addresses
from tests.permissions.knocking import body_for, form_for, path_of

pytestmark = pytest.mark.django_db
SCREENS = {name: route for name, route in addresses().items() if name.startswith(("points:", "honor_seasons:"))}
API = {name: route for name, route in SCREENS.items() if ":points-api:" in name}


def logged_in(clients, name: str) -> Client:
    """The same session, and a middleware that is not told to look away."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = clients[name].cookies
    return client


def test_no_form_is_taken_without_the_token_of_a_page(callers, own):
    for name, route in SCREENS.items():
        if name in API or "unnamed" in name:
            continue
        for caller in ("administrator", "resident", "organiser"):
            answer = logged_in(callers, caller).post(path_of(name, route, own), form_for(name, own))
            assert answer.status_code in {403, 405}, (name, caller, answer.status_code)


def test_no_write_of_the_api_is_taken_without_the_token_of_a_page(callers, own):
    for name, route in API.items():
        body, headers = json.dumps(body_for(name, own)), {"Idempotency-Key": str(uuid4())}
        client = logged_in(callers, "administrator")
        answer = client.post(path_of(name, route, own), body, content_type="application/json", headers=headers)
        assert answer.status_code in {403, 404, 405}, (name, answer.status_code)
        if body_for(name, own):
            assert answer.json()["code"] == "csrf_failed"
    assert not Scan.objects.filter(reason="签了名单").exists()


OF_NOBODY = {"points:worker", "points:manifest"}
"""What the browser itself asks for. It holds nothing of anybody, only the language and the size of the type."""
FEEDS = {"points:calendar-community", "points:calendar-team", "points:calendar-own"}
"""What calendar apps fetch again and again, and may keep for minutes: without a name of anybody."""


def test_looking_writes_nothing_and_leaves_nothing_in_a_cache(callers, own):
    """Sessions aside, and how far somebody has read what is new in his name."""
    for name, route in SCREENS.items():
        for caller in ("administrator", "resident", "organiser", "cashier"):
            with CaptureQueriesContext(connection) as asked:
                answer = callers[caller].get(path_of(name, route, own))
            written = [row["sql"] for row in asked if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
            kept = "points_reading" if name == "points:inbox" else "django_session"
            assert [sql for sql in written if kept not in sql] == [], (name, caller)
            if answer.status_code == 200 and name not in FEEDS:
                assert "private" in answer["Cache-Control"], (name, caller)
                assert name in OF_NOBODY or "no-store" in answer["Cache-Control"], (name, caller)


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "https:///evil.example",
    "/%09/evil.example",
    "\t//evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "\x00//evil.example",
    "data:text/html,x",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_off_the_site(callers, address):
    for path, sent in {
        reverse("points:elder"): {"next": address},
        reverse("points:language"): {"next": address, "language": "en"},
        reverse("points:logout"): {"next": address},
    }.items():
        answer = callers["resident"].post(path, sent, headers={"referer": address.strip("\x00\t")})
        assert answer.status_code in {204, 302}, path
        assert "evil" not in answer.get("Location", "") or answer["Location"].startswith("/%"), path
        assert not answer.get("Location", "").startswith(("javascript", "data", "//")), path


@pytest.mark.parametrize(
    ("role", "screen"),
    [
        (Role.CASHIER, lambda own: reverse("points:till", args=[own["store"].code])),
        (Role.CASHIER, lambda own: reverse("points:receipt", args=[own["redemption"].number])),
        (Role.ORGANISER, lambda own: reverse("points:scanner", args=[own["shift"].pk])),
        (Role.ORGANISER, lambda own: reverse("points:hours-record", args=[own["servicerecord"].pk])),
        (Role.EDITOR, lambda own: reverse("honor_seasons:board", args=[own["season"].pk])),
        (Role.AUDITOR, lambda own: reverse("points_transfer:inspect", args=[own["transfer"].pk])),
        (Role.AUDITOR, lambda own: f"/points/api/v1/accounts/{own['account'].number}"),
    ],
)
def test_whoever_is_dismissed_is_refused_on_the_next_request(noon, own, make_staff, administrator, role, screen):
    user, client = make_staff(role), Client()
    client.force_login(user)
    path = screen(own)
    assert client.get(path).status_code == 200
    people.dismiss(user.points_duties.get(), on=DAY, by=administrator)
    assert client.get(path).status_code in {302, 403, 404}
    assert client.post(path).status_code in {302, 403, 404, 405}


def test_a_resident_cannot_act_for_a_neighbour(callers, own):
    """Every id in these addresses is that of the neighbouring household."""
    shift, record = own["shift"], own["servicerecord"]
    neighbour = callers["neighbour"]
    assert neighbour.post(reverse("points:sign-up-cancel", args=[shift.pk])).status_code == 302
    own["signup"].refresh_from_db()
    assert own["signup"].state == SignUp.State.CONFIRMED
    for path in (
        reverse("points:line", args=[own["transfer"].pk]),
        reverse("points:receipt", args=[own["redemption"].number]),
        reverse("points:checked-in", args=[own["checkin"].pk]),
        f"/points/api/v1/accounts/{own['account'].number}",
        f"/points/api/v1/accounts/{own['account'].number}/transfers",
    ):
        assert neighbour.get(path).status_code == 404, path
    assert neighbour.get(reverse("points:hours-record", args=[record.pk])).status_code in {403, 404}
