"""Entries by hand, and facts that come in any order."""

from itertools import permutations

import pytest

from points.activities import services as activities
from points.errors import (
    NotPermitted,
    ReasonRequired,
    ShiftNotOpen,
)
from points.models import CheckIn, Scan
from points.people import services as people

from .conftest import at, clock
from .scanning import by_card, by_code, by_hand

pytestmark = pytest.mark.django_db


# --- by hand -------------------------------------------------------------------------------------------------------


def test_the_organiser_enters_somebody_by_hand(shift, make_volunteer, organiser):
    elder = make_volunteer("陈奶奶", is_online=False)
    with clock("09:00"):
        check_in = by_hand(shift, elder, organiser, time="08:00").result
    assert (check_in.in_at, check_in.is_by_hand) == (at("08:00"), True)
    assert Scan.objects.get().reason == "没带手机"


def test_an_entry_by_hand_needs_a_reason(shift, volunteer, organiser):
    with clock("08:02"), pytest.raises(ReasonRequired):
        by_hand(shift, volunteer, organiser, reason="  ")
    assert Scan.objects.get().refusal == "reason_required"


def test_one_end_by_hand_makes_the_whole_by_hand(shift, volunteer, organiser):
    with clock("08:02"):
        by_code(shift, volunteer)
    with clock("10:10"):
        check_in = by_hand(shift, volunteer, organiser, "out", "10:00").result
    assert check_in.is_by_hand


def test_an_entry_that_changes_nothing_leaves_it_scanned(shift, volunteer, organiser):
    with clock("08:02"):
        by_code(shift, volunteer)
    with clock("08:30"):
        check_in = by_hand(shift, volunteer, organiser, "in", "08:10").result
    assert (check_in.in_at, check_in.is_by_hand) == (at("08:02"), False)


def test_a_volunteer_does_not_enter_himself_by_hand(shift, volunteer):
    with clock("08:02"), pytest.raises(NotPermitted):
        by_hand(shift, volunteer, volunteer.user)


# --- facts in any order ----------------------------------------------------------------------------------------------

FACTS = [("in", "08:02"), ("in", "07:55"), ("out", "09:40"), ("out", "10:05"), ("in", "08:30")]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_scans_in_any_order_come_to_the_same(shift, volunteer, organiser, administrator, order):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("11:00"):
        for number in order:
            direction, time = FACTS[number]
            by_card(shift, volunteer, organiser, direction, time, key_=f"scan {number}")
    check_in = CheckIn.objects.get()
    assert (check_in.in_at, check_in.out_at, check_in.is_by_hand) == (at("07:55"), at("10:05"), False)


def test_repeated_scans_come_to_the_same(shift, volunteer, organiser, administrator):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("11:00"):
        for number in (4, 3, 3, 0, 1, 2, 0, 4, 1, 2):
            direction, time = FACTS[number]
            by_card(shift, volunteer, organiser, direction, time, key_=f"scan {number}")
    check_in = CheckIn.objects.get()
    assert (check_in.in_at, check_in.out_at) == (at("07:55"), at("10:05"))
    assert Scan.objects.count() == len(FACTS)


@pytest.mark.parametrize("is_hand_first", [True, False])
def test_of_equal_times_the_scanned_one_counts(shift, volunteer, organiser, administrator, is_hand_first):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    ways = [by_hand, by_card] if is_hand_first else [by_card, by_hand]
    with clock("11:00"):
        for way in ways:
            way(shift, volunteer, organiser, "in", "08:00")
            way(shift, volunteer, organiser, "out", "10:00")
    assert not CheckIn.objects.get().is_by_hand


def test_a_shift_that_is_closed_takes_no_scan(shift, volunteer, organiser):
    with clock("10:00"):
        activities.close_shift(shift, key="close", by=organiser)
        with pytest.raises(ShiftNotOpen):
            by_code(shift, volunteer, "out")
    assert Scan.objects.get().refusal == "shift_not_open"
