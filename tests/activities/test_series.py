"""Shifts that come again: made once, skipped, and left alone as soon as somebody signed up."""

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from points.activities import queries
from points.activities import services as activities
from points.audit import LogEntry
from points.errors import DayTaken, InvalidWindow, NotPermitted, NotYourGrid, SeriesIncomplete
from points.models import Series, Shift, SkippedDay
from points.permissions import Role

from .conftest import at, clock
from .scanning import by_hand

pytestmark = pytest.mark.django_db
R = Series.Rhythm
SATURDAYS = [date(2026, 11, day) for day in (14, 21, 28)] + [date(2026, 12, day) for day in (5, 12, 19, 26)]
SATURDAYS += [date(2027, 1, day) for day in (2, 9)]


def draft(**fields) -> activities.SeriesDraft:
    weekly = {"rhythm": R.WEEKLY, "weekdays": "6", "first_on": date(2026, 11, 1), "capacity": 10}
    return activities.SeriesDraft(**weekly | {"from_time": time(8), "to_time": time(10)} | fields)


@pytest.fixture(autouse=True)
def _on_friday(the_day_before):
    """Friday the 13th of November; shifts are made until 12 January."""


@pytest.fixture
def make_series(activity, organiser):
    def make(**fields) -> Series:
        return activities.create_series(activity, draft=draft(**fields), by=organiser)

    return make


@pytest.fixture
def series(make_series) -> Series:
    return make_series()


def plan(series, by, **more) -> list[Shift]:
    return activities.plan_shifts(series, until=queries.horizon(), by=by, **more)


def days() -> list[date | None]:
    return list(Shift.objects.order_by("planned_on").values_list("planned_on", flat=True))


# --- making ---------------------------------------------------------------------------------------------------------


def test_a_template_makes_the_shifts_of_sixty_days_and_a_second_time_none(series, organiser):
    assert days() == []
    assert [shift.planned_on for shift in plan(series, organiser)] == SATURDAYS
    assert plan(series, organiser) == []
    assert days() == SATURDAYS
    first = Shift.objects.earliest("starts_at")
    assert (first.starts_at, first.ends_at, first.capacity) == (at("08:00"), at("10:00"), 10)
    assert (first.sign_up_opens_at, first.sign_up_closes_at) == (None, None)
    assert LogEntry.objects.filter(action="points.shift_added", user=organiser).count() == len(SATURDAYS)


def test_sign_up_opens_and_closes_relative_to_the_start(make_series, organiser):
    shift = plan(make_series(opens_days=3, closes_hours=12), organiser)[0]
    assert (shift.sign_up_opens_at, shift.sign_up_closes_at) == (at("08:00", 11), at("20:00", 13))


