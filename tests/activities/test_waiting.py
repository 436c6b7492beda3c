"""The waiting list: in the order of coming, a freed place goes to the first, and is kept for a while."""

import pytest
from django.core.management import call_command

from points.activities import queries
from points.activities import services as activities
from points.audit import LogEntry
from points.errors import (
    AlreadySignedUp,
    Clashes,
    NothingOffered,
    NotPermitted,
    NotSignedUp,
    ShiftFull,
    ShiftNotOpen,
)
from points.models import Shift, SignUp
from points.people import services as people
from points.signals import place_offered

from .conftest import FRIDAY, at, clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day_before")]


@pytest.fixture
def shift(make_shift) -> Shift:
    return make_shift(capacity=1)


@pytest.fixture
def holder(shift, make_volunteer) -> SignUp:
    """The only place is taken."""
    return sign_up(shift, make_volunteer("王芳"))


@pytest.fixture
def queue(shift, holder, make_volunteer) -> list[SignUp]:
    return [wait(shift, make_volunteer(name)) for name in ("李明", "赵云", "孙静")]


def sign_up(shift, resident, role=None):
    return activities.sign_up(shift, resident=resident, role=role, by=resident.user)


def wait(shift, resident, role=None):
    return activities.sign_up_or_wait(shift, resident=resident, role=role, by=resident.user)


def cancel(sign_up):
    return activities.cancel_sign_up(sign_up, by=sign_up.resident.user)


def confirm(sign_up):
    return activities.confirm_place(sign_up, by=sign_up.resident.user)


def states(*sign_ups):
    return [SignUp.objects.get(pk=row.pk).state for row in sign_ups]


def taken(shift):
    return Shift.objects.get(pk=shift.pk).taken


# --- waiting --------------------------------------------------------------------------------------------------------


def test_whoever_finds_a_free_place_does_not_wait(shift, volunteer):
    assert wait(shift, volunteer).state == "confirmed"
    assert taken(shift) == 1


def test_when_all_places_are_taken_one_may_wait(shift, queue):
    assert states(*queue) == ["waiting"] * 3
    assert [queries.turn_of(row) for row in queue] == [1, 2, 3]
    assert taken(shift) == 1
    assert queries.verify().differences == []


def test_nobody_waits_twice_nor_beside_a_place(shift, holder, queue):
    for row in (holder, queue[0]):
        with pytest.raises(AlreadySignedUp):
            wait(shift, row.resident)
        with pytest.raises(AlreadySignedUp):
            sign_up(shift, row.resident)


def test_nobody_waits_for_somebody_else(shift, holder, volunteer, make_volunteer):
    with pytest.raises(NotPermitted):
        activities.sign_up_or_wait(shift, resident=volunteer, by=make_volunteer().user)


def test_whoever_waits_may_leave(shift, queue):
    cancel(queue[0])
    assert states(*queue) == ["cancelled", "waiting", "waiting"]
    assert [queries.turn_of(row) for row in queue[1:]] == [1, 2]
    assert taken(shift) == 1
    with pytest.raises(NotSignedUp):
        cancel(queue[0])


def test_waiting_at_one_place_does_not_keep_from_another(shift, queue, make_shift):
    assert sign_up(make_shift("08:00", "10:00"), queue[0].resident).state == "confirmed"


# --- offered --------------------------------------------------------------------------------------------------------


def test_a_freed_place_is_offered_to_the_first(shift, holder, queue):
    cancel(holder)
    assert states(*queue) == ["offered", "waiting", "waiting"]
    offer = SignUp.objects.get(pk=queue[0].pk)
    assert (offer.offered_at, offer.offer_ends_at) == (at("08:00", FRIDAY), at("20:00", FRIDAY))
    assert taken(shift) == 1
    assert queries.verify().differences == []


def test_an_offered_place_is_nobody_elses(shift, holder, queue, volunteer):
    cancel(holder)
    with pytest.raises(ShiftFull):
        sign_up(shift, volunteer)
    assert wait(shift, volunteer).state == "waiting"


def test_an_offer_is_taken(shift, holder, queue):
    cancel(holder)
    assert confirm(queue[0]).state == "confirmed"
    assert queries.sign_ups_of(queue[0].resident).get() == queue[0]
    assert taken(shift) == 1


def test_an_offer_is_taken_once_and_by_nobody_else(shift, holder, queue):
    cancel(holder)
    with pytest.raises(NothingOffered):
        confirm(queue[1])
    with pytest.raises(NotPermitted):
        activities.confirm_place(queue[0], by=queue[1].resident.user)
    assert [confirm(queue[0]).state, confirm(queue[0]).state] == ["confirmed"] * 2
    assert LogEntry.objects.filter(action="points.place_confirmed").count() == 1


def test_the_organiser_takes_an_offer_for_somebody_who_called(shift, holder, queue, organiser):
    cancel(holder)
    assert activities.confirm_place(queue[0], by=organiser).state == "confirmed"


def test_an_offer_that_is_declined_goes_on(shift, holder, queue):
    cancel(holder)
    cancel(queue[0])
    assert states(*queue) == ["cancelled", "offered", "waiting"]
    assert taken(shift) == 1


def test_a_place_that_nobody_waits_for_is_free_again(shift, holder, queue):
    for row in (holder, *queue):
        cancel(row)
    assert taken(shift) == 0


def test_whoever_has_another_shift_by_then_is_refused_and_keeps_the_offer(shift, holder, queue, make_shift):
    sign_up(make_shift("08:00", "10:00"), queue[0].resident)
    cancel(holder)
    with pytest.raises(Clashes):
        confirm(queue[0])
    assert states(queue[0]) == ["offered"]


