"""What calendar apps read: whose, how it is written, what is called off, and when it is sent at all."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from icalendar import Calendar

from points.activities import services as activities
from points.calendars import queries, services
from points.errors import NotPermitted
from points.models import Activity, CalendarAddress, Resident, Shift, SignUp, Team
from points.people import services as people
from points.permissions import Role
from tests.activities.conftest import FRIDAY, at, clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_friday():
    with clock("08:00", FRIDAY):
        yield


@pytest.fixture
def signed_up(shift, volunteer) -> SignUp:
    return activities.sign_up(shift, resident=volunteer, by=volunteer.user)


@pytest.fixture
def address(volunteer) -> str:
    return own_address(services.renew_address(volunteer, by=volunteer.user))


def own_address(kept: CalendarAddress) -> str:
    return reverse("points:calendar-own", args=[queries.token_of(kept)])


def read(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def only(calendar):
    (event,) = calendar.events
    return event


def of_shift(shift) -> str:
    return reverse("points:calendar-shift", args=[shift.pk])


def of_community(community) -> str:
    return reverse("points:calendar-community", args=[community.pk])


# --- the own calendar -----------------------------------------------------------------------------------------------


def test_what_somebody_signed_up_for_stands_in_the_own_calendar_without_a_login(client, signed_up, address):
    event = only(read(client, address))
    assert str(event["summary"]) == "周六大扫除"
    assert str(event["location"]) == "1栋楼下"
    assert event["status"] == "CONFIRMED"
    assert event["dtstart"].dt == at("08:00")
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert urlsplit(str(event["url"])).path == reverse("points:shift", args=[signed_up.shift_id])


def test_the_own_calendar_says_nothing_about_anybody(client, shift, make_volunteer, signed_up, address):
    activities.sign_up(shift, resident=(other := make_volunteer("李明华")), by=other.user)
    text = client.get(address).content.decode()
    for word in ("王芳", "李明华", "李", "ATTENDEE", "ORGANIZER"):
        assert word not in text


def test_the_times_stand_in_the_zone_of_the_site_which_is_defined_beside_them(client, signed_up, address):
    text = client.get(address).content.decode()
    assert "DTSTART;TZID=Asia/Shanghai:20261114T080000" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai" in text


def test_who_waits_or_is_offered_a_place_has_it_as_not_certain(client, shift, make_volunteer, volunteer, address):
    Shift.objects.filter(pk=shift.pk).update(capacity=1)
    first = activities.sign_up(shift, resident=(other := make_volunteer("李明华")), by=other.user)
    activities.sign_up_or_wait(shift, resident=volunteer, by=volunteer.user)
    waiting = only(read(client, address))
    assert waiting["status"] == "TENTATIVE"

    with clock("09:00", FRIDAY):
        activities.cancel_sign_up(first, by=first.resident.user)
        offered = only(read(client, address))
    assert offered["status"] == "TENTATIVE"
    assert offered["sequence"] > waiting["sequence"]

    with clock("09:01", FRIDAY):
        activities.confirm_place(SignUp.objects.get(resident=volunteer), by=volunteer.user)
        confirmed = only(read(client, address))
    assert confirmed["status"] == "CONFIRMED"
    assert confirmed["sequence"] > offered["sequence"]


def test_a_place_that_was_given_back_is_called_off_and_taken_again_is_certain(client, signed_up, volunteer, address):
    with clock("09:00", FRIDAY):
        activities.cancel_sign_up(signed_up, by=volunteer.user)
    off = only(read(client, address))
    assert off["status"] == "CANCELLED"
    with clock("09:30", FRIDAY):
        activities.sign_up(signed_up.shift, resident=volunteer, by=volunteer.user)
    again = only(read(client, address))
    assert again["status"] == "CONFIRMED"
    assert again["uid"] == off["uid"]
    assert again["sequence"] > off["sequence"]


def test_a_cancelled_shift_is_called_off_for_everybody(client, signed_up, address, community):
    Shift.objects.update(state=Shift.State.CANCELLED)
    for found in (address, of_community(community), of_shift(signed_up.shift)):
        assert only(read(client, found))["status"] == "CANCELLED"


def test_the_own_calendar_reaches_back_a_season(client, signed_up, address):
    with clock("10:00", day=15):
        assert len(read(client, address).events) == 1
    Shift.objects.update(starts_at=at("08:00") - timedelta(days=100), ends_at=at("10:00") - timedelta(days=100))
    assert read(client, address).events == []


# --- the secret address ---------------------------------------------------------------------------------------------


def test_a_renewed_address_ends_the_old_one(client, volunteer, address):
    fresh = own_address(services.renew_address(volunteer, by=volunteer.user))
    assert fresh != address
    assert client.get(address).status_code == 404
    assert client.get(fresh).status_code == 200


def test_a_closed_address_reads_nothing(client, volunteer, address):
    services.close_address(volunteer, by=volunteer.user)
    assert client.get(address).status_code == 404
    services.close_address(volunteer, by=volunteer.user)


def test_the_database_alone_does_not_tell_the_address(client, address):
    number = CalendarAddress.objects.get().number
    for token in (number, f"{number}.", f"{number}.AAAA", "x", "."):
        assert client.get(reverse("points:calendar-own", args=[token])).status_code == 404


def test_nobody_opens_or_closes_the_address_of_somebody_else(volunteer, make_volunteer, administrator, make_staff):
    services.renew_address(volunteer, by=volunteer.user)
    for by in (make_volunteer("李明华").user, administrator, make_staff(Role.GRID_STAFF)):
        with pytest.raises(NotPermitted):
            services.renew_address(volunteer, by=by)
        with pytest.raises(NotPermitted):
            services.close_address(volunteer, by=by)
    assert CalendarAddress.objects.count() == 1


def test_who_moved_away_or_was_erased_has_no_calendar(client, volunteer, administrator, make_staff, address):
    Resident.objects.filter(pk=volunteer.pk).update(is_active=False)
    assert client.get(address).status_code == 404
    Resident.objects.filter(pk=volunteer.pk).update(is_active=True)
    people.register_resident(volunteer.household, name="李大明", by=administrator)
    request = people.request_erasure(volunteer, by=volunteer.user)
    people.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    assert client.get(address).status_code == 404
    assert not CalendarAddress.objects.exists()


def test_the_secret_address_is_kept_by_nobody_on_the_way(client, address):
    answer = client.get(address)
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


# --- of a community, of a team --------------------------------------------------------------------------------------


def test_the_feed_of_a_community_holds_what_was_published_there_and_above(
    client, community, shift, make_activity, make_shift
):
    draft = make_activity("还没定")
    Activity.objects.filter(pk=draft.pk).update(is_published=False)
    make_shift(of=draft)
    assert [str(event["summary"]) for event in read(client, of_community(community)).events] == ["周六大扫除"]


def test_the_feed_of_a_team_holds_what_is_the_teams(client, community, make_activity, make_shift, shift):
    team = Team.objects.create(community=community, name="红袖章")
    make_shift(of=make_activity("夜巡", team=team))
    events = read(client, reverse("points:calendar-team", args=[team.pk])).events
    assert [str(event["summary"]) for event in events] == ["夜巡"]


def test_a_grid_that_is_no_community_has_no_feed(client, community, building):
    assert client.get(of_community(community)).status_code == 200
    assert client.get(of_community(building)).status_code == 404


def test_the_file_of_a_draft_is_for_who_runs_it(client, shift, organiser):
    Activity.objects.update(is_published=False)
    assert client.get(of_shift(shift)).status_code == 404
    client.force_login(organiser)
    assert only(read(client, of_shift(shift)))["status"] == "CONFIRMED"


# --- what an app does with it ---------------------------------------------------------------------------------------


def test_an_entry_is_the_same_in_every_feed_and_stays_itself_when_it_moves(
    client, community, signed_up, address, administrator
):
    before = [only(read(client, found)) for found in (address, of_community(community), of_shift(signed_up.shift))]
    assert len({str(event["uid"]) for event in before}) == 1
    with clock("12:00", FRIDAY):
        times = {"starts_at": at("09:00"), "ends_at": at("11:00")}
        activities.change_shift(signed_up.shift, **times, capacity=30, by=administrator)
    after = only(read(client, address))
    assert after["uid"] == before[0]["uid"]
    assert after["dtstart"].dt == at("09:00")
    assert after["sequence"] > before[0]["sequence"]
    assert after["last-modified"].dt == datetime(2026, 11, 13, 4, 0, tzinfo=UTC)


def test_a_place_that_somebody_takes_changes_no_calendar(client, community, shift, make_volunteer):
    before = client.get(of_community(community)).content
    with clock("12:00", FRIDAY):
        activities.sign_up(shift, resident=(other := make_volunteer("李明华")), by=other.user)
        assert client.get(of_community(community)).content == before


def test_an_app_that_has_it_already_is_told_so_in_no_bytes(client, community, shift, administrator):
    first = client.get(of_community(community))
    assert first["Cache-Control"] == "public, max-age=900"
    again = client.get(of_community(community), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    activities.change_shift(shift, starts_at=at("08:00"), ends_at=at("10:30"), capacity=30, by=administrator)
    changed = client.get(of_community(community), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_what_is_written_survives_being_read(client, make_activity, make_shift, community):
    odd = "周六；大扫除, 带\\水\n和" + "很长" * 60
    shift = make_shift(of=make_activity(odd[:100], content=odd))
    event = only(read(client, of_shift(shift)))
    assert str(event["summary"]).replace("\n", "") == odd[:100].replace("\n", "")
    assert odd in str(event["description"])
    for line in client.get(of_shift(shift)).content.split(b"\r\n"):
        assert len(line) <= 75


def test_the_own_calendar_speaks_the_language_of_its_owner(client, volunteer, signed_up, address):
    from_app = {"Accept-Language": "en"}
    people.prefer(volunteer.user, language="zh-hans")
    name = Calendar.from_ical(client.get(address, headers=from_app).content)["x-wr-calname"]
    assert str(name) == "我的班次"
