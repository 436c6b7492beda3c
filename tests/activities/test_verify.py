"""The proof of attendance: it holds, and names the row that somebody changed behind its back."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from points.activities import queries
from points.activities import services as activities
from points.models import CheckIn, Scan, ServiceRecord, Shift, SignUp

from .conftest import at, clock
from .scanning import by_code, by_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(shift, make_volunteer, organiser):
    """One was scanned in and out, one was entered by hand and forgot to leave, one signed up and stayed away."""
    scanned, by_name, absent = (make_volunteer(name) for name in ("王芳", "李雷", "韩梅梅"))
    with clock("07:50"):
        for resident in (scanned, absent):
            activities.sign_up(shift, resident=resident, by=organiser)
    with clock("08:00"):
        by_code(shift, scanned)
        by_hand(shift, by_name, organiser)
    with clock("09:30"):
        by_code(shift, scanned, "out")
    with clock("10:05"):
        return activities.close_shift(shift, key="close", by=organiser).result


@pytest.fixture
def check_in(closed):
    return CheckIn.objects.get(is_by_hand=False)


def facts():
    return [str(difference) for difference in queries.verify().differences]


def tamper(row, **changes):
    type(row).objects.filter(pk=row.pk).update(**changes)
    return f"{row._meta.db_table} #{row.pk}: "


def test_sound_attendance_holds(closed, make_shift, make_volunteer, organiser):
    with clock("09:00"):
        by_code(make_shift("09:00", "11:00"), make_volunteer(), "out")
    assert facts() == []
    assert queries.verify().figures == {"shifts": 2, "check-ins": 3, "scans": 4}
    call_command("verify_ledger")


def test_a_place_that_nobody_took_is_named(closed):
    row = tamper(closed, taken=3)
    assert facts() == [row + "3 places taken but 2 sign-ups"]
    with pytest.raises(CommandError, match="3 places taken"):
        call_command("verify_ledger")


def test_a_place_that_was_given_back_behind_the_shift_is_named(closed):
    tamper(SignUp.objects.first(), state="cancelled")
    assert facts() == [f"points_shift #{closed.pk}: 2 places taken but 1 sign-ups"]


@pytest.mark.parametrize(("end", "time"), [("in", "07:30"), ("out", "09:59")])
def test_a_time_that_nobody_scanned_is_named(check_in, end, time):
    row = tamper(check_in, **{f"{end}_at": at(time)})
    named = facts()
    assert len(named) == 2
    assert named[0].startswith(row + f"{end} at ")
    assert named[1] == row + "scanned or by hand, its scans say otherwise"


def test_a_way_in_without_any_scan_is_named(check_in):
    tamper(Scan.objects.get(resident=check_in.resident, direction="in"), refusal="code_expired")
    assert [fact.startswith(f"points_checkin #{check_in.pk}: in at ") for fact in facts()] == [True, False]


def test_hours_by_hand_that_pass_for_scanned_are_named(closed):
    by_name = CheckIn.objects.get(is_by_hand=True)
    row = tamper(by_name, is_by_hand=False)
    assert facts() == [
        row + "scanned or by hand, its scans say otherwise",
        row + f"its record {by_name.service_record_id} is of another person, shift or kind, or ends later",
    ]


def test_hours_that_end_after_the_person_left_are_named(check_in):
    ServiceRecord.objects.filter(pk=check_in.service_record_id).update(ended_at=at("10:00"))
    row = f"points_checkin #{check_in.pk}: "
    assert facts() == [
        row + f"its record {check_in.service_record_id} is of another person, shift or kind, or ends later"
    ]


def test_hours_that_a_closed_shift_lost_are_named(closed, check_in):
    row = tamper(check_in, service_record=None)
    assert facts() == [row + f"its shift {closed.pk} was closed without a record"]


def test_a_shift_that_was_opened_again_is_named(closed):
    tamper(closed, state=Shift.State.OPEN)
    assert [fact.endswith("but its shift is not closed") for fact in facts()] == [True, True]


def test_a_scan_that_never_reached_a_check_in_is_named(shift, volunteer, organiser):
    scan = Scan.objects.create(
        shift=shift, resident=volunteer, direction="in", way="card", key="x", occurred_at=at("08:00")
    )
    about = f"was accepted for resident {volunteer.pk} at shift {shift.pk}, who has no check-in there"
    assert facts() == [f"points_scan #{scan.pk}: {about}"]


def test_paid_work_leaves_no_hours_and_stays_paid(make_activity, make_shift, volunteer, organiser):
    paid = make_shift(of=make_activity("有偿清运", is_paid=True))
    with clock("08:00"):
        by_code(paid, volunteer)
    with clock("10:00"):
        activities.close_shift(paid, key="close", by=organiser)
    assert facts() == []
    paid.activity.is_paid = False
    with pytest.raises(ValidationError):
        paid.activity.full_clean()


def test_before_the_first_shift_is_closed_paid_work_may_become_voluntary(activity, shift):
    activity.is_paid = True
    activity.full_clean()
