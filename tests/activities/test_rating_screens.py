"""From the code on a volunteer's phone, through the login, to a sum that names nobody."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from points.activities import rating_links
from points.models import Rating
from points.permissions import Role

from .conftest import clock
from .scanning import came_and_left
from .test_ratings import type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(make_activity, make_shift, team):
    return make_shift(of=make_activity("义剪", team=team))


@pytest.fixture
def team(community):
    return community.teams.create(name="理发队")


@pytest.fixture
def serving(shift, make_volunteer, organiser, administrator):
    with clock("10:00"):
        barbers = [make_volunteer(name) for name in ("王小芳", "李雷", "韩梅")]
        for barber in barbers:
            came_and_left(shift, barber, organiser, "08:00", office=administrator)
    return barbers


@pytest.fixture(autouse=True)
def _half_past_ten():
    with clock("10:30"):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_link_goes_through_the_login_and_is_used_up(client, shift, serving, make_volunteer):
    guest, address = make_volunteer("赵一"), reverse("points:rate")
    answer = client.get(address, {"link": rating_links.new_link(shift)})
    assert answer["Location"] == address
    assert "login" in client.get(address)["Location"]
    client.force_login(guest.user)
    page = client.get(address).content.decode()
    assert "义剪" in page
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
    sent = {"key": key, "stars": "4", "word": "耐心"}
    assert client.post(address, sent)["Location"] == reverse("points:rated")
    # A double tap is one rating, and says thank you again.
    assert client.post(address, sent)["Location"] == reverse("points:rated")
    assert client.get(reverse("points:rated")).status_code == 200
    assert Rating.objects.get().giver == guest
    again = client.post(address, sent | {"key": str(uuid4())})
    assert (again.status_code, again.context["refusal"].code) == (409, "already_rated")


def test_a_word_with_a_name_is_put_right_under_a_new_key(client, shift, serving, make_volunteer):
    client.force_login(make_volunteer("赵一").user)
    address = reverse("points:rate")
    client.get(address, {"link": rating_links.new_link(shift)})
    first = {"key": str(uuid4()), "stars": "5", "word": "李雷真好"}
    refused = client.post(address, first)
    assert (refused.status_code, refused.context["refusal"].code) == (422, "names_somebody")
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', refused.content.decode())[1]
    assert key != first["key"]
    client.post(address, first | {"key": key, "word": "真好"})
    assert Rating.objects.get().word == "真好"


def test_a_forged_link_opens_nothing_and_guessing_ends(client, settings):
    settings.POINTS = {"tries_a_minute_of_an_address": 3}
    address = reverse("points:rate")
    answers = [client.get(address, {"link": f"forged{number}"}).status_code for number in range(5)]
    assert answers == [409, 409, 409, 429, 429]
    assert "points_rating_link" not in client.session


def test_who_serves_and_who_runs_the_shift_show_a_code_and_others_do_not(shift, serving, make_volunteer, organiser):
    address = reverse("points:shift-rate", args=[shift.pk])
    for user in (serving[0].user, organiser):
        first, second = (signed_in(user).get(address).context["address"] for _ in range(2))
        assert urlsplit(first).path == reverse("points:rate")
        assert first != second
    assert signed_in(make_volunteer().user).get(address).status_code == 403


def test_a_slip_is_typed_in_and_shown_as_one(shift, serving, organiser, make_staff):
    address = reverse("points:shift-slips", args=[shift.pk])
    sent = {"key": str(uuid4()), "slip": "3", "stars": "4", "word": "准时"}
    assert signed_in(make_staff(Role.CASHIER)).post(address, sent).status_code == 403
    client = signed_in(organiser)
    assert client.post(address, sent)["Location"] == address
    again = client.post(address, sent | {"key": str(uuid4())})
    assert again.context["refusal"].code == "slip_entered"
    assert Rating.objects.get().entered_by == organiser


def test_the_sum_shows_words_and_counts_and_no_person(shift, serving, team, make_volunteer, organiser):
    for number in range(5):
        type_in(shift, organiser, number + 1, 4, "准时")
    page = signed_in(organiser).get(reverse("points:ratings")).content.decode()
    assert "理发队" in page
    assert "准时" in page
    assert "4.0" in page
    for person in serving:
        assert person.name not in page


def test_the_page_of_a_shift_offers_the_code_to_who_serves(shift, serving, make_volunteer):
    door = reverse("points:shift-rate", args=[shift.pk])
    page = reverse("points:shift", args=[shift.pk])
    assert door in signed_in(serving[0].user).get(page).content.decode()
    assert door not in signed_in(make_volunteer().user).get(page).content.decode()
