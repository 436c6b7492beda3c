"""The job that makes shifts from their templates, and what happens while somebody else plans or signs up."""

from datetime import time
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command

from points.activities import services as activities
from points.audit import LogEntry
from points.models import Series, Shift
from tests.racing import race

from .test_series import SATURDAYS, days, draft, plan

pytestmark = pytest.mark.django_db
R = Series.Rhythm


@pytest.fixture(autouse=True)
def _on_friday(the_day_before):
    """Friday the 13th of November; shifts are made until 12 January."""


@pytest.fixture
def series(activity, organiser) -> Series:
    return activities.create_series(activity, draft=draft(), by=organiser)


def plan_shifts(*options) -> str:
    said = StringIO()
    call_command("plan_shifts", *options, stdout=said)
    return said.getvalue()


def test_the_job_makes_what_is_missing_and_says_how_much(series, activity, organiser):
    for other in (
        draft(is_active=False),
        draft(rhythm=R.MONTHLY_WEEKDAY, nth=-1, from_time=time(15), to_time=time(16)),
    ):
        activities.create_series(activity, draft=other, by=organiser)
    said = plan_shifts("--dry-run")
    assert f"template {series.pk}: 2026-11-14 08:00\n" in said
    assert said.endswith("11 shifts would be made. Dry run: nothing written.\n")
    assert days() == []
    assert plan_shifts() == "11 shifts made.\n"
    assert plan_shifts() == "0 shifts made.\n"
    assert set(LogEntry.objects.filter(action="points.shift_added").values_list("user", flat=True)) == {None}


@pytest.mark.parametrize("days_ahead", [1, 8])
def test_a_site_says_how_far_ahead(series, settings, days_ahead):
    settings.POINTS = {"plan_days": days_ahead}
    activities.plan_ahead(series)
    assert days() == SATURDAYS[: 1 + days_ahead // 7]


@pytest.mark.django_db(transaction=True)
def test_eight_jobs_at_once_make_each_shift_once(series):
    outcomes = race([lambda: str(len(activities.plan_ahead(series)))] * 8)
    assert sorted(outcomes) == ["0"] * 7 + [str(len(SATURDAYS))]
    assert days() == SATURDAYS


@pytest.mark.django_db(transaction=True)
def test_a_sign_up_and_a_change_at_once_leave_the_shift_or_refuse_the_sign_up(series, make_volunteer, organiser):
    shift = plan(series, organiser)[0]
    people = [make_volunteer(f"志愿者{number}") for number in range(4)]

    def join(person):
        return activities.sign_up(shift, resident=person, by=person.user) and "joined"

    def move():
        return activities.change_series(series, draft=draft(weekdays="7"), by=organiser) and "moved"

    outcomes = race([*(partial(join, person) for person in people), move])
    joined = outcomes.count("joined")
    assert set(outcomes) <= {"joined", "moved", "shift_not_open"}
    assert Shift.objects.filter(pk=shift.pk).exists() == bool(joined)
    if joined:
        assert Shift.objects.get(pk=shift.pk).taken == joined == 4
