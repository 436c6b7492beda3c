"""A helper who is busy with somebody stays so: every page that is read or sent in that name counts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from points.models import SignUp
from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role
from tests.portal.conftest import NOW

pytestmark = pytest.mark.django_db
PIN = "836194"


@pytest.fixture
def shift(now, make_shift):
    return make_shift(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2))


@pytest.fixture
def helper(now, wang, office, make_staff) -> Client:
    """王芳 has typed her PIN on this device of the staff."""
    people.set_pin(wang, pin=PIN, by=wang.user)
    client = Client()
    client.force_login(make_staff(Role.GRID_STAFF))
    text = card_text(people.issue_card(wang.household, by=office))
    client.post(reverse("points:assist"), {"text": text, "resident": wang.pk, "pin": PIN})
    return client


def is_looking_after(client, wang) -> bool:
    return wang.household.account.grouped_number in client.get(reverse("points:card")).content.decode()


PAGES = {
    "points:portal": lambda shift, store: [],
    "points:activities": lambda shift, store: [],
    "points:activity": lambda shift, store: [shift.activity_id],
    "points:shift": lambda shift, store: [shift.pk],
    "points:store": lambda shift, store: [store.code],
}


@pytest.mark.parametrize("name", PAGES)
def test_whoever_reads_on_is_not_put_out(now, helper, wang, shift, store, rice, name):
    address = reverse(name, args=PAGES[name](shift, store))
    for _ in range(2):
        now.shift(timedelta(minutes=14))
        assert helper.get(address).status_code == 200
    now.shift(timedelta(minutes=14))
    assert is_looking_after(helper, wang)


def test_whoever_gives_a_place_and_takes_it_back_is_busy(now, helper, wang, shift):
    for name, count in (("points:sign-up", 1), ("points:sign-up-cancel", 0)):
        now.shift(timedelta(minutes=14))
        helper.post(reverse(name, args=[shift.pk]))
        assert SignUp.objects.filter(resident=wang, state=SignUp.State.CONFIRMED).count() == count
    now.shift(timedelta(minutes=14))
    assert is_looking_after(helper, wang)


@pytest.mark.parametrize("name", ["points:my-points", "points:manifest", "points:worker"])
def test_what_a_page_asks_for_by_itself_is_no_sign_of_anybody(now, helper, wang, name):
    now.shift(timedelta(minutes=14))
    assert helper.get(reverse(name)).status_code == 200
    now.shift(timedelta(minutes=2))
    assert not is_looking_after(helper, wang)


def test_after_an_hour_it_is_over_however_busy_one_is(now, helper, wang, shift):
    for _ in range(4):
        now.shift(timedelta(minutes=13))
        helper.get(reverse("points:shift", args=[shift.pk]))
    now.shift(timedelta(minutes=7))
    assert is_looking_after(helper, wang)
    now.shift(timedelta(minutes=2))
    assert not is_looking_after(helper, wang)
