"""What a phone holds to know cards without a network: enough for that, and nothing about anybody."""

import hashlib
import json

import pytest
from django.urls import reverse

from points.activities import pocket
from points.activities import services as activities
from points.models import Grid
from points.people import card_keys
from points.people import services as people

from .conftest import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_morning():
    with clock("07:30"):
        yield


@pytest.fixture
def signed_up(shift, volunteer, organiser, administrator):
    activities.sign_up(shift, resident=volunteer, by=organiser)
    return people.issue_card(volunteer.household, by=administrator, resident=volunteer)


def held(client, user, shift) -> dict:
    client.force_login(user)
    return client.get(reverse("points:scanner-pocket", args=[shift.pk])).json()


def digest(serial: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}{serial}".encode()).hexdigest()[:20]


def test_it_knows_who_is_expected_by_a_digest_and_the_first_sign_of_the_name(client, shift, organiser, signed_up):
    found = held(client, organiser, shift)
    assert found["expected"] == {digest(signed_up.serial, found["salt"]): "王"}
    assert found["revoked"] == []


def test_it_knows_revoked_cards_of_the_community_and_of_no_other(
    client, shift, organiser, signed_up, administrator, community, make_household
):
    far = Grid.objects.get(pk=community.add_sibling(level=community.level, name="黎冲社区").pk)
    elsewhere = people.issue_card(make_household("赵六", grid=far), by=administrator)
    for card in (signed_up, elsewhere):
        people.revoke_card(card, by=administrator)
    found = held(client, organiser, shift)
    assert found["revoked"] == [digest(signed_up.serial, found["salt"])]
    assert found["expected"] == {}


def test_it_holds_no_name_no_number_and_no_serial(client, shift, organiser, signed_up, volunteer):
    text = json.dumps(held(client, organiser, shift), ensure_ascii=False)
    assert volunteer.name not in text
    assert volunteer.household.account.number not in text
    assert signed_up.serial not in text


def test_two_shifts_hold_nothing_that_could_be_compared(client, make_shift, organiser, volunteer, administrator):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    shifts = [make_shift(), make_shift("11:00", "12:00")]
    for shift in shifts:
        activities.sign_up(shift, resident=volunteer, by=organiser)
    first, second = ({*held(client, organiser, shift)["expected"]} for shift in shifts)
    assert len(first) == len(second) == 1
    assert first.isdisjoint(second)


def test_it_is_thrown_away_an_hour_after_the_grace(shift):
    assert (pocket.thrown_away_at(shift) - shift.ends_at).total_seconds() == 90 * 60


def test_it_holds_the_public_half_of_the_key_alone(client, shift, organiser, settings, tmp_path):
    settings.POINTS = {"card_key": str(tmp_path / "card.pem")}
    public = card_keys.new_card_key(settings.POINTS["card_key"])
    assert pocket.of_shift(shift)["keys"] == held(client, organiser, shift)["keys"]
    assert [len(public)] == [32]
    assert (tmp_path / "card.pem").read_text().splitlines()[1] not in json.dumps(held(client, organiser, shift))


def test_the_page_that_a_phone_keeps_names_nobody(client, shift, organiser, volunteer, signed_up):
    client.force_login(organiser)
    page = reverse("points:scanner", args=[shift.pk])
    activities.check_in_by_hand(
        shift, resident=volunteer, direction="in", entry=activities.Entry(reason="纸质签到表"), by=organiser, key="k"
    )
    assert "王芳" in client.get(page).content.decode()
    kept = client.get(page, {"kept": "1"}).content.decode()
    assert "王芳" not in kept
    assert 'data-module="desk"' in kept
