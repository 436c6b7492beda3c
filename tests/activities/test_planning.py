"""Planning a shift and changing the plan: what people were promised and what they served stays."""

from datetime import UTC

import pytest

from points.activities import services as activities
from points.audit import LogEntry
from points.errors import (
    InvalidTimes,
    NotOfThisCommunity,
    NotPermitted,
    NotYourGrid,
    PlacesTaken,
    ScannedBefore,
    ShiftFull,
    ShiftNotOpen,
    ShiftOver,
)
from points.models import Grid, ServiceRecord, Shift
from points.permissions import Role
from points.signals import shift_changed

from .conftest import at, clock
from .scanning import by_code

pytestmark = pytest.mark.django_db


def change(shift, by, start="08:00", end="10:00", *, capacity=30, day=14):
    return activities.change_shift(shift, starts_at=at(start, day), ends_at=at(end, day), capacity=capacity, by=by)


@pytest.fixture
def changed(shift, organiser):
    """`changed("08:30")` changes the shift and gives its times as they stand."""

    def changed(start="08:00", end="10:00", **more):
        change(shift, organiser, start, end, **more)
        kept = Shift.objects.get(pk=shift.pk)
        return kept.starts_at, kept.ends_at

    return changed


def test_rain_puts_a_shift_off_to_sunday(shift, changed, organiser):
    assert changed("09:00", "11:00", day=15) == (at("09:00", 15), at("11:00", 15))
    entry = LogEntry.objects.get(action="points.shift_changed")
    assert (entry.object_id, entry.user) == (str(shift.pk), organiser)
    assert entry.data == {
        name: str(at(was).astimezone(UTC)) for name, was in (("starts_at", "08:00"), ("ends_at", "10:00"))
    }


def test_nothing_changed_leaves_no_line(changed):
    changed()
    assert not LogEntry.objects.filter(action="points.shift_changed").exists()


@pytest.mark.parametrize(("start", "end"), [("10:00", "10:00"), ("10:00", "09:00")])
def test_an_end_before_the_start_is_refused(shift, activity, organiser, changed, start, end):
    with pytest.raises(InvalidTimes):
        changed(start, end)
    with pytest.raises(InvalidTimes):
        activities.add_shift(activity, starts_at=at(start), ends_at=at(end), capacity=1, by=organiser)


def test_a_shift_lasts_a_day_at_most(shift, activity, organiser):
    for day, end in ((15, "08:01"), (16, "08:00")):
        times = {"starts_at": at("08:00"), "ends_at": at(end, day)}
        with pytest.raises(InvalidTimes):
            activities.add_shift(activity, **times, capacity=1, by=organiser)
        with pytest.raises(InvalidTimes):
            activities.change_shift(shift, **times, capacity=1, by=organiser)
    activities.change_shift(shift, starts_at=at("08:00"), ends_at=at("08:00", 15), capacity=1, by=organiser)


def test_there_are_never_fewer_places_than_people_who_have_one(shift, make_volunteer, organiser):
    for name in ("王芳", "李雷"):
        activities.sign_up(shift, resident=make_volunteer(name), by=organiser)
    with pytest.raises(PlacesTaken) as refused:
        change(shift, organiser, capacity=1)
    assert refused.value.params == {"taken": 2}
    change(shift, organiser, capacity=2)
    with pytest.raises(ShiftFull):
        activities.sign_up(shift, resident=make_volunteer("韩梅梅"), by=organiser)
    change(shift, organiser, capacity=3)
    activities.sign_up(shift, resident=make_volunteer("韩梅梅"), by=organiser)


@pytest.mark.parametrize("state", [Shift.State.CLOSED, Shift.State.CANCELLED])
def test_a_shift_that_is_not_open_stays_as_it_was(shift, organiser, state):
    Shift.objects.update(state=state)
    with pytest.raises(ShiftNotOpen):
        change(shift, organiser, "09:00")


