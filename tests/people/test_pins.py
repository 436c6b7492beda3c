"""The PIN of a resident: hard to guess, kept as a digest, used on a helper's device, and locked after five misses."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from points.audit import LogEntry
from points.errors import (
    NotPermitted,
    NotYourGrid,
    OwnHousehold,
    PinInvalid,
    PinLocked,
    PinMissing,
    PinSetByHelper,
    PinWeak,
    PinWrong,
    TooManyTries,
)
from points.models import Acting, Pin, PinLock, Resident
from points.people import queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db
PIN = "836194"


@pytest.fixture
def resident(make_household) -> Resident:
    resident = make_household("王芳", door="2单元301").residents.get()
    resident.born_on, resident.phone = date(1946, 5, 7), "+8613912345601"
    resident.save()
    return resident


@pytest.fixture
def office(make_staff):
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def helper(make_staff):
    return make_staff(Role.GRID_STAFF)


@pytest.fixture
def pin(resident, office) -> Pin:
    return people.set_pin(resident, pin=PIN, by=office)


def miss(resident, by, times=1):
    left = []
    for _time in range(times):
        with pytest.raises(PinWrong) as refusal:
            people.assist(resident, pin="519283", by=by)
        left.append(refusal.value.params["left"])
    return left


# --- setting it -----------------------------------------------------------------------------------------------------


def test_a_resident_sets_the_own_pin_and_only_a_digest_is_kept(resident):
    resident.user = get_user_model().objects.create_user("wang")
    resident.save()
    kept = people.set_pin(resident, pin=PIN, by=resident.user)
    assert PIN not in kept.digest
    assert kept.digest.split("$")[0] != "plain"
    assert (kept.set_by, Pin.objects.count()) == (resident.user, 1)


def test_the_office_sets_it_and_nobody_else(resident, office, helper):
    assert people.set_pin(resident, pin=PIN, by=office).set_by == office
    with pytest.raises(NotPermitted):
        people.set_pin(resident, pin=PIN, by=helper)
    with pytest.raises(NotPermitted):
        people.set_pin(resident, pin=PIN, by=get_user_model().objects.create_user("daughter"))


def test_the_office_does_not_set_it_at_home(resident, office):
    Resident.objects.create(household=resident.household, name="王强", user=office)
    with pytest.raises(OwnHousehold):
        people.set_pin(resident, pin=PIN, by=office)


def test_a_new_pin_takes_the_place_of_the_old(resident, pin, office, helper):
    people.set_pin(resident, pin="719402", by=office)
    with pytest.raises(PinWrong):
        people.assist(resident, pin=PIN, by=helper)
    assert people.assist(resident, pin="719402", by=helper)
    assert Pin.objects.count() == 1


def test_wide_figures_are_figures(resident, office, helper):
    people.set_pin(resident, pin=" ８３６１９４ ", by=office)
    assert people.assist(resident, pin=PIN, by=helper)


@pytest.mark.parametrize("typed", ["", "123", "1234567", "12a4", "１２３", "12 34", "٤٥٦٧"])
def test_a_pin_has_four_to_six_figures(resident, office, typed):
    with pytest.raises(PinInvalid):
        people.set_pin(resident, pin=typed, by=office)


@pytest.mark.parametrize(
    "typed",
    [
        "0000",
        "1234",
        "987654",
        "1357",
        "9012",
        "1212",
        "123123",
        "777777",
        "0301",
        "2301",
        "1946",
        "460507",
        "0507",
        "194605",
        "5601",
        "345601",
    ],
)
def test_what_a_neighbour_would_try_first_is_refused(resident, office, typed):
    with pytest.raises(PinWeak):
        people.set_pin(resident, pin=typed, by=office)


def test_the_end_of_the_account_number_is_refused(resident, office):
    with pytest.raises(PinWeak):
        people.set_pin(resident, pin=resident.household.account.number[-4:], by=office)


def test_neither_log_nor_export_says_the_pin(pin):
    line = LogEntry.objects.get(action="points.pin_set")
    assert PIN not in f"{line.data}{line.label}"
    assert pin.digest not in f"{line.data}{line.label}"
    assert PIN not in str(pin)


# --- helping with it ------------------------------------------------------------------------------------------------


def test_a_helper_acts_for_whoever_typed_the_pin_and_the_log_names_both(resident, pin, helper):
    acting = people.assist(resident, pin=PIN, by=helper)
    assert (acting.resident, acting.user, acting.kind, acting.proxy) == (resident, helper, "staff", None)
    assert queries.acting_for(helper, resident) == acting
    line = LogEntry.objects.get(action="points.acting_begun")
    assert line.user == helper
    assert line.data == {"on_behalf_of": resident.pk, "kind": "staff", "is_by_pin": True}


@pytest.mark.parametrize("role", [Role.CASHIER, Role.EDITOR, Role.AUDITOR])
def test_without_the_duty_nobody_is_helped(resident, pin, make_staff, role):
    with pytest.raises(NotPermitted):
        people.assist(resident, pin=PIN, by=make_staff(role))


def test_a_helper_of_another_building_is_refused(resident, pin, make_staff, community):
    with pytest.raises(NotYourGrid):
        people.assist(resident, pin=PIN, by=make_staff(Role.GRID_STAFF, grid=community.get_children().get(name="2栋")))


def test_whoever_set_the_pin_does_not_use_it(resident, pin, office):
    with pytest.raises(PinSetByHelper):
        people.assist(resident, pin=PIN, by=office)


def test_nobody_without_a_pin_is_helped_this_way(resident, helper):
    with pytest.raises(PinMissing):
        people.assist(resident, pin=PIN, by=helper)


def test_whoever_left_is_not_helped(resident, pin, helper):
    Resident.objects.filter(pk=resident.pk).update(is_active=False)
    with pytest.raises(PinMissing):
        people.assist(resident, pin=PIN, by=helper)


def test_a_wrong_pin_opens_nothing_and_says_how_many_tries_are_left(resident, pin, helper):
    assert miss(resident, helper, 3) == [4, 3, 2]
    assert not Acting.objects.exists()
    people.assist(resident, pin=PIN, by=helper)
    assert miss(resident, helper) == [4]


def test_five_misses_lock_the_household_for_every_helper_and_then_it_opens_again(
    resident, pin, helper, make_staff, office
):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert miss(resident, helper, 5) == [4, 3, 2, 1, 0]
        with pytest.raises(PinLocked) as refusal:
            people.assist(resident, pin=PIN, by=make_staff(Role.ORGANISER))
        assert refusal.value.params == {"minutes": 10}
        clock.shift(timedelta(minutes=10))
        assert people.assist(resident, pin=PIN, by=helper)
    assert LogEntry.objects.filter(action="points.pin_locked").count() == 1


def test_after_the_lock_there_are_five_tries_again(resident, pin, helper):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        miss(resident, helper, 5)
        clock.shift(timedelta(minutes=11))
        assert miss(resident, helper) == [4]


def test_another_member_of_the_household_is_locked_as_well(resident, pin, helper, office):
    son = Resident.objects.create(household=resident.household, name="王强")
    people.set_pin(son, pin="719402", by=office)
    miss(resident, helper, 5)
    with pytest.raises(PinLocked):
        people.assist(son, pin="719402", by=helper)


def test_a_new_pin_opens_the_lock(resident, pin, helper, office):
    miss(resident, helper, 5)
    people.set_pin(resident, pin="719402", by=office)
    assert people.assist(resident, pin="719402", by=helper)
    assert PinLock.objects.get().misses == 0


def test_a_helper_who_goes_from_door_to_door_guessing_has_to_wait(make_household, helper, office, settings):
    settings.POINTS = {"tries_a_minute": 3}
    people_with_pins = [make_household(name, door=name).residents.get() for name in ("甲", "乙", "丙", "丁")]
    for resident in people_with_pins:
        people.set_pin(resident, pin=PIN, by=office)
    with time_machine.travel(timezone.now(), tick=False):
        for resident in people_with_pins[:3]:
            miss(resident, helper)
        with pytest.raises(TooManyTries):
            people.assist(people_with_pins[3], pin="519283", by=helper)


def test_what_is_no_pin_at_all_counts_as_no_try(resident, pin, helper):
    with pytest.raises(PinInvalid):
        people.assist(resident, pin="abc", by=helper)
    assert not PinLock.objects.exists()
