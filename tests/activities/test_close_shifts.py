"""Shifts that nobody closed: `close_shifts`, at the hour, by nobody, and at the same moment as a check-out."""

from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from points.activities import queries
from points.activities import services as activities
from points.errors import ShiftNotOpen, ShiftNotOver
from points.ledger import queries as ledger
from points.models import Account, Activity, CheckIn, ServiceRecord, Shift
from tests.racing import race

from .conftest import at, clock
from .scanning import by_card, by_hand, came_and_left

pytestmark = pytest.mark.django_db


def close_shifts(*options) -> str:
    said = StringIO()
    call_command("close_shifts", *options, stdout=said, stderr=said)
    return said.getvalue()


@pytest.fixture
def forgotten(shift, make_volunteer, organiser, administrator) -> Shift:
    """Somebody was scanned, somebody was entered by hand, and nobody closed it."""
    with clock("12:00"):
        came_and_left(shift, make_volunteer("王芳"), organiser, "08:00", office=administrator)
        by_hand(shift, make_volunteer("李雷"), organiser, "in", "08:00")
    return shift


def test_a_forgotten_shift_is_closed_by_nobody_and_what_was_entered_by_hand_waits(forgotten):
    with clock("10:00", day=17):
        assert close_shifts() == "1 closed.\n"
    forgotten.refresh_from_db()
    assert (forgotten.state, forgotten.closed_by) == ("closed", None)
    told = {row.resident.name: (row.state, row.minutes, row.recorded_by) for row in ServiceRecord.objects.all()}
    assert told == {"王芳": ("booked", 120, None), "李雷": ("waiting", 120, None)}
    assert sorted(Account.objects.filter(kind="holder").values_list("balance", flat=True)) == [0, 40]
    assert ledger.verify().differences == queries.verify().differences == []


def test_an_organiser_has_three_days(forgotten):
    with clock("09:59", day=17):
        assert close_shifts() == "0 closed.\n"
        with pytest.raises(ShiftNotOver):
            activities.close_overdue(forgotten)
    assert Shift.objects.get().state == "open"


def test_a_dry_run_names_the_shift_and_writes_nothing(forgotten):
    with clock("10:00", day=17):
        assert f"shift {forgotten.pk}, over since 2026-11-14 10:00" in close_shifts("--dry-run")
    assert Shift.objects.get().state == "open"


def test_a_shift_that_was_closed_stays_as_it_is(forgotten, organiser):
    with clock("12:00"):
        activities.close_shift(forgotten, key="close", by=organiser)
    with clock("10:00", day=17):
        assert close_shifts() == "0 closed.\n"
        with pytest.raises(ShiftNotOpen):
            activities.close_overdue(forgotten)


def test_a_shift_that_cannot_be_closed_is_named_and_the_others_are_closed(forgotten, make_activity, make_shift):
    Activity.objects.filter(pk=forgotten.activity_id).update(rule_code="W99")
    other = make_shift(of=make_activity("读书会"))
    with clock("10:00", day=17), pytest.raises(CommandError, match="1 could not be closed"):
        close_shifts()
    assert dict(Shift.objects.values_list("pk", "state")) == {forgotten.pk: "open", other.pk: "closed"}


@pytest.mark.django_db(transaction=True)
def test_a_check_out_at_the_moment_of_the_automatic_closing_counts_or_is_refused(
    shift, make_volunteer, organiser, administrator, settings
):
    settings.POINTS = {"close_after_hours": 0}
    people = [make_volunteer() for _ in range(4)]
    with clock("10:20"):
        for resident in people:
            came_and_left(shift, resident, organiser, "08:00", office=administrator)
        leaving = [partial(leave, shift, resident, organiser) for resident in people]
        outcomes = race([*leaving[:2], partial(close, shift), *leaving[2:], partial(close, shift)])
    assert sorted([outcomes[2], outcomes[5]]) == ["again", "closed"]
    left = outcomes[:2] + outcomes[3:5]
    assert set(left) <= {"left", "shift_not_open"}
    for resident, outcome in zip(people, left, strict=True):
        check_in = CheckIn.objects.get(resident=resident)
        seen = outcome == "left"
        assert check_in.is_closed_automatically == (not seen)
        assert check_in.service_record.minutes == (140 if seen else 120)
        assert check_in.out_at == (at("10:20") if seen else at("10:00"))
    assert ledger.verify().differences == queries.verify().differences == []


def leave(shift, resident, by) -> str:
    by_card(shift, resident, by, "out")
    return "left"


def close(shift) -> str:
    return "again" if activities.close_overdue(shift).is_replay else "closed"
