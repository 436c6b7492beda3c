"""Closing a shift: minutes, points, and what waits for a second person."""

from uuid import uuid4

import pytest

from points.activities import queries
from points.activities import services as activities
from points.errors import IdempotencyMismatch, NotPermitted, ShiftNotOpen, ShiftNotStarted, UnknownRule
from points.hours import queries as hours
from points.hours.services import confirm
from points.ledger import queries as ledger
from points.models import Account, CheckIn, Resident, ServiceRecord, Shift, Transfer
from points.permissions import Role
from points.signals import shift_closed

from .conftest import EVENT, at, clock
from .scanning import by_hand, came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def attend(organiser, administrator):
    """`attend(shift, resident, "08:00", "10:00")`; None for a scan that was forgotten."""

    def attend(shift, resident, came=None, left=None, *, by=organiser):
        with clock("12:00"):
            came_and_left(shift, resident, by, came, left, office=administrator)

    return attend


def close(shift, by, *, time="12:00", key="close"):
    with clock(time):
        return activities.close_shift(shift, key=key, by=by)


def balance(resident) -> int:
    return Account.objects.get(pk=resident.household.account_id).balance


def test_minutes_become_hours_and_points(shift, make_volunteer, attend, organiser):
    punctual, late = make_volunteer("王芳"), make_volunteer("李雷")
    attend(shift, punctual, "07:55", "10:05")
    attend(shift, late, "09:00", "10:00")
    answer = close(shift, organiser)
    assert (answer.result.state, answer.result.closed_by) == ("closed", organiser)
    records = ServiceRecord.objects.order_by("pk")
    assert [(row.resident, row.minutes, row.state) for row in records] == [
        (punctual, 125, "booked"),
        (late, 60, "booked"),
    ]
    # Two points an hour, to a tenth: 125 minutes are 4.2.
    assert (balance(punctual), balance(late)) == (42, 20)
    assert ledger.verify().differences == []


def test_a_record_says_what_a_certificate_needs(shift, volunteer, attend, organiser, community):
    attend(shift, volunteer, "08:00", "10:00")
    close(shift, organiser)
    record = ServiceRecord.objects.get()
    assert (record.title, record.place, record.organiser) == ("周六大扫除", "1栋楼下", "红土田社区")
    assert (record.community, record.occurred_on.isoformat()) == (community, "2026-11-14")
    assert (record.started_at, record.ended_at) == (at("08:00"), at("10:00"))
    assert record.key == record.award.key == f"shift:{shift.pk}:resident:{volunteer.pk}"
    assert record.award.transfer.amount == 40
    assert CheckIn.objects.get().service_record == record


@pytest.mark.parametrize(
    ("came", "left", "minutes", "is_closed_automatically"),
    [
        ("07:10", "10:00", 120, False),  # early arrivals start with the shift
        ("08:00", "10:30", 150, False),  # the grace after the end counts
        ("08:20", "09:05", 45, False),
        ("08:00", None, 120, True),  # a forgotten check-out is the planned end
        ("09:59", None, 1, True),
        ("07:10", "07:50", None, False),  # came and left before it began
        (None, "10:00", None, False),  # nobody knows when it began
        ("10:00", None, None, True),
    ],
)
def test_minutes_are_cut_to_the_shift(
    shift, volunteer, attend, organiser, came, left, minutes, is_closed_automatically
):
    attend(shift, volunteer, came, left)
    close(shift, organiser)
    record = ServiceRecord.objects.first()
    assert (record.minutes if record else None) == minutes
    assert CheckIn.objects.get().is_closed_automatically == is_closed_automatically
    assert (record.is_closed_automatically if record else is_closed_automatically) == is_closed_automatically


def test_the_grace_can_be_set(shift, volunteer, attend, organiser, settings):
    settings.POINTS = {"shift_grace_minutes": 0}
    attend(shift, volunteer, "08:00", "10:00")
    close(shift, organiser)
    assert ServiceRecord.objects.get().minutes == 120


def test_a_shift_closed_before_its_end_counts_until_now(shift, volunteer, attend, organiser):
    attend(shift, volunteer, "08:00")
    close(shift, organiser, time="09:15:40")
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.is_closed_automatically) == (75, True)


def test_seconds_are_cut_at_both_ends(shift, volunteer, attend, organiser):
    attend(shift, volunteer, "08:10:59", "09:10:01")
    close(shift, organiser)
    assert ServiceRecord.objects.get().minutes == 60


def test_scanned_and_entered_hours_stay_apart(shift, make_volunteer, organiser, administrator):
    scanned, entered = make_volunteer(), make_volunteer()
    for time, direction in (("08:00", "in"), ("10:00", "out")):
        with clock(time):
            code = queries.current_code(shift)
            activities.check_in_by_code(
                shift, resident=scanned, code=code, direction=direction, by=scanned.user, key=str(uuid4())
            )
    with clock("12:00"):
        by_hand(shift, entered, organiser, "in", "08:00")
        by_hand(shift, entered, organiser, "out", "10:00")
    close(shift, organiser)
    confirm(ServiceRecord.objects.get(resident=entered), by=administrator)
    assert hours.minutes_of(scanned) == hours.Minutes(scanned=120)
    assert hours.minutes_of(entered) == hours.Minutes(by_hand=120)


