"""The number of a certificate survives a phone call, and a slip in it is found."""

import pytest

from points.hours import serials

pytestmark = pytest.mark.once
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def test_a_new_number_is_one_and_reads_in_groups():
    serial = serials.new_serial()
    assert serials.read_serial(serial) == serial
    assert serials.grouped("K7QM3XHP9RTB") == "K7QM-3XHP-9RTB"


def test_no_two_signs_look_alike():
    drawn = "".join(serials.new_serial() for _ in range(300))
    assert set(drawn) <= set(SIGNS)
    assert not set("01ILO") & set(drawn)


def test_it_may_be_typed_as_people_type():
    serial = serials.new_serial()
    for typed in (serial.lower(), f" {serials.grouped(serial)} ", " ".join(serial)):
        assert serials.read_serial(typed) == serial


def test_every_single_slip_is_found():
    serial = serials.new_serial()
    for place, right in enumerate(serial):
        for wrong in set(SIGNS) - {right}:
            assert serials.read_serial(serial[:place] + wrong + serial[place + 1 :]) is None


def test_any_two_signs_that_changed_places_are_found():
    serial = serials.new_serial()
    for one in range(len(serial)):
        for other in range(one + 1, len(serial)):
            signs = list(serial)
            signs[one], signs[other] = signs[other], signs[one]
            if signs[one] != signs[other]:
                assert serials.read_serial("".join(signs)) is None


@pytest.mark.parametrize("typed", ["", "K7QM", "0" * 12, "I" * 12, "\x00" * 12, "２" * 12, "9" * 5000, "K7QM3XHP9RTBB"])
def test_what_is_no_number_is_none(typed):
    assert serials.read_serial(typed) is None
