"""Signing in: staff who are not on the register, residents by phone, and a number that only its code can claim."""

from shutil import copytree

import pytest

from tests.site.conftest import Site


@pytest.fixture(scope="module")
def happened(loaded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sign_in") / "site"
    copytree(loaded.folder, folder)
    return Site(folder).probe("sign_in")


def test_staff_comes_in_by_user_name_and_by_phone(happened):
    assert happened["user name"] == "zuzhizhe"
    assert happened["phone of staff"] == "zuzhizhe"


def test_resident_types_the_phone_as_people_write_it(happened):
    assert happened["phone with spaces"] == "wangfang"


def test_wrong_password_opens_nothing(happened):
    assert happened["wrong password"] == ""


def test_code_opens_and_a_wrong_code_does_not(happened):
    assert happened["code"] == ["", "wangfang"]


def test_register_is_claimed_by_the_code_and_not_by_typing_the_number(happened):
    assert happened["claimed before the code"] is None
    assert happened["claimed after the code"]
    assert happened["came in as resident"]


def test_number_that_is_taken_signs_nobody_up(happened):
    assert happened["second sign-up with the number"] == ""


def test_unverified_stranger_is_not_signed_in(happened):
    assert happened["stranger waits"] == ""


def test_second_message_within_half_a_minute_is_refused_with_a_page(happened):
    assert happened["second message within half a minute"] == 429


def test_unknown_number_is_told_so_by_message_and_gets_no_code(happened):
    assert happened["unknown number told"]
