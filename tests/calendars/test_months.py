"""The calendar of a month: what stands in it, what is chosen from it, and where its links lead."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from points.activities import services as activities
from points.calendars import months
from points.models import Activity, ActivityKind, Programme, Shift, Team
from tests.activities.conftest import FRIDAY, at, clock

pytestmark = pytest.mark.django_db
CALENDAR = "/points/calendar/"


@pytest.fixture(autouse=True)
def _on_friday(client):
    client.cookies["django_language"] = "en"
    with clock("08:00", FRIDAY):
        yield


def page(client, status=200, **chosen) -> str:
    answer = client.get(CALENDAR, chosen)
    assert answer.status_code == status
    return answer.content.decode()


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', text)


def test_a_visitor_sees_the_month_of_today_with_links_to_the_shifts(client, shift):
    text = page(client)
    assert "November 2026" in text
    assert reverse("points:shift", args=[shift.pk]) in text
    assert 'aria-current="date"' in text


def test_weeks_begin_on_monday_and_hold_the_whole_month(shift):
    month = months.month_of(date(2026, 11, 1), [shift])
    assert all(week[0].on.weekday() == 0 and len(week) == 7 for week in month.weeks)
    days = [day.on.day for week in month.weeks for day in week if day.is_of_month]
    assert days == list(range(1, 31))
    assert [day.on for day in month.days] == [date(2026, 11, 14)]


def test_a_shift_of_the_night_stands_on_the_day_on_which_it_begins(activity, administrator):
    late = activities.add_shift(
        activity, starts_at=at("23:30", day=30), ends_at=at("23:30", day=30) + timedelta(hours=2), capacity=5,
        by=administrator,
    )  # fmt: skip
    assert [day.on for day in months.month_of(date(2026, 11, 1), [late]).days] == [date(2026, 11, 30)]
    since, until = months.bounds(date(2026, 11, 1))
    assert since <= late.starts_at < until


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2028, 2, 1), date(2028, 1, 1), date(2028, 3, 1)),
    ],
)
def test_the_neighbours_of_a_month_cross_the_year(first, before, after):
    assert (months.before(first), months.after(first)) == (before, after)


def test_neighbours_are_links_as_long_as_something_lies_there(client, shift, activity, administrator):
    assert "month=2026-12" not in page(client)
    december = {"starts_at": at("08:00") + timedelta(days=30), "ends_at": at("10:00") + timedelta(days=30)}
    activities.add_shift(activity, **december, capacity=5, by=administrator)
    assert any("month=2026-12" in link for link in links(page(client)))
    assert any("month=2026-11" in link for link in links(page(client, month="2026-12")))
    assert not any("month=2026-10" in link for link in links(page(client)))


def test_what_is_chosen_goes_along_to_the_next_month(client, community, make_activity, make_shift, administrator):
    programme = Programme.objects.create(community=community, name="邻里守望")
    watch = make_activity("邻里看望", programme=programme)
    make_shift(of=watch)
    make_shift(of=make_activity("大扫除"))
    december = {"starts_at": at("08:00") + timedelta(days=30), "ends_at": at("10:00") + timedelta(days=30)}
    activities.add_shift(watch, **december, capacity=5, by=administrator)
    text = page(client, programme=programme.pk)
    assert "邻里看望" in text
    assert "大扫除" not in text
    following = next(link for link in links(text) if "month=2026-12" in link)
    assert f"programme={programme.pk}" in following


def test_one_chooses_by_kind_and_by_team(client, community, make_activity, make_shift):
    team = Team.objects.create(community=community, name="红袖章")
    patrol = ActivityKind.objects.create(name="巡逻")
    make_shift(of=make_activity("夜巡", kind=patrol, team=team))
    make_shift(of=make_activity("大扫除"))
    for chosen in ({"kind": patrol.pk}, {"team": team.pk}):
        text = page(client, **chosen)
        assert "夜巡" in text
        assert "大扫除" not in text
    assert reverse("points:calendar-team", args=[team.pk]) in page(client, team=team.pk)


def test_a_draft_is_in_no_calendar_and_what_is_cancelled_says_so(client, shift):
    Shift.objects.update(state=Shift.State.CANCELLED)
    assert "Cancelled" in page(client)
    Activity.objects.update(is_published=False)
    assert "周六大扫除" not in page(client)


def test_an_empty_month_says_so(client, shift):
    assert "Nothing is planned in this month" in page(client, month="2027-05")


@pytest.mark.parametrize("month", ["2026-13", "x", "1999-12", "2101-01", "2026-11-01", "9999999-01"])
def test_a_month_that_is_none_gives_the_month_of_today_and_says_so(client, shift, month):
    text = page(client, status=400, month=month)
    assert "There is no such month." in text
    assert "周六大扫除" in text


def test_a_choice_that_is_none_says_so(client, shift):
    assert page(client, status=400, team="999999")
    assert page(client, status=400, kind="x")


def test_a_resident_sees_the_own_places_and_the_way_to_the_own_calendar(client, shift, volunteer):
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    client.force_login(volunteer.user)
    text = page(client)
    assert "Signed up" in text
    assert reverse("points:calendar-mine") in text
    assert reverse("points:calendar-community", args=[shift.activity.community_id]) in text


def test_a_month_that_is_over_offers_no_places(client, shift):
    assert "places left" in page(client, view="list")
    with clock("12:00", day=14):
        assert "places left" not in page(client, view="list")