def test_nobody_books_for_the_own_household(shift, make_volunteer, attend, make_staff):
    leader, other = make_volunteer("李雷"), make_volunteer("王芳")
    child = Resident.objects.create(household=leader.household, name="李小雷")
    staff = make_staff(Role.ORGANISER)
    leader.user.points_duties.create(role=Role.ORGANISER, grid=shift.activity.community, since="2026-01-01")
    for resident in (leader, child, other):
        attend(shift, resident, "08:00", "10:00", by=staff)
    close(shift, leader.user)
    states = dict(ServiceRecord.objects.values_list("resident__name", "state"))
    assert states == {"李雷": "waiting", "李小雷": "waiting", "王芳": "booked"}
    assert (balance(leader), balance(other)) == (0, 40)
    assert hours.minutes_of(leader).total == 0


def test_paid_work_leaves_no_hours(make_activity, make_shift, volunteer, attend, organiser):
    shift = make_shift(of=make_activity("楼道保洁", is_paid=True))
    attend(shift, volunteer, "08:00", "10:00")
    assert close(shift, organiser).result.state == "closed"
    assert not ServiceRecord.objects.exists()
    assert balance(volunteer) == 0


def test_without_a_rule_there_are_hours_only(make_activity, make_shift, volunteer, attend, organiser):
    shift = make_shift(of=make_activity("读书会", rule_code=""))
    attend(shift, volunteer, "08:00", "10:00")
    close(shift, organiser)
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.state, record.award) == (120, "booked", None)
    assert not Transfer.objects.exists()


def test_a_rule_per_event_does_not_ask_for_minutes(make_activity, make_shift, volunteer, attend, organiser):
    shift = make_shift(of=make_activity("居民大会", rule_code=EVENT))
    attend(shift, volunteer, "09:00", "09:20")
    close(shift, organiser)
    assert balance(volunteer) == 30


def test_a_rule_that_does_not_exist_closes_nothing(make_activity, make_shift, volunteer, attend, organiser):
    activity = make_activity("植树", rule_code="W99")
    shift = make_shift(of=activity)
    attend(shift, volunteer, "08:00", "10:00")
    with pytest.raises(UnknownRule):
        close(shift, organiser)
    assert Shift.objects.get().state == "open"
    assert not ServiceRecord.objects.exists()
    assert CheckIn.objects.get().service_record is None
    activity.rule_code = EVENT
    activity.save()
    close(Shift.objects.get(), organiser, key="another")
    assert balance(volunteer) == 30


def test_nobody_came(shift, organiser):
    assert close(shift, organiser).result.state == "closed"
    assert not ServiceRecord.objects.exists()


def test_the_same_key_closes_once(shift, volunteer, attend, organiser):
    attend(shift, volunteer, "08:00", "10:00")
    first, again = close(shift, organiser), close(shift, organiser)
    assert (first.is_replay, again.is_replay, again.result) == (False, True, first.result)
    assert (ServiceRecord.objects.count(), balance(volunteer)) == (1, 40)


def test_a_second_closing_is_refused(shift, volunteer, attend, organiser):
    attend(shift, volunteer, "08:00", "10:00")
    close(shift, organiser)
    with pytest.raises(ShiftNotOpen):
        close(shift, organiser, key="another")
    assert (ServiceRecord.objects.count(), balance(volunteer)) == (1, 40)


def test_the_key_of_one_shift_does_not_close_another(shift, make_shift, organiser):
    close(shift, organiser)
    with pytest.raises(IdempotencyMismatch):
        close(make_shift("10:00", "11:00"), organiser)


def test_a_shift_is_not_closed_before_it_starts(shift, organiser):
    with pytest.raises(ShiftNotStarted):
        close(shift, organiser, time="07:59")


def test_only_who_runs_the_shift_closes_it(shift, make_volunteer, make_staff):
    for user in (make_volunteer().user, make_staff(Role.CASHIER)):
        with pytest.raises(NotPermitted):
            close(shift, user)
    close(shift, make_staff(Role.GRID_STAFF), key="another")


def test_hosts_are_told_what_was_recorded(shift, volunteer, attend, organiser, django_capture_on_commit_callbacks):
    told = []
    shift_closed.connect(lambda shift, records, **_: told.append((shift, records)), weak=False, dispatch_uid="t")
    attend(shift, volunteer, "08:00", "10:00")
    with django_capture_on_commit_callbacks(execute=True):
        close(shift, organiser)
        close(shift, organiser)
    shift_closed.disconnect(dispatch_uid="t")
    assert told == [(shift, [ServiceRecord.objects.get()])]
