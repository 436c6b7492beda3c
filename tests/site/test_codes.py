"""Codes by text message: the same for numbers that are known and unknown, one in a minute, and not without end."""

import re
from shutil import copytree

import pytest

from tests.site.conftest import Site

CONFIRM = "/accounts/login/code/confirm/"
ASK = "/accounts/login/code/"


@pytest.fixture(scope="module")
def happened(loaded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("codes") / "site"
    copytree(loaded.folder, folder)
    return Site(folder).probe("codes")


def test_a_number_that_is_known_and_one_that_is_not_get_the_same_answers_and_messages(happened):
    # Asked; a wrong code; another one too soon, and nothing is sent; another one in time; too old.
    assert happened["known"] == [302, CONFIRM, 200, 302, CONFIRM, 1, 302, CONFIRM, 2, 302, ASK]
    assert happened["unknown"] == happened["known"]
    assert happened["same pages"]


def test_a_code_that_is_too_old_is_said_to_be(happened):
    assert "验证码过期了" in happened["old"]
    assert "验证码过期了" in happened["proofs"]["sign-in, hours later"][1]


@pytest.mark.parametrize(
    ("happens", "leads_to"), [("sign-up", "/accounts/signup/"), ("change", "/accounts/phone/change/")]
)
def test_the_code_of_a_new_number_says_why_it_holds_no_more_and_where_another_one_is_asked_for(
    happened, happens, leads_to
):
    proofs = happened["proofs"]
    assert proofs[f"{happens}, old"][0] == proofs[f"{happens}, wrong"][0] == leads_to
    assert "验证码过期了。请" in proofs[f"{happens}, old"][1]
    assert "验证码错了太多次。请" in proofs[f"{happens}, wrong"][1]
    assert "过期" not in proofs[f"{happens}, nothing asked"][1]


def test_another_message_that_is_refused_says_whether_to_wait_or_to_choose_another_way(happened):
    proofs = happened["proofs"]
    assert "验证码短信已经在路上了" in proofs["sign-up, too soon"][1]
    assert "验证码短信已经发完" in proofs["sign-in, none left"][1]


def test_a_second_message_within_a_minute_is_refused_with_a_page_that_leads_on(happened):
    assert happened["twice"] == [302, 429]
    assert CONFIRM in happened["too soon"]
    assert "验证码短信已经在路上了" in happened["too soon"]


def test_a_number_gets_so_many_messages_a_day_whether_it_is_known_or_not(happened):
    assert list(happened["for a number"].values()) == [[302, 302, 302, 429]] * 2


def test_the_site_sends_so_many_messages_a_day(happened):
    assert happened["for the site"] == [302, 302, 429]


def test_a_provider_that_fails_is_a_page_and_no_failure_and_says_neither_number_nor_code(happened):
    status, page = happened["broken"]
    assert status == 503
    assert "13800000007" not in page
    assert not re.search(r"(?<!\d)\d{6}(?!\d)", re.sub(r"<[^>]*>", "", page))


def test_the_page_says_when_another_code_may_be_asked_for_and_a_module_counts_down(happened):
    page = happened["confirm"]
    assert 1 <= int(re.search(r'data-seconds="(\d+)"', page).group(1)) <= 60
    assert re.search(r"\d\d:\d\d:\d\d", page), "without JavaScript"
    assert "countdown.js" in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_the_phone_comes_first_and_nothing_is_inline(happened):
    page = happened["login"]
    assert page.index('name="phone"') < page.index('data-passkey="show"') < page.index('name="login"')
    assert not re.search(r"<script(?![^>]* src=)| on[a-z]+=| style=", page)
