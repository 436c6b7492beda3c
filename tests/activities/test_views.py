"""The pages of a resident: what is on, a place, a check-in that survives the login."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.models import CheckIn, Scan, Shift, SignUp

from .conftest import clock

pytestmark = pytest.mark.django_db
CHECK_IN = "/points/activities/checkin/"


@pytest.fixture(autouse=True)
def _at_eight(settings):
    with clock("08:00"):
        yield


@pytest.fixture
def member(client, volunteer):
    client.force_login(volunteer.user)
    return client


def key_in(response) -> str:
    return re.search(r'name="key" value="([0-9a-f-]{36})"', response.content.decode())[1]


def text(response) -> str:
    return response.content.decode()


# --- the list and the shift -----------------------------------------------------------------------------------------


def test_everybody_sees_what_is_on(client, shift):
    page = client.get(reverse("points:activities"))
    assert page.status_code == 200
    assert "周六大扫除" in text(page)
    assert "周六大扫除" in text(client.get(reverse("points:shift", args=[shift.pk])))
    assert "周六大扫除" in text(client.get(reverse("points:activity", args=[shift.activity_id])))


def test_what_is_not_published_is_hidden_from_all_but_its_organiser(client, shift, activity, organiser):
    activity.is_published = False
    activity.save()
    assert "周六大扫除" not in text(client.get(reverse("points:activities")))
    for address in (reverse("points:shift", args=[shift.pk]), reverse("points:activity", args=[activity.pk])):
        assert client.get(address).status_code == 404
    client.force_login(organiser)
    assert client.get(reverse("points:shift", args=[shift.pk])).status_code == 200


def test_a_resident_signs_up_and_gives_the_place_back(member, shift, volunteer):
    page = member.post(reverse("points:sign-up", args=[shift.pk]), follow=True)
    assert SignUp.objects.get().resident == volunteer
    assert reverse("points:sign-up-cancel", args=[shift.pk]) in text(page)
    assert reverse("points:shift", args=[shift.pk]) in text(member.get(reverse("points:activities")))
    member.post(reverse("points:sign-up-cancel", args=[shift.pk]))
    assert SignUp.objects.get().state == "cancelled"


def test_who_gives_back_a_place_in_what_was_withdrawn_is_led_to_what_is_on(member, shift, activity):
    member.post(reverse("points:sign-up", args=[shift.pk]))
    activity.is_published = False
    activity.save()

    page = member.post(reverse("points:sign-up-cancel", args=[shift.pk]), follow=True)

    assert page.redirect_chain == [(reverse("points:activities"), 302)]
    assert page.status_code == 200
    assert SignUp.objects.get().state == "confirmed"


def test_a_full_shift_says_so(member, make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    other = make_volunteer()
    activities.sign_up(shift, resident=other, by=other.user)
    page = member.post(reverse("points:sign-up", args=[shift.pk]), follow=True)
    assert "pt-notice--bad" in text(page)
    assert SignUp.objects.count() == 1


def test_signing_up_asks_for_a_login_and_comes_back(client, shift, volunteer):
    answer = client.get(reverse("points:sign-up", args=[shift.pk]))
    assert answer.status_code == 302
    assert "login" in answer.url
    client.force_login(volunteer.user)
    assert client.get(reverse("points:sign-up", args=[shift.pk])).url == reverse("points:shift", args=[shift.pk])
    assert not SignUp.objects.exists()


def test_a_login_without_a_resident_gets_no_place(client, shift, organiser):
    client.force_login(organiser)
    client.post(reverse("points:sign-up", args=[shift.pk]))
    assert not SignUp.objects.exists()


# --- the code -------------------------------------------------------------------------------------------------------


def test_a_code_is_read_at_first_load_and_carried_through_the_login(client, shift, volunteer):
    first = client.get(CHECK_IN, {"code": queries.current_code(shift)})
    assert first.url == CHECK_IN
    to_login = client.get(CHECK_IN)
    assert parse_qs(urlsplit(to_login.url).query)["next"] == [CHECK_IN]
    with clock("08:03"):
        # As django.contrib.auth.login does it: the session of a stranger is kept and gets a new key.
        client.force_login(volunteer.user)
        page = client.get(CHECK_IN)
        assert "08:00:00" in text(page)
        done = client.post(CHECK_IN, {"key": key_in(page), "direction": "in"})
        assert "08:00" in text(client.get(done.url))
    assert CheckIn.objects.get().in_at.minute == 0


def test_a_forwarded_address_is_refused(client, shift, volunteer):
    code = queries.current_code(shift)
    with clock("08:00:40"):
        page = client.get(CHECK_IN, {"code": code})
        assert page.status_code == 409
        assert "pt-verdict--bad" in text(page)
        client.force_login(volunteer.user)
        assert 'name="direction"' not in text(client.get(CHECK_IN))
    assert not CheckIn.objects.exists()


def test_a_pass_ends(client, shift, volunteer):
    client.get(CHECK_IN, {"code": queries.current_code(shift)})
    client.force_login(volunteer.user)
    with clock("08:16"):
        page = client.get(CHECK_IN)
    assert page.status_code == 409
    assert 'name="direction"' not in text(page)


def test_the_code_may_be_typed(member, shift):
    code = queries.current_code(shift).lower()
    assert 'name="code"' in text(member.get(CHECK_IN))
    page = member.post(CHECK_IN, {"code": f"{code[:4]} {code[4:]}"}, follow=True)
    member.post(CHECK_IN, {"key": key_in(page), "direction": "in"})
    assert CheckIn.objects.get().in_at


def test_a_double_tap_checks_in_once(member, shift):
    page = member.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
    sent = {"key": key_in(page), "direction": "in"}
    first, second = member.post(CHECK_IN, sent), member.post(CHECK_IN, sent)
    assert first.url == second.url
    assert Scan.objects.count() == 1


def test_a_pass_is_used_once(member, shift):
    page = member.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
    member.post(CHECK_IN, {"key": key_in(page), "direction": "in"})
    other = member.post(CHECK_IN, {"key": "00000000-0000-4000-8000-000000000000", "direction": "out"})
    assert other.status_code == 409
    assert CheckIn.objects.get().out_at is None


def test_without_a_pass_nothing_is_recorded(member, shift):
    answer = member.post(CHECK_IN, {"key": "00000000-0000-4000-8000-000000000000", "direction": "in"})
    assert answer.status_code == 409
    assert not Scan.objects.exists()


def test_whoever_is_in_is_offered_the_way_out(member, shift, volunteer):
    page = member.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
    member.post(CHECK_IN, {"key": key_in(page), "direction": "in"})
    with clock("10:00"):
        page = member.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
        assert 'value="out"' in text(page)
        assert 'value="in"' not in text(page)
        receipt = member.post(CHECK_IN, {"key": key_in(page), "direction": "out"}, follow=True)
    assert "+4" in text(receipt)
    assert CheckIn.objects.get().out_at.hour == 2


def test_a_refused_check_in_says_why(member, shift, volunteer, administrator):
    page = member.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
    Shift.objects.update(state="closed")
    answer = member.post(CHECK_IN, {"key": key_in(page), "direction": "in"})
    assert answer.status_code == 409
    assert Scan.objects.get().refusal == "shift_not_open"


def test_the_receipt_is_for_the_person_alone(client, member, shift, make_volunteer):
    page = member.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
    done = member.post(CHECK_IN, {"key": key_in(page), "direction": "in"})
    assert member.get(done.url).status_code == 200
    member.force_login(make_volunteer().user)
    assert member.get(done.url).status_code == 404
    member.logout()
    assert member.get(done.url).status_code == 302


def test_a_login_without_a_resident_is_told(client, shift, organiser):
    client.force_login(organiser)
    page = client.get(CHECK_IN, {"code": queries.current_code(shift)}, follow=True)
    assert page.status_code == 200
    assert 'name="direction"' not in text(page)
