"""A passbook as a file goes along with the person and the family; a helper prints a page and keeps nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from points.audit import LogEntry
from points.models import Resident
from points.people import services as people
from points.people.models import ProxyKind
from points.people.queries import card_text
from points.permissions import Role
from tests.portal.conftest import NOW

pytestmark = pytest.mark.django_db
PIN = "836194"
PERIOD = {"from": "2026-11", "to": "2026-11"}
PDF, TABLE = reverse("points:statement-print"), reverse("points:statement-csv")


@pytest.fixture
def child(wang) -> Resident:
    born_on = NOW.date() - timedelta(days=3650)
    return Resident.objects.create(household=wang.household, name="李小宝", born_on=born_on)


@pytest.fixture
def acts(story, office, make_staff, neighbour, son):
    """`acts(resident, kind)` is the phone of somebody who acts for the resident by an appointment of that kind."""

    def begin(resident, kind) -> Client:
        user = make_staff(Role.GRID_STAFF) if kind == ProxyKind.STAFF else neighbour.user
        proxy = people.appoint_proxy(resident, user=user, kind=kind, since=NOW.date(), by=office)
        return begun(user, proxy)

    return begin


def begun(user, proxy) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    client.post(reverse("points:acting-begin", args=[proxy.pk]))
    return client


@pytest.fixture
def helper(story, wang, office, make_staff) -> Client:
    """王芳 has typed her PIN on this device of the staff."""
    people.set_pin(wang, pin=PIN, by=wang.user)
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(make_staff(Role.GRID_STAFF))
    text = card_text(people.issue_card(wang.household, by=office))
    client.post(reverse("points:assist"), {"text": text, "resident": wang.pk, "pin": PIN})
    return client


def taken() -> int:
    return LogEntry.objects.filter(action="points.statement_taken").count()


@pytest.mark.parametrize("address", [PDF, TABLE])
def test_the_family_takes_the_passbook_along(acts, wang, address):
    answer = acts(wang, ProxyKind.FAMILY).get(address, {**PERIOD, "as": "pdf"})
    assert answer.status_code == 200
    assert LogEntry.objects.get(action="points.statement_taken").data["on_behalf_of"] == wang.pk


@pytest.mark.parametrize("address", [PDF, TABLE])
def test_the_guardian_takes_it_along_for_a_child(acts, child, address):
    assert acts(child, ProxyKind.GUARDIAN).get(address, {**PERIOD, "as": "pdf"}).status_code == 200
    assert taken() == 1


@pytest.mark.parametrize("address", [PDF, TABLE])
@pytest.mark.parametrize("way", ["pdf", ""])
def test_a_helper_takes_no_file_along(request, acts, wang, address, way):
    for device in (request.getfixturevalue("helper"), acts(wang, ProxyKind.STAFF)):
        answer = device.get(address, {**PERIOD, "as": way})
        assert answer.status_code == 403
        assert "or whoever of the family acts for the person" in answer.content.decode()
        assert wang.household.account.number not in answer.content.decode()
    assert taken() == 0


def test_a_helper_prints_a_page_for_whoever_stands_there(helper, wang):
    page = helper.get(PDF, {**PERIOD, "as": "page"})
    assert page.status_code == 200
    assert wang.household.account.grouped_number in page.content.decode()
    assert "as=pdf" not in page.content.decode()
    assert LogEntry.objects.get(action="points.statement_taken").data["on_behalf_of"] == wang.pk


def test_the_files_are_offered_to_whoever_may_take_them(helper, acts, wang):
    offered = acts(wang, ProxyKind.FAMILY).get(PDF).content.decode()
    assert (TABLE in offered, 'value="pdf"' in offered, "You print it for the person" in offered) == (True, True, False)
    offered = helper.get(PDF).content.decode()
    assert (TABLE in offered, 'value="pdf"' in offered, "You print it for the person" in offered) == (
        False,
        False,
        True,
    )


def test_nobody_else_sets_a_pin_and_is_told_so(acts, wang):
    answer = acts(wang, ProxyKind.FAMILY).get(reverse("points:pin"))
    assert answer.status_code == 403
    assert "Only the person alone can do this" in answer.content.decode()