def test_hosts_are_told_of_an_offer(shift, holder, queue, django_capture_on_commit_callbacks):
    told = []
    place_offered.connect(lambda sign_up, **_: told.append(sign_up.pk), weak=False, dispatch_uid="t")
    with django_capture_on_commit_callbacks(execute=True):
        cancel(holder)
    place_offered.disconnect(dispatch_uid="t")
    assert told == [queue[0].pk]


def test_more_places_are_offered_at_once(shift, queue, administrator):
    activities.change_shift(shift, starts_at=shift.starts_at, ends_at=shift.ends_at, capacity=3, by=administrator)
    assert states(*queue) == ["offered", "offered", "waiting"]
    assert taken(shift) == 3


def test_who_is_erased_makes_room(shift, holder, queue, administrator):
    request = people.request_erasure(holder.resident, by=holder.resident.user)
    people.erase_resident(request, by=administrator)
    assert states(holder, *queue) == ["cancelled", "offered", "waiting", "waiting"]


# --- lapsed ---------------------------------------------------------------------------------------------------------


def test_a_lapsed_offer_goes_to_the_next(shift, holder, queue):
    cancel(holder)
    with clock("19:59", FRIDAY):
        assert activities.pass_on_offers(shift) == []
        assert states(*queue) == ["offered", "waiting", "waiting"]
    with clock("20:00", FRIDAY):
        with pytest.raises(NothingOffered):
            confirm(queue[0])
        assert activities.pass_on_offers(shift) == [queue[1]]
        assert states(*queue) == ["lapsed", "offered", "waiting"]
    assert taken(shift) == 1
    assert queries.verify().differences == []


def test_the_start_of_the_shift_ends_every_offer(shift, holder, queue):
    with clock("23:00", FRIDAY):
        cancel(holder)
    assert SignUp.objects.get(pk=queue[0].pk).offer_ends_at == at("08:00")
    with clock("08:00"):
        assert activities.pass_on_offers(shift) == []
        assert states(*queue) == ["lapsed", "waiting", "waiting"]
        assert taken(shift) == 0


def test_whoever_comes_to_the_door_after_the_start_takes_what_is_free(shift, holder, queue, volunteer):
    with clock("23:00", FRIDAY):
        cancel(holder)
    with clock("08:00"):
        activities.pass_on_offers(shift)
        assert sign_up(shift, volunteer).state == "confirmed"


def test_whoever_let_an_offer_lapse_may_wait_again_at_the_end(shift, holder, queue):
    cancel(holder)
    with clock("20:00", FRIDAY):
        again = wait(shift, queue[0].resident)
        assert states(queue[1], again) == ["offered", "waiting"]
        assert queries.turn_of(again) == 2


def test_whoever_comes_when_an_offer_has_lapsed_is_not_before_those_who_wait(shift, holder, queue, volunteer):
    cancel(holder)
    with clock("20:00", FRIDAY):
        assert wait(shift, volunteer).state == "waiting"
        assert states(*queue) == ["lapsed", "offered", "waiting"]


def test_a_closed_shift_offers_nothing(shift, holder, queue, organiser):
    cancel(holder)
    with clock("10:00"):
        activities.close_shift(shift, key="close", by=organiser)
        with pytest.raises(ShiftNotOpen):
            activities.pass_on_offers(shift)
        with pytest.raises(ShiftNotOpen):
            confirm(queue[0])


def test_the_command_passes_on_what_has_lapsed_and_says_so(shift, holder, queue, capsys):
    cancel(holder)
    with clock("20:00", FRIDAY):
        call_command("pass_on_offers", "--dry-run")
        assert "1 offer has lapsed" in capsys.readouterr().out
        assert states(*queue) == ["offered", "waiting", "waiting"]
        call_command("pass_on_offers")
        assert "1 offer had lapsed, 1 place was offered anew" in capsys.readouterr().out
        assert states(*queue) == ["lapsed", "offered", "waiting"]
        call_command("pass_on_offers")
        assert "0 offers had lapsed" in capsys.readouterr().out


# --- roles ----------------------------------------------------------------------------------------------------------


def test_a_freed_place_goes_to_the_first_whose_role_has_room(make_shift, activity, make_volunteer, administrator):
    shift = make_shift(capacity=2)
    cook, guest = (
        activities.add_role(activity, draft=activities.RoleDraft(name=name, capacity=1), by=administrator)
        for name in ("掌勺", "来宾")
    )
    sign_up(shift, make_volunteer(), cook)
    leaving = sign_up(shift, make_volunteer(), guest)
    second_cook, second_guest = wait(shift, make_volunteer(), cook), wait(shift, make_volunteer(), guest)
    cancel(leaving)
    assert states(second_cook, second_guest) == ["waiting", "offered"]
    assert queries.verify().differences == []


def test_one_waits_for_a_role_though_the_shift_has_room(make_shift, activity, make_volunteer, administrator):
    shift = make_shift(capacity=5)
    draft = activities.RoleDraft(name="掌勺", capacity=1)
    cook = activities.add_role(activity, draft=draft, by=administrator)
    sign_up(shift, make_volunteer(), cook)
    waiting = wait(shift, make_volunteer(), cook)
    assert waiting.state == "waiting"
    activities.change_role(cook, draft=activities.RoleDraft(name="掌勺", capacity=2), by=administrator)
    assert states(waiting) == ["offered"]
    assert queries.verify().differences == []
