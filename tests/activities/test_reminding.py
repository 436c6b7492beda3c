"""Reminders: a day before, some hours before, and before an offered place goes to the next; each once."""

from io import StringIO

import pytest
from django.core.management import call_command

from points.activities import services as activities
from points.inbox import queries as inbox
from points.models import Reminder, Shift
from tests.racing import race

from .conftest import clock

pytestmark = pytest.mark.django_db
THURSDAY, FRIDAY = 12, 13


@pytest.fixture
def placed(shift, volunteer):
    """Signed up on Thursday morning for Saturday at eight."""
    with clock("09:00", THURSDAY):
        return activities.sign_up(shift, resident=volunteer, by=volunteer.user)


def remind(*options) -> str:
    said = StringIO()
    call_command("remind", *options, stdout=said)
    return said.getvalue()


def told(resident) -> list[str]:
    return [entry.title for entry in inbox.page_of(resident).entries]


def test_the_day_before_whoever_has_a_place_is_reminded_once(placed, volunteer):
    with clock("07:59", FRIDAY):
        assert remind() == "0 reminded.\n"
    with clock("08:00", FRIDAY):
        assert remind("--dry-run").endswith("1 would be reminded. Dry run: nothing written.\n")
        assert not Reminder.objects.exists()
        assert remind() == "1 reminded.\n"
        assert remind() == "0 reminded.\n"
        assert told(volunteer) == ["提醒：周六大扫除"]
    with clock("07:59"):
        assert remind() == "0 reminded.\n"


def test_a_site_may_remind_once_more_some_hours_before(placed, volunteer, settings):
    settings.POINTS = {"remind_hours": 2}
    with clock("08:00", FRIDAY):
        remind()
    with clock("05:59"):
        assert remind() == "0 reminded.\n"
    with clock("06:00"):
        assert remind() == "1 reminded.\n"
        assert told(volunteer) == ["即将开始：周六大扫除", "提醒：周六大扫除"]


def test_a_job_that_did_not_run_reminds_as_long_as_the_shift_has_not_begun(placed):
    with clock("08:00"):
        assert remind() == "0 reminded.\n"
    with clock("07:59"):
        assert remind() == "1 reminded.\n"


def test_whoever_gave_the_place_back_or_waits_is_not_reminded(placed, volunteer, make_volunteer, shift):
    Shift.objects.update(capacity=1)
    waiting = make_volunteer("李雷")
    with clock("10:00", THURSDAY):
        activities.sign_up_or_wait(shift, resident=waiting, by=waiting.user)
    with clock("08:30", FRIDAY):
        activities.cancel_sign_up(placed, by=volunteer.user)
        assert remind() == "0 reminded.\n"


def test_giving_back_and_signing_up_again_reminds_no_second_time(placed, volunteer, shift):
    with clock("08:00", FRIDAY):
        remind()
        activities.cancel_sign_up(placed, by=volunteer.user)
    with clock("08:01", FRIDAY):
        activities.sign_up(shift, resident=volunteer, by=volunteer.user)
        assert remind() == "0 reminded.\n"


def test_whoever_signs_up_for_tomorrow_knows_that_it_is_tomorrow(shift, volunteer):
    with clock("09:00", FRIDAY):
        activities.sign_up(shift, resident=volunteer, by=volunteer.user)
        assert remind() == "0 reminded.\n"


def test_a_shift_that_was_cancelled_reminds_nobody(placed):
    Shift.objects.update(state=Shift.State.CANCELLED)
    with clock("08:00", FRIDAY):
        assert remind() == "0 reminded.\n"


@pytest.fixture
def offered(placed, volunteer, make_volunteer, shift):
    """Offered on Thursday at ten, for twelve hours."""
    Shift.objects.update(capacity=1)
    waiting = make_volunteer("李雷")
    with clock("10:00", THURSDAY):
        made = activities.sign_up_or_wait(shift, resident=waiting, by=waiting.user)
        activities.cancel_sign_up(placed, by=volunteer.user)
    made.refresh_from_db()
    return made


def test_an_offer_is_reminded_of_before_it_lapses(offered):
    with clock("19:59", THURSDAY):
        assert remind() == "0 reminded.\n"
    with clock("20:00", THURSDAY):
        assert remind() == "1 reminded.\n"
        assert remind() == "0 reminded.\n"
        assert told(offered.resident)[0] == "请尽快确认，否则将询问下一位：周六大扫除"


def test_an_offer_that_has_lapsed_or_was_taken_is_not(offered, settings):
    with clock("22:00", THURSDAY):
        assert remind() == "0 reminded.\n"
    with clock("11:00", THURSDAY):
        activities.confirm_place(offered, by=offered.resident.user)
    with clock("20:00", THURSDAY):
        assert remind() == "0 reminded.\n"


def test_a_site_may_leave_out_the_reminder_of_offers(offered, settings):
    settings.POINTS = {"remind_offer_hours": 0}
    with clock("21:59", THURSDAY):
        assert remind() == "0 reminded.\n"


@pytest.mark.django_db(transaction=True)
def test_four_jobs_at_once_remind_once(placed):
    with clock("08:00", FRIDAY):
        assert sorted(race([activities.remind] * 4)) == [0, 0, 0, 1]
    assert Reminder.objects.count() == 1
