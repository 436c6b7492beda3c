"""Who came of those who were expected, and for how long a no-show is counted."""

from datetime import date

import pytest

from points.activities import queries
from points.activities import services as activities
from points.activities.queries import Attendance
from points.models import Shift

from .conftest import at, clock
from .scanning import came_and_left

pytestmark = pytest.mark.django_db
DAY = {"since": date(2026, 11, 14), "until": date(2026, 11, 15)}


@pytest.fixture
def closed(shift, make_volunteer, organiser, administrator):
    """One came, one was excused, one did not come."""
    people = came, excused, _missed = [make_volunteer(name) for name in ("王芳", "李雷", "韩梅")]
    with clock("07:30"):
        for person in people:
            activities.sign_up(shift, resident=person, by=administrator)
    with clock("12:00"):
        came_and_left(shift, came, organiser, "08:00", "10:00", office=administrator)
        activities.excuse(shift, residents=[excused.pk], reason="生病", by=organiser, key="excuse")
        activities.close_shift(shift, key="close", by=organiser)
    return people


def test_each_place_came_to_one_thing(closed, community):
    came, excused, missed = closed
    with clock("12:00"):
        assert queries.attendance_of(came) == Attendance(came=1)
        assert queries.attendance_of(excused) == Attendance(excused=1)
        assert queries.attendance_of(missed) == Attendance(missed=1)
        by_resident = queries.attendance_by_resident(community, **DAY)
    assert by_resident == {
        came.pk: Attendance(came=1),
        excused.pk: Attendance(excused=1),
        missed.pk: Attendance(missed=1),
    }


def test_days_are_counted_from_the_first_up_to_and_without_the_last(closed, community):
    with clock("12:00"):
        assert queries.attendance_by_resident(community, since=date(2026, 11, 13), until=date(2026, 11, 14)) == {}
        assert queries.attendance_of(closed[0], since=date(2026, 11, 15)) == Attendance()


def test_a_no_show_fades_and_what_was_done_does_not(closed, settings):
    came, excused, missed = closed
    with clock("12:00", day=20):
        settings.POINTS = {"no_show_days": 6}
        assert queries.attendance_of(missed) == Attendance(missed=1)
        settings.POINTS = {"no_show_days": 5}
        assert queries.attendance_of(missed) == Attendance()
        assert queries.attendance_of(came) == Attendance(came=1)
        assert queries.attendance_of(excused) == Attendance(excused=1)


def test_an_open_shift_says_nothing(closed):
    Shift.objects.update(state="open")
    with clock("12:00"):
        assert queries.attendance_of(closed[2]) == Attendance()


def test_a_shift_without_anybody_on_its_list_blames_nobody(make_shift, volunteer, organiser, administrator):
    forgotten = make_shift("13:00", "14:00")
    with clock("07:30"):
        activities.sign_up(forgotten, resident=volunteer, by=administrator)
    with clock("15:00"):
        activities.close_shift(forgotten, key="close", by=organiser)
        assert queries.attendance_of(volunteer) == Attendance()
    assert forgotten.starts_at == at("13:00")


def test_whoever_withdrew_in_time_was_not_expected(shift, make_volunteer, organiser, administrator):
    gone, here = make_volunteer(), make_volunteer()
    with clock("07:30"):
        for person in (gone, here):
            place = activities.sign_up(shift, resident=person, by=administrator)
            if person == gone:
                activities.cancel_sign_up(place, by=gone.user)
    with clock("12:00"):
        came_and_left(shift, here, organiser, "08:00", "10:00", office=administrator)
        activities.close_shift(shift, key="close", by=organiser)
        assert queries.attendance_of(gone) == Attendance()
