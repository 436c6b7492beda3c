"""At the desk nobody reads names beyond the community, and whom only the activity names not beyond the list."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from points.activities import services as activities
from points.models import Grid, Resident, Scan
from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role
from tests.activities.conftest import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def saturday():
    with clock("08:00"):
        yield


@pytest.fixture
def stranger(community, make_household) -> Resident:
    """慕容小明 lives in the neighbouring community, with a brother."""
    other = Grid.objects.get(pk=community.get_parent().pk).add_child(level=community.level, name="石门社区")
    household = make_household("慕容小明", grid=other)
    Resident.objects.create(household=household, name="慕容小刚")
    return household.residents.get(is_head=True)


@pytest.fixture
def desk(organiser) -> Client:
    return signed_in(organiser)


@pytest.fixture
def named(activity) -> Client:
    """Runs the shift because the activity says so, without a duty to see people."""
    user = get_user_model().objects.create_user("named", password="x")
    activity.organisers.add(user)
    return signed_in(user)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def scan(client: Client, shift, **sent):
    sent = {"key": str(uuid4()), "direction": "in", "reason": "no_phone"} | sent
    return client.post(reverse("points:scanner", args=[shift.pk]), sent, follow=True).content.decode()


def test_the_card_of_a_neighbouring_household_shows_none_of_its_names(desk, shift, stranger, administrator):
    card = people.issue_card(stranger.household, by=administrator)
    page = scan(desk, shift, text=card_text(card))
    assert "慕容" not in page


def test_the_card_of_a_neighbouring_resident_is_refused_without_the_name(desk, shift, stranger, administrator):
    card = people.issue_card(stranger.household, by=administrator, resident=stranger)
    page = scan(desk, shift, text=card_text(card))
    assert "pt-verdict--bad" in page
    assert Scan.objects.get().refusal == "not_of_this_community"
    again = desk.get(reverse("points:scanner", args=[shift.pk])).content.decode()
    assert "慕容" not in page + again


def test_the_card_of_an_own_household_offers_its_members(desk, shift, volunteer, administrator):
    Resident.objects.create(household=volunteer.household, name="李小明")
    card = people.issue_card(volunteer.household, by=administrator)
    page = scan(desk, shift, text=card_text(card))
    assert "王芳" in page
    assert "李小明" in page


def test_whom_the_activity_names_enters_nobody_by_a_guessed_id(named, shift, volunteer):
    page = scan_status(named, shift, resident=volunteer.pk)
    assert page == 404
    assert not Scan.objects.exists()
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    assert scan_status(named, shift, resident=volunteer.pk) == 302


def test_whom_the_activity_names_enters_whoever_holds_out_a_card(named, shift, volunteer, administrator):
    Resident.objects.create(household=volunteer.household, name="李小明")
    card = people.issue_card(volunteer.household, by=administrator)
    page = scan(named, shift, text=card_text(card))
    assert f'name="text" value="{card_text(card)}"' in page
    assert scan_status(named, shift, resident=volunteer.pk, text=card_text(card)) == 302


def test_an_organiser_with_the_duty_enters_anybody_of_the_community(desk, shift, volunteer, stranger):
    assert scan_status(desk, shift, resident=volunteer.pk) == 302
    assert scan_status(desk, shift, resident=stranger.pk) == 404


def test_the_program_of_whom_the_activity_names_enters_nobody_by_a_guessed_id(named, shift, volunteer):
    body = {"shift": shift.pk, "direction": "in", "resident": volunteer.pk, "reason": "paper"}
    headers = {"Idempotency-Key": str(uuid4())}
    answer = named.post("/points/api/v1/checkins", body, content_type="application/json", headers=headers)
    assert answer.status_code == 404
    assert not Scan.objects.exists()


def test_grid_staff_of_one_building_runs_no_shift_of_the_community(shift, volunteer, make_staff, community):
    user = make_staff(Role.GRID_STAFF, grid=Grid.objects.get(pk=volunteer.household.grid_id))
    assert scan_status(signed_in(user), shift, resident=volunteer.pk) == 403


def scan_status(client: Client, shift, **sent) -> int:
    sent = {"key": str(uuid4()), "direction": "in", "reason": "no_phone"} | sent
    return client.post(reverse("points:scanner", args=[shift.pk]), sent).status_code
