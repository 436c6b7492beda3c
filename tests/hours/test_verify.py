"""The proof of the hours: it holds, and names the record that somebody changed behind its back."""

import pytest
from django.core.management import CommandError, call_command

from points.hours import queries
from points.hours import services as hours
from points.models import AwardRecord, ServiceRecord
from points.rules import services as rules
from tests.activities.conftest import at

from .conftest import record

pytestmark = pytest.mark.django_db


def facts():
    return [str(difference) for difference in queries.verify().differences]


@pytest.fixture
def corrected(booked, second):
    times = {"started_at": at("08:00"), "ended_at": at("09:00")}
    return hours.correct(booked, **times, reason="签退时间有误", by=second, key="k").result


def test_sound_hours_hold(corrected, leader, draft, make_volunteer, organiser, administrator):
    record(draft(leader, key="sheet:3"), leader.user)
    undone = record(draft(make_volunteer(), key="sheet:2"), organiser)
    rules.undo(undone.award, key="undo", by=administrator, reason="记错了人")
    assert facts() == []
    assert queries.verify().figures == {"service records": 4}
    call_command("verify_ledger")


def tamper(record, **changes):
    ServiceRecord.objects.filter(pk=record.pk).update(**changes)
    return f"points_servicerecord #{record.pk}: "


def test_minutes_from_nowhere_are_named(booked):
    row = tamper(booked, minutes=180)
    assert facts() == [
        row + f"180 minutes but its times come to {seconds(booked)} seconds",
        row + f"180 minutes but its award {booked.award_id} is for 120",
    ]
    with pytest.raises(CommandError, match="180 minutes"):
        call_command("verify_ledger")


def seconds(record) -> str:
    """As the database writes two hours."""
    [fact] = [fact for fact in facts() if "seconds" in fact]
    assert float(fact.split()[-2]) == (record.ended_at - record.started_at).total_seconds()
    return fact.split()[-2]


def test_longer_times_are_named(booked):
    row = tamper(booked, ended_at=at("10:01"))
    assert [fact.startswith(row + "120 minutes but its times come to 7260") for fact in facts()] == [True]


def test_a_lost_award_is_named(booked):
    row = tamper(booked, award=None)
    assert facts() == [row + "is booked by rule W01 but has no award"]


def test_hours_of_somebody_else_are_named(booked, make_volunteer):
    row = tamper(booked, resident=make_volunteer("李雷"))
    assert facts() == [row + f"its award {booked.award_id} is of another resident, another day or another rule"]


def test_another_day_is_named(booked):
    row = tamper(booked, occurred_on=at("08:00", 15).date())
    assert facts() == [row + f"its award {booked.award_id} is of another resident, another day or another rule"]


def test_hours_that_count_twice_are_named(booked, corrected):
    row = tamper(booked, state="booked")
    assert facts() == [
        f"points_servicerecord #{corrected.pk}: counts a time that {booked.pk} counts as well",
        row + f"was replaced by {corrected.pk} but is not reversed",
    ]


def test_an_award_that_came_back_to_life_is_named(booked, corrected):
    AwardRecord.objects.filter(pk=booked.award_id).update(undone_at=None)
    assert facts() == [f"points_servicerecord #{booked.pk}: is reversed but its award {booked.award_id} stands"]


def test_hours_that_vanished_are_named(draft, volunteer, organiser):
    row = tamper(record(draft(volunteer, rule_code=""), organiser), state="reversed")
    assert facts() == [row + "is reversed but nothing replaces it"]


def test_a_second_person_who_is_the_first_is_named(waiting):
    row = tamper(waiting, confirmed_by=waiting.recorded_by)
    assert facts() == [row + "was confirmed by whoever recorded it"]
