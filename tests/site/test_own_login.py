"""The own login: where one is signed in, passkeys, and nothing of it in a helper's hands."""

from shutil import copytree

import pytest

from tests.site.conftest import Site


@pytest.fixture(scope="module")
def happened(loaded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_login") / "site"
    copytree(loaded.folder, folder)
    return Site(folder).probe("own_login")


def test_the_pages_of_the_own_login_open(happened):
    assert set(happened["pages"].values()) == {200}


def test_a_passkey_is_set_up_after_the_password_was_given_once_more(happened):
    assert happened["before the password"].startswith("/accounts/reauthenticate/")


def test_a_lost_phone_is_signed_out_from_another_one(happened):
    assert "iPhone" in happened["listed"]
    assert "Android · 微信" in happened["listed"]
    assert happened["after"] == [True, False]


def test_none_of_it_is_opened_in_the_name_of_somebody_but_the_way_out(happened):
    found = dict(happened["while acting"])
    assert found.pop("/accounts/logout/") == 200
    assert set(found.values()) == {403}


def test_a_passkey_is_one_way_in_for_residents_and_a_second_proof_for_staff(happened):
    assert happened["second proof"] == {"wangfang": False, "guanliyuan": True}


def test_a_passkey_is_asked_for_without_a_name(happened):
    assert "challenge" in happened["passkey"]
