"""The page of the own calendar: made, renewed and closed by the person, and by nobody else."""

import re

import pytest
from django.test import Client

from points.audit import LogEntry
from points.models import CalendarAddress
from points.people import services as people
from points.people.models import ProxyKind
from tests.portal.conftest import NOW

pytestmark = pytest.mark.django_db
MINE = "/points/my-calendar/"


def reading(resident) -> Client:
    client = Client()
    client.force_login(resident.user)
    client.cookies["django_language"] = "en"
    return client


def address_on(client) -> str | None:
    found = re.search(r'value="http://testserver(/points/calendar/mine/[^"]+\.ics)"', client.get(MINE).content.decode())
    return found and found[1]


def test_an_address_is_made_shown_renewed_and_closed(wang):
    client = reading(wang)
    assert address_on(client) is None
    assert client.post(MINE, {"renew": "1"}).status_code == 302
    first = address_on(client)
    assert Client().get(first).status_code == 200
    assert f"webcal://testserver{first}" in client.get(MINE).content.decode()

    client.post(MINE, {"renew": "1"})
    second = address_on(client)
    assert second != first
    assert Client().get(first).status_code == 404

    client.post(MINE, {"close": "1"})
    assert address_on(client) is None
    assert Client().get(second).status_code == 404
    written = list(LogEntry.objects.filter(action__startswith="points.calendar").values_list("action", flat=True))
    assert sorted(written) == ["points.calendar_closed", "points.calendar_opened", "points.calendar_opened"]


def test_what_is_logged_is_not_the_address(wang):
    reading(wang).post(MINE, {"renew": "1"})
    number = CalendarAddress.objects.get().number
    for line in LogEntry.objects.filter(action__startswith="points.calendar"):
        assert number not in f"{line.data} {line.label}"


def test_whoever_acts_for_somebody_does_not_make_an_address_for_him(now, wang, neighbour, office):
    kind = ProxyKind.FAMILY
    proxy = people.appoint_proxy(wang, user=neighbour.user, kind=kind, since=NOW.date(), by=office)
    client = reading(neighbour)
    client.post(f"/points/acting/{proxy.pk}/begin/")
    assert client.get(MINE).status_code == 403
    assert client.post(MINE, {"renew": "1"}).status_code == 403
    assert not CalendarAddress.objects.exists()
