"""At the station with a phone, and at its desk."""

import re

import pytest
from django.urls import reverse

from points.activities import queries as activities_queries
from points.models import Asking, CheckIn, Shift
from points.people import services as people
from points.permissions import Role
from points.stations import services as stations

from .conftest import at, clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def phone(client, volunteer):
    client.force_login(volunteer.user)
    return client


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def address(station) -> str:
    return reverse("points:station", args=[station.code])


def text(response) -> str:
    return response.content.decode()


def key_in(page) -> str:
    return re.search(r'name="key" value="([0-9a-f-]{36})"', text(page))[1]


def want(client, station, shift, direction="in"):
    page = client.get(address(station))
    sent = {"key": key_in(page), "shift": shift.pk, "direction": direction}
    return client.post(address(station), sent, follow=True)


def test_a_resident_asks_waits_and_is_in(client, station, shift, volunteer, organiser):
    client.force_login(volunteer.user)
    with clock("08:00"):
        waiting = want(client, station, shift)
    asking = Asking.objects.get()
    assert waiting.redirect_chain == [(reverse("points:station-asking", args=[asking.pk]), 302)]
    assert "Waiting for the desk" in text(waiting)
    assert not CheckIn.objects.exists()
    with clock("08:10"):
        client.force_login(organiser)
        listed = text(client.get(reverse("points:station-desk", args=[station.pk])))
        assert "王芳" in listed
        assert "asked at 08:00:00" in listed
        client.post(reverse("points:station-answer", args=[asking.pk]), {"do": "confirm"})
        client.force_login(volunteer.user)
        now = text(client.get(reverse("points:station-asking-now", args=[asking.pk])))
    assert "Checked in" in now
    assert "08:00" in now
    assert CheckIn.objects.get().in_at == at("08:00")


def test_opening_the_code_again_leads_to_what_was_asked(phone, station, shift):
    with clock("08:00"):
        want(phone, station, shift)
    with clock("08:05"):
        assert phone.get(address(station)).url == reverse("points:station-asking", args=[Asking.objects.get().pk])
    with clock("08:20"):
        assert phone.get(address(station)).status_code == 200, "it has lapsed, so one asks anew"


def test_a_refusal_and_a_lapse_are_said(client, ask, volunteer, make_volunteer, organiser):
    refused, lapsed = ask(volunteer), ask(other := make_volunteer("李雷"))
    with clock("08:05"):
        client.force_login(organiser)
        client.post(reverse("points:station-answer", args=[refused.pk]), {"do": "refuse", "why": "not_here"})
    with clock("08:30"):
        client.force_login(volunteer.user)
        assert "Is not here" in text(client.get(reverse("points:station-asking", args=[refused.pk])))
        client.force_login(other.user)
        shown = text(client.get(reverse("points:station-asking", args=[lapsed.pk])))
        assert "Nobody answered" in shown
        assert "You are not checked in." in shown
        client.force_login(organiser)
        assert "Lapsed" in text(client.get(reverse("points:station-desk", args=[lapsed.station_id])))


def test_whoever_is_in_is_offered_the_way_out(client, ask, station, volunteer, organiser):
    asking = ask(volunteer)
    with clock("08:05"):
        client.force_login(organiser)
        client.post(reverse("points:station-answer", args=[asking.pk]), {"do": "confirm"})
        client.force_login(volunteer.user)
        page = text(client.get(address(station)))
    assert 'value="out"' in page
    assert 'value="in"' not in page


def test_the_pin_is_asked_for_where_the_site_says_so(phone, station, shift, volunteer, settings):
    settings.POINTS = {"station_factor": "pin"}
    people.set_pin(volunteer, pin="7391", by=volunteer.user)
    with clock("08:00"):
        page = want(phone, station, shift)
        assert 'type="password"' in text(page)
        way = page.redirect_chain[-1][0]
        assert phone.post(way, {"proof": "1234"}).status_code == 422
        assert not CheckIn.objects.exists()
        assert "Checked in" in text(phone.post(way, {"proof": "7391"}, follow=True))
    assert CheckIn.objects.exists()


