"""A place at a shift: taken once, never twice, given back."""

import pytest

from points.activities import queries
from points.activities import services as activities
from points.errors import (
    AlreadySignedUp,
    Clashes,
    NotOfThisCommunity,
    NotPermitted,
    NotSignedUp,
    NotYourGrid,
    ShiftFull,
    ShiftNotOpen,
)
from points.models import Grid, Shift, SignUp
from points.permissions import Role

from .conftest import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with clock("18:00", day=13):
        yield


def taken(shift):
    return Shift.objects.get(pk=shift.pk).taken


def test_a_resident_takes_a_place(shift, volunteer):
    made = activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    assert (made.state, taken(shift)) == ("confirmed", 1)
    assert queries.sign_ups_of(volunteer).get() == made


def test_the_organiser_signs_up_somebody_without_a_phone(shift, make_volunteer, organiser):
    activities.sign_up(shift, resident=make_volunteer(is_online=False), by=organiser)
    assert taken(shift) == 1


def test_nobody_signs_up_somebody_else(shift, volunteer, make_volunteer):
    with pytest.raises(NotPermitted):
        activities.sign_up(shift, resident=make_volunteer(is_online=False), by=volunteer.user)
    with pytest.raises(NotPermitted):
        activities.sign_up(shift, resident=make_volunteer(), by=volunteer.user)
    assert taken(shift) == 0


def test_an_organiser_of_another_community_is_refused(shift, volunteer, make_staff, community):
    elsewhere = community.add_sibling(level=community.level, name="黎冲社区")
    stranger = make_staff(Role.ORGANISER, grid=Grid.objects.get(pk=elsewhere.pk))
    with pytest.raises(NotYourGrid):
        activities.sign_up(shift, resident=volunteer, by=stranger)


def test_a_resident_of_another_community_is_refused(shift, make_household, community, organiser):
    elsewhere = Grid.objects.get(pk=community.add_sibling(level=community.level, name="黎冲社区").pk)
    stranger = make_household("赵六", grid=elsewhere).residents.get()
    with pytest.raises(NotOfThisCommunity):
        activities.sign_up(shift, resident=stranger, by=organiser)


def test_the_last_place_is_the_last(make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    first, second = make_volunteer(), make_volunteer()
    activities.sign_up(shift, resident=first, by=first.user)
    with pytest.raises(ShiftFull):
        activities.sign_up(shift, resident=second, by=second.user)
    assert (taken(shift), SignUp.objects.count()) == (1, 1)


def test_nobody_signs_up_twice(shift, volunteer):
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    with pytest.raises(AlreadySignedUp):
        activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    assert taken(shift) == 1


@pytest.mark.parametrize(
    ("start", "end"), [("07:00", "08:01"), ("09:59", "12:00"), ("08:30", "09:00"), ("07:00", "11:00")]
)
def test_nobody_is_at_two_places_at_once(shift, make_shift, volunteer, start, end):
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    with pytest.raises(Clashes) as refusal:
        activities.sign_up(make_shift(start, end), resident=volunteer, by=volunteer.user)
    assert refusal.value.params == {"shift": "周六大扫除"}


@pytest.mark.parametrize(("start", "end"), [("07:00", "08:00"), ("10:00", "12:00")])
def test_shifts_may_follow_one_another(shift, make_shift, volunteer, start, end):
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    activities.sign_up(make_shift(start, end), resident=volunteer, by=volunteer.user)
    assert queries.sign_ups_of(volunteer).count() == 2


def test_a_cancelled_place_is_free_again(make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    first, second = make_volunteer(), make_volunteer()
    mine = activities.sign_up(shift, resident=first, by=first.user)
    activities.cancel_sign_up(mine, by=first.user)
    assert (mine.state, taken(shift)) == ("cancelled", 0)
    activities.sign_up(shift, resident=second, by=second.user)
    with pytest.raises(ShiftFull):
        activities.sign_up(shift, resident=first, by=first.user)


def test_a_place_is_given_back_once(shift, volunteer):
    mine = activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    stale = SignUp.objects.get(pk=mine.pk)
    activities.cancel_sign_up(mine, by=volunteer.user)
    with pytest.raises(NotSignedUp):
        activities.cancel_sign_up(stale, by=volunteer.user)
    assert taken(shift) == 0


def test_nobody_cancels_for_somebody_else(shift, volunteer, make_volunteer):
    mine = activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    with pytest.raises(NotPermitted):
        activities.cancel_sign_up(mine, by=make_volunteer().user)
    assert taken(shift) == 1


@pytest.mark.parametrize("state", [Shift.State.CLOSED, Shift.State.CANCELLED])
def test_a_shift_that_is_not_open_takes_nobody(shift, volunteer, state):
    Shift.objects.filter(pk=shift.pk).update(state=state)
    with pytest.raises(ShiftNotOpen):
        activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    assert (taken(shift), SignUp.objects.count()) == (0, 0)


def test_after_its_end_only_the_organiser_adds_a_name(shift, volunteer, organiser):
    with clock("10:00"):
        with pytest.raises(ShiftNotOpen):
            activities.sign_up(shift, resident=volunteer, by=volunteer.user)
        activities.sign_up(shift, resident=volunteer, by=organiser)
    assert taken(shift) == 1


def test_an_unpublished_activity_takes_nobody(shift, activity, volunteer):
    activity.is_published = False
    activity.save()
    with pytest.raises(NotPermitted):
        activities.sign_up(shift, resident=volunteer, by=volunteer.user)


def test_open_shifts_say_how_many_places_are_left(shift, make_shift, community, volunteer):
    make_shift("11:00", "12:00", capacity=5)
    activities.sign_up(shift, resident=volunteer, by=volunteer.user)
    assert [(row.pk == shift.pk, row.places_left) for row in queries.open_shifts(community)] == [(True, 29), (False, 5)]
    with clock("10:00:01"):
        assert [row.capacity for row in queries.open_shifts(community)] == [5]