def test_only_who_plans_activities_here_changes_a_shift(shift, make_volunteer, make_staff, community, administrator):
    for user in (make_volunteer().user, make_staff(Role.GRID_STAFF), make_staff(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            change(shift, user, "09:00")
    neighbour = community.get_root().add_child(level=community.level, name="邻村", code="neighbour")
    with pytest.raises(NotYourGrid):
        change(shift, make_staff(Role.ORGANISER, grid=Grid.objects.get(pk=neighbour.pk)), "09:00")
    change(shift, make_staff(Role.ADMINISTRATOR), "09:00")


# --- once somebody was there ----------------------------------------------------------------------------------------


@pytest.fixture
def came(shift, volunteer):
    """Somebody who was scanned in at 08:10 and out at 09:40."""
    for time, direction in (("08:10", "in"), ("09:40", "out")):
        with clock(time):
            by_code(shift, volunteer, direction)
    return volunteer


def test_the_start_is_not_moved_past_a_scan(came, changed):
    with clock("09:45"):
        with pytest.raises(ScannedBefore) as refused:
            changed("08:11")
        assert "08:10" in str(refused.value)
        assert changed("08:10")[0] == at("08:10")
        assert changed("07:00")[0] == at("07:00")


def test_the_end_is_not_moved_before_a_scan(came, changed):
    with clock("09:45"):
        with pytest.raises(ScannedBefore) as refused:
            changed(end="09:39")
        assert "09:40" in str(refused.value)
        assert changed(end="09:40")[1] == at("09:40")


def test_whoever_came_early_keeps_the_planned_start(shift, volunteer, changed):
    with clock("07:40"):
        by_code(shift, volunteer)
        with pytest.raises(ScannedBefore):
            changed("08:30")
        # The start stays where it is, though somebody was scanned before it.
        assert changed(end="11:00") == (at("08:00"), at("11:00"))


def test_refused_scans_hold_nothing_up(shift, make_volunteer, community, organiser, changed):
    moved = make_volunteer()
    moved.is_active = False
    moved.save()
    with clock("08:10"), pytest.raises(NotOfThisCommunity):
        by_code(shift, moved)
    assert shift.scans.get().refusal == "not_of_this_community"
    assert changed("09:00")[0] == at("09:00")


def test_a_shift_that_takes_longer_is_extended_while_it_goes_on(shift, volunteer, organiser, changed):
    with clock("08:00"):
        by_code(shift, volunteer)
    with clock("10:30"):
        changed(end="11:30")
    with clock("11:40"):
        by_code(shift, volunteer, "out")
        activities.close_shift(shift, key="close", by=organiser)
    assert ServiceRecord.objects.get().minutes == 220


def test_an_end_that_has_passed_gives_nobody_more_minutes(shift, volunteer, organiser, changed):
    with clock("08:00"):
        by_code(shift, volunteer)
    with clock("10:31"):
        with pytest.raises(ShiftOver):
            changed(end="12:00")
        activities.close_shift(shift, key="close", by=organiser)
    assert ServiceRecord.objects.get().minutes == 120


def test_a_shift_on_paper_is_put_right_before_anybody_is_entered(changed):
    with clock("12:00", 20):
        assert changed("08:30", "12:00") == (at("08:30"), at("12:00"))


def test_hosts_are_told_what_is_other_than_before(shift, changed, django_capture_on_commit_callbacks):
    told = []
    shift_changed.connect(lambda shift, before, **_: told.append((shift, before)), weak=False, dispatch_uid="t")
    with django_capture_on_commit_callbacks(execute=True):
        changed(end="11:00")
        changed(end="11:00")
    shift_changed.disconnect(dispatch_uid="t")
    assert told == [(shift, {"ends_at": at("10:00")})]


def test_a_shift_is_named_by_the_clock_on_the_wall(shift):
    assert str(Shift.objects.get(pk=shift.pk)) == "周六大扫除 2026-11-14 08:00"