def test_a_night_watch_ends_on_the_next_day_and_in_the_next_year(make_series, organiser):
    plan(make_series(weekdays="4", from_time=time(22), to_time=time(2)), organiser)
    last = Shift.objects.get(planned_on=date(2026, 12, 31))
    assert last.ends_at - last.starts_at == timedelta(hours=4)
    assert timezone.localtime(last.ends_at) == datetime(2027, 1, 1, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_eight_in_the_morning_is_that_of_the_site_whoever_plans(series, organiser):
    with timezone.override("America/New_York"):
        shift = plan(series, organiser)[0]
    assert shift.starts_at == at("08:00")


def test_what_has_begun_is_not_made_any_more(make_series, organiser):
    series = make_series(weekdays="5", from_time=time(8), to_time=time(9))
    # It is Friday, eight o'clock.
    assert plan(series, organiser)[0].planned_on == date(2026, 11, 20)


def test_a_shift_that_was_planned_by_hand_for_the_same_moment_is_not_doubled(series, shift, organiser):
    made = plan(series, organiser)
    assert [one.planned_on for one in made] == SATURDAYS[1:]
    assert queries.occasions(series, until=queries.horizon())[0].shift == shift


def test_a_shift_that_was_put_off_is_not_made_again(series, organiser):
    moved = plan(series, organiser)[0]
    activities.change_shift(moved, starts_at=at("08:00", 15), ends_at=at("10:00", 15), capacity=10, by=organiser)
    assert plan(series, organiser) == []
    assert days() == SATURDAYS


def test_a_template_that_is_switched_off_makes_nothing(make_series, organiser):
    assert plan(make_series(is_active=False), organiser) == []


def test_festival_visits_are_made_when_they_come_near(make_series, organiser):
    series = make_series(rhythm=R.FESTIVAL, festival="spring", days_before=2, weekdays="")
    assert plan(series, organiser) == []
    assert queries.days_later(series)[0] == date(2027, 2, 4)
    with clock("08:00", day=30), time_machine.travel(datetime(2026, 12, 20, tzinfo=ZoneInfo("Asia/Shanghai"))):
        assert [one.planned_on for one in activities.plan_ahead(series)] == [date(2027, 2, 4)]


# --- who, and what is refused ---------------------------------------------------------------------------------------


def test_planning_is_for_those_who_manage_activities_here(activity, series, make_staff, elsewhere_officer):
    for by, refusal in ((make_staff(Role.GRID_STAFF), NotPermitted), (elsewhere_officer, NotYourGrid)):
        for do in (
            partial(activities.create_series, activity, draft=draft(), by=by),
            partial(activities.change_series, series, draft=draft(capacity=3), by=by),
            partial(plan, series, by),
        ):
            with pytest.raises(refusal):
                do()
    assert (Series.objects.count(), days()) == (1, [])


@pytest.fixture
def elsewhere_officer(community, make_staff):
    other = community.get_parent().add_child(level=community.level, name="石门社区", code="shimen")
    return make_staff(Role.ORGANISER, grid=other)


@pytest.mark.parametrize(
    "fields",
    [
        {"weekdays": ""},
        {"weekdays": "8"},
        {"weekdays": "66"},
        {"rhythm": "now_and_then"},
        {"rhythm": R.FORTNIGHTLY, "weekdays": ""},
        {"rhythm": R.MONTHLY_WEEKDAY, "weekdays": "12", "nth": 1},
        {"rhythm": R.MONTHLY_WEEKDAY, "weekdays": "1"},
        {"rhythm": R.MONTHLY_WEEKDAY, "weekdays": "1", "nth": 5},
        {"rhythm": R.FESTIVAL},
        {"rhythm": R.FESTIVAL, "festival": "christmas"},
        {"capacity": 0},
        {"last_on": date(2026, 10, 31)},
        {"first_on": date(2200, 1, 1)},
    ],
)
def test_a_template_says_what_its_rhythm_asks_for(activity, organiser, fields):
    with pytest.raises(SeriesIncomplete):
        activities.create_series(activity, draft=draft(**fields), by=organiser)
    assert not Series.objects.exists()


def test_sign_up_cannot_close_before_it_opens(activity, organiser):
    with pytest.raises(InvalidWindow):
        activities.create_series(activity, draft=draft(opens_days=1, closes_hours=24), by=organiser)
    assert activities.create_series(activity, draft=draft(opens_days=1, closes_hours=23), by=organiser)


def test_what_a_rhythm_does_not_ask_for_is_forgotten(make_series):
    series = make_series(rhythm=R.MONTHLY, weekdays="6", nth=2, festival="spring", days_before=3)
    assert (series.weekdays, series.nth, series.festival, series.days_before) == ("", None, "", 0)


# --- skipping -------------------------------------------------------------------------------------------------------


def test_a_skipped_day_has_no_shift_until_it_is_taken_up_again(series, organiser):
    day = SATURDAYS[1]
    assert day not in [one.planned_on for one in plan(series, organiser, skipped=[day])]
    assert plan(series, organiser) == []
    assert SkippedDay.objects.get().skipped_by == organiser
    assert [one.planned_on for one in plan(series, organiser, resumed=[day])] == [day]
    assert days() == SATURDAYS


def test_skipping_takes_away_a_shift_that_nobody_touched(series, organiser):
    plan(series, organiser)
    plan(series, organiser, skipped=SATURDAYS[:2])
    assert days() == SATURDAYS[2:]
    assert LogEntry.objects.filter(action="points.day_skipped").count() == 2
    plan(series, organiser, skipped=SATURDAYS[:2])
    assert LogEntry.objects.filter(action="points.day_skipped").count() == 2, "skipped twice"


def test_a_day_for_which_somebody_signed_up_is_not_skipped(series, volunteer, organiser):
    shift = plan(series, organiser)[0]
    activities.cancel_sign_up(activities.sign_up(shift, resident=volunteer, by=volunteer.user), by=volunteer.user)
    with pytest.raises(DayTaken):
        plan(series, organiser, skipped=SATURDAYS[:2])
    assert days() == SATURDAYS
    assert not SkippedDay.objects.exists()


# --- another template -----------------------------------------------------------------------------------------------


def change(series, by, **fields):
    return activities.change_series(series, draft=draft(**fields), by=by)


def test_shifts_that_nobody_touched_follow_the_template(series, organiser):
    plan(series, organiser)
    change(series, organiser, from_time=time(9), to_time=time(12), capacity=20)
    assert days() == SATURDAYS
    assert set(Shift.objects.values_list("capacity", flat=True)) == {20}
    first = Shift.objects.earliest("starts_at")
    assert (first.starts_at, first.ends_at) == (at("09:00"), at("12:00"))
    line = LogEntry.objects.get(action="points.series_changed")
    assert line.data == {"from_time": "08:00:00", "to_time": "10:00:00", "capacity": 10}


def test_shifts_that_nobody_touched_go_where_the_template_has_no_such_day(series, organiser):
    plan(series, organiser)
    change(series, organiser, weekdays="7", last_on=date(2026, 11, 30))
    assert days() == []
    assert [one.planned_on for one in plan(series, organiser)] == [date(2026, 11, day) for day in (15, 22, 29)]


def test_a_shift_with_sign_ups_or_scans_stays_as_it_is(make_series, make_volunteer, organiser):
    series = make_series(weekdays="56", from_time=time(8, 30))
    scanned, signed, _untouched, gave_back, *_rest = plan(series, organiser)
    first, second = make_volunteer("王芳"), make_volunteer("李雷")
    by_hand(scanned, first, organiser)
    activities.sign_up(signed, resident=first, by=first.user)
    sign_up = activities.sign_up(gave_back, resident=second, by=second.user)
    activities.cancel_sign_up(sign_up, by=second.user)

    change(series, organiser, weekdays="7", from_time=time(9), capacity=1)
    assert days() == [date(2026, 11, day) for day in (13, 14, 21)]
    assert set(Shift.objects.values_list("capacity", flat=True)) == {10}


def test_a_shift_that_was_changed_by_hand_stays_as_it_is(series, organiser):
    own, *_others = plan(series, organiser)
    activities.change_shift(own, starts_at=at("06:00"), ends_at=at("07:00"), capacity=10, by=organiser)
    change(series, organiser, from_time=time(9), capacity=20)
    own.refresh_from_db()
    assert (own.starts_at, own.capacity) == (at("06:00"), 10)


def test_the_same_template_again_leaves_no_line(series, organiser):
    change(series, organiser)
    assert not LogEntry.objects.filter(action="points.series_changed").exists()