def test_the_rotating_code_is_asked_for_where_the_site_says_so(phone, station, shift, settings):
    settings.POINTS = {"station_factor": "code"}
    with clock("08:00"):
        way = want(phone, station, shift).redirect_chain[-1][0]
        assert phone.post(way, {"proof": "AAAAAAAA"}).status_code == 409
        shown = phone.post(way, {"proof": activities_queries.current_code(shift)}, follow=True)
    assert "Checked in" in text(shown)


def test_where_the_desk_confirms_nothing_that_is_typed_does(phone, station, shift):
    with clock("08:00"):
        way = want(phone, station, shift).redirect_chain[-1][0]
        phone.post(way, {"proof": activities_queries.current_code(shift)})
    assert not CheckIn.objects.exists()


def test_what_was_asked_is_for_the_person_alone(client, ask, volunteer, make_volunteer, organiser):
    asking = ask(volunteer)
    for name in ("station-asking", "station-asking-now"):
        page = reverse(f"points:{name}", args=[asking.pk])
        client.logout()
        assert client.get(page).status_code == 302
        for user in (make_volunteer("李雷").user, organiser):
            client.force_login(user)
            assert client.get(page).status_code == 404
        client.force_login(volunteer.user)
        assert client.get(page).status_code == 200


def test_the_desk_is_for_whoever_runs_the_activity(client, ask, station, volunteer, make_staff):
    asking = ask(volunteer)
    for user in (volunteer.user, make_staff(Role.CASHIER)):
        client.force_login(user)
        for name in ("station-desk", "station-desk-now", "station-poster"):
            assert client.get(reverse(f"points:{name}", args=[station.pk])).status_code == 403
        assert client.post(reverse("points:station-renew", args=[station.pk])).status_code == 403
        assert client.post(reverse("points:station-answer", args=[asking.pk])).status_code == 403
    assert Asking.objects.get().state == "waiting"


def test_the_list_of_the_desk_is_sent_again_only_when_it_changed(desk, ask, station, volunteer):
    now = reverse("points:station-desk-now", args=[station.pk])
    with clock("08:00"):
        first = desk.get(now)
        assert desk.get(now, headers={"If-None-Match": first["ETag"]}).status_code == 304
    ask(volunteer)
    with clock("08:01"):
        assert desk.get(now, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_poster_says_that_the_code_alone_does_nothing(desk, station):
    page = text(desk.get(reverse("points:station-poster", args=[station.pk])))
    assert address(station) in page
    assert "The code alone checks nobody in." in page
    old = station.code
    desk.post(reverse("points:station-renew", args=[station.pk]))
    assert old not in text(desk.get(reverse("points:station-poster", args=[station.pk])))


def test_codes_of_stations_cannot_be_tried_out(phone):
    with clock("08:00"):
        said = [phone.get(reverse("points:station", args=[f"AAAA{number:04}"])).status_code for number in range(11)]
    assert said == [404] * 10 + [429]


def test_the_letters_may_be_typed(client, station):
    typed = client.post(reverse("points:station-type"), {"code": f"{station.code[:4].lower()} {station.code[4:]}"})
    assert typed.url == address(station)
    assert "login" in client.get(typed.url).url


def test_when_nothing_is_on_the_station_says_so(phone, station):
    Shift.objects.update(state="closed")
    with clock("08:00"):
        assert "Nothing is going on here now" in text(phone.get(address(station)))


def test_the_organiser_finds_the_station_beside_the_shift(desk, station, administrator):
    way = reverse("points:station-desk", args=[station.pk])
    with clock("08:10"):
        assert way in text(desk.get(reverse("points:desk")))
        stations.change_station(station, name=station.name, is_active=False, by=administrator)
        assert way not in text(desk.get(reverse("points:desk")))
