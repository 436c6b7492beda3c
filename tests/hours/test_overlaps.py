"""A minute counts once, wherever it was claimed."""

from dataclasses import replace
from functools import partial

import pytest

from points.activities import services as activities
from points.errors import HoursOverlap
from points.hours import overlaps, queries
from points.hours import services as hours
from points.models import ServiceRecord
from tests.activities.conftest import at, clock
from tests.activities.scanning import by_code
from tests.racing import race

from .conftest import record


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], (8, 12)),
        ([(6, 8), (12, 13)], (8, 12)),
        ([(6, 9)], (9, 12)),
        ([(11, 13)], (8, 11)),
        ([(9, 10)], (10, 12)),
        ([(9, 10), (11, 12)], (8, 9)),
        ([(6, 13)], (8, 8)),
    ],
)
def test_the_longest_free_stretch_is_left(taken, free):
    assert overlaps.longest_free((8, 12), taken) == free


@pytest.mark.django_db
def test_whoever_forgot_to_leave_is_counted_once(make_activity, make_shift, volunteer, organiser):
    first, second = make_shift("08:00", "10:00"), make_shift("09:00", "11:00", of=make_activity("探访老人"))
    for time, shift, direction in (("08:00", first, "in"), ("09:30", second, "in"), ("11:00", second, "out")):
        with clock(time):
            by_code(shift, volunteer, direction)
    with clock("12:00"):
        for shift in (first, second):
            activities.close_shift(shift, key=f"close {shift.pk}", by=organiser)
    minutes = ServiceRecord.objects.order_by("pk").values_list("minutes", flat=True)
    assert list(minutes) == [120, 60]
    volunteer.household.account.refresh_from_db()
    assert volunteer.household.account.balance == 60
    assert queries.verify().differences == []


@pytest.mark.django_db
def test_what_is_left_of_a_night_counts_on_the_day_on_which_it_begins(draft, volunteer, organiser):
    with clock("12:00", day=15):
        watch = draft(volunteer, start="22:00", end="23:00")
        record(replace(watch, ended_at=at("01:00", 15), minutes=180), organiser)
        rest = record(replace(watch, key="again", ended_at=at("04:00", 15), minutes=360), organiser)
    assert (rest.minutes, rest.occurred_on, rest.award.occurred_on) == (180, at("01:00", 15).date(), rest.occurred_on)
    assert queries.verify().differences == []


@pytest.mark.django_db
def test_what_is_covered_entirely_leaves_no_minute_and_no_points(draft, volunteer, organiser, second):
    booked = record(draft(volunteer), organiser)
    again = record(draft(volunteer, key="again", start="08:30", end="09:30"), organiser)
    assert (again.minutes, again.award) == (0, None)
    assert queries.minutes_of(volunteer).total == 120
    assert queries.verify().differences == []
    assert correct(booked, "11:00", second).minutes == 180


@pytest.mark.django_db
def test_a_correction_may_not_reach_into_another_record(draft, volunteer, organiser, second):
    booked = record(draft(volunteer), organiser)
    record(draft(volunteer, key="later", start="10:00", end="11:00"), organiser)
    with pytest.raises(HoursOverlap):
        correct(booked, "10:01", second)
    longer = correct(booked, "10:00", second, start="07:30")
    assert hours.confirm(longer, by=organiser).minutes == 150
    assert queries.minutes_of(volunteer).total == 210


def correct(booked, end, by, start="08:00"):
    times = {"started_at": at(start), "ended_at": at(end)}
    return hours.correct(booked, **times, reason="签退时间有误", by=by, key=f"k {end}").result


@pytest.mark.django_db
def test_hours_that_count_a_minute_twice_are_named(draft, volunteer, organiser):
    first = record(draft(volunteer, rule_code=""), organiser)
    other = record(draft(volunteer, key="other", start="10:00", end="11:00", rule_code=""), organiser)
    ServiceRecord.objects.filter(pk=other.pk).update(started_at=at("09:00"), minutes=120)
    assert [str(difference) for difference in queries.verify().differences] == [
        f"points_servicerecord #{other.pk}: counts a time that {first.pk} counts as well"
    ]


@pytest.mark.django_db(transaction=True)
def test_shifts_closed_at_once_count_a_minute_once(make_activity, make_shift, volunteer, organiser):
    shifts = [make_shift(of=make_activity(f"活动{number}", rule_code="")) for number in range(6)]
    for shift in shifts:
        with clock("08:00"):
            by_code(shift, volunteer)
    race([partial(close, shift, organiser) for shift in shifts])
    assert sorted(ServiceRecord.objects.values_list("minutes", flat=True)) == [0] * 5 + [120]


def close(shift, organiser):
    return activities.close_shift(shift, key=f"close {shift.pk}", by=organiser).result.pk
