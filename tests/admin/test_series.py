"""The office writes a template, looks at its days, skips one, and makes the shifts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from points.models import Activity, ActivityKind, Series, Shift, SkippedDay
from points.permissions import Role

pytestmark = pytest.mark.django_db
SATURDAYS = ["2026-11-14", "2026-11-21", "2026-11-28", "2026-12-05"]


@pytest.fixture(autouse=True)
def _on_friday(settings):
    settings.POINTS = {"plan_days": 22}
    with time_machine.travel(datetime(2026, 11, 13, 8, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False):
        yield


@pytest.fixture
def activity(community) -> Activity:
    kind = ActivityKind.objects.create(name="集中活动")
    return Activity.objects.create(community=community, kind=kind, name="周六大扫除")


@pytest.fixture
def officer(as_role):
    client = as_role(Role.ORGANISER)
    client.cookies["django_language"] = "en"
    return client


def template(activity, **fields):
    weekly = {"activity": activity.pk, "rhythm": "weekly", "weekdays": ["6"], "first_on": "2026-11-01"}
    return weekly | {"from_time": "08:00", "to_time": "10:00", "capacity": 10, "days_before": 0} | fields


def add(client, activity, **fields):
    return client.post(reverse("points_series:add"), template(activity, **fields))


@pytest.fixture
def series(officer, activity) -> Series:
    add(officer, activity)
    return Series.objects.get()


def days(series) -> str:
    return reverse("points_series:days", args=[series.pk])


def made() -> list[str]:
    return [str(day) for day in Shift.objects.order_by("planned_on").values_list("planned_on", flat=True)]


def test_a_new_template_leads_to_its_days_and_makes_nothing_yet(officer, activity):
    answer = add(officer, activity)
    series = Series.objects.get()
    assert answer["Location"] == days(series)
    shown = officer.get(days(series))
    assert [str(one.planned_on) for one in shown.context["occasions"]] == SATURDAYS
    assert "Make 4 shifts" in shown.content.decode()
    assert not Shift.objects.exists()


def test_the_button_makes_the_ticked_days_and_skips_the_others(officer, series):
    wanted = [day for day in SATURDAYS if day != "2026-11-21"]
    assert officer.post(days(series), {"shown": SATURDAYS, "wanted": wanted})["Location"] == days(series)
    assert made() == wanted
    assert str(SkippedDay.objects.get().planned_on) == "2026-11-21"
    assert "Skipped" in officer.get(days(series)).content.decode()
    officer.post(days(series), {"shown": SATURDAYS, "wanted": SATURDAYS})
    assert made() == SATURDAYS


def test_a_tick_that_is_taken_away_takes_the_shift_that_nobody_touched(officer, series):
    officer.post(days(series), {"shown": SATURDAYS, "wanted": SATURDAYS})
    officer.post(days(series), {"shown": SATURDAYS, "wanted": SATURDAYS[1:]})
    assert made() == SATURDAYS[1:]


def test_days_that_were_not_looked_at_or_are_none_change_nothing(officer, series):
    officer.post(days(series), {"shown": ["2026-11-15", "x"], "wanted": ["2026-11-16"]})
    assert not SkippedDay.objects.exists()
    assert made() == SATURDAYS


def test_another_template_leads_to_its_days_too(officer, series, activity):
    officer.post(days(series), {"shown": SATURDAYS, "wanted": SATURDAYS})
    sent = template(activity, weekdays=["7"], is_active="on")
    answer = officer.post(reverse("points_series:edit", args=[series.pk]), sent)
    assert answer["Location"] == days(series)
    assert made() == []
    series.refresh_from_db()
    assert (series.weekdays, series.activity) == ("7", activity)
    form = officer.get(reverse("points_series:edit", args=[series.pk])).context["form"]
    assert form["weekdays"].value() == ["7"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"rhythm": "monthly_weekday", "weekdays": ["1", "2"], "nth": 1}, "weekdays"),
        ({"rhythm": "monthly_weekday", "weekdays": ["1"]}, "nth"),
        ({"rhythm": "festival"}, "festival"),
        ({"last_on": "2026-10-01"}, "last_on"),
        ({"first_on": "2300-01-01"}, "first_on"),
        ({"capacity": 0}, "capacity"),
        ({"weekdays": ["9"]}, "weekdays"),
    ],
)
def test_what_a_rhythm_lacks_is_said_beside_the_field(officer, activity, fields, wrong):
    answer = add(officer, activity, **fields)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [wrong]


def test_a_rare_day_is_named_though_it_is_far(officer, activity):
    add(officer, activity, rhythm="festival", festival="spring", weekdays=[])
    shown = officer.get(days(Series.objects.get()))
    assert shown.context["occasions"] == []
    assert shown.context["later"] == [date(2027, 2, 6)]


def test_a_template_of_another_community_is_neither_read_nor_offered(officer, elsewhere):
    kind = ActivityKind.objects.create(name="讲座")
    theirs = Activity.objects.create(community=elsewhere, kind=kind, name="讲座")
    assert "activity" in add(officer, theirs).context["form"].errors
    foreign = Series.objects.create(
        activity=theirs, weekdays="6", first_on=date(2026, 11, 1), from_time="08:00", to_time="09:00", capacity=1
    )
    for do in (officer.get, officer.post):
        assert do(days(foreign)).status_code == 404
    assert not Shift.objects.exists()
