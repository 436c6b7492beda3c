"""The card in a cellar without a network: it is there once it was seen, says so, and leaves with its owner."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Meet
from .served import Site, log_in

CARD, LARGE, OFFLINE = "/points/card/", "/points/card/?large=1", "/points/offline/"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url));
  return found.map((url) => url.pathname + url.search);
}"""
NEIGHBOUR = """
from django.contrib.auth import get_user_model
from points.models import Resident
wang = Resident.objects.get(user__username="wangfang")
other = Resident.objects.filter(user=None, is_active=True, born_on__year__lt=2000).exclude(household=wang.household)
other = other.filter(phone=None).select_related("household__account").first()
other.user = get_user_model().objects.create_user("linju", password="hongtutian")
other.save()
print("NUMBER", other.household.account.grouped_number)
"""


@pytest.fixture(scope="module")
def neighbour(site: Site) -> str:
    """The number on the card of `linju`, who lives elsewhere."""
    return re.search(r"NUMBER (.*)", site.manage("shell", "-c", NEIGHBOUR))[1].strip()


def see_card(page: Page) -> str:
    """The number on the card, once the phone has kept both of its faces and the worker is at work."""
    page.goto(CARD)
    number = page.locator(".pt-pass__number").inner_text()
    kept = (
        f"async () => {{ const kept = await ({KEPT})(); return kept.includes('{CARD}') && kept.includes('{LARGE}') }}"
    )
    page.wait_for_function(kept)
    page.evaluate("async () => Boolean(await navigator.serviceWorker.ready)")
    return number


def is_kept(page: Page) -> bool:
    return CARD in page.evaluate(KEPT)


def no_network(page: Page) -> None:
    page.context.set_offline(True)


def test_the_card_is_there_without_a_network_and_says_that_it_was_kept(person: Meet):
    page = person("wangfang")
    number = see_card(page)
    expect(page.locator("[data-pt-kept]")).to_be_hidden()
    code = page.locator(".pt-pass .pt-qr path").last.get_attribute("d")

    no_network(page)
    for address in (CARD, LARGE, CARD):
        page.goto(address)
        expect(page.locator(".pt-pass__number")).to_have_text(number)
        assert page.locator(".pt-pass .pt-qr path").last.get_attribute("d") == code
        expect(page.locator("[data-pt-kept]")).to_contain_text(re.compile(r"\d+月\d+日 \d\d:\d\d"))
    # With its looks, and black on white.
    assert page.locator(".pt-pass").evaluate("card => getComputedStyle(card).backgroundColor") == "rgb(255, 255, 255)"
    page.click("text=放大到全屏")
    expect(page.locator(".pt-pass--large .pt-pass__number")).to_have_text(number)

    page.context.set_offline(False)
    page.goto(CARD)
    expect(page.locator("[data-pt-kept]")).to_be_hidden()


def test_every_other_page_says_that_it_needs_the_network_and_leads_to_the_card(person: Meet):
    page = person("wangfang")
    number = see_card(page)
    no_network(page)
    page.goto("/points/passbook/")
    expect(page.locator("h1")).to_have_text("没有网络")
    assert "王芳" not in page.content()
    page.click("text=出示积分码")
    expect(page.locator(".pt-pass__number")).to_have_text(number)


def test_nothing_personal_is_kept_but_the_card(person: Meet):
    page = person("wangfang")
    see_card(page)
    for address in ("/points/", "/points/passbook/", "/points/hours/", "/points/activities/"):
        page.goto(address)
    kept = page.evaluate(KEPT)
    assert [one for one in kept if not one.startswith("/static/") and one not in (CARD, LARGE, OFFLINE)] == []


@pytest.mark.parametrize("way", ["the portal's", "the site's"])
def test_after_logging_out_nothing_is_left(person: Meet, way):
    page = person("wangfang")
    number = see_card(page)
    if way == "the portal's":
        page.goto("/points/")
        page.click("form[action='/points/log-out/'] button")
    else:
        page.goto("/accounts/logout/")
        page.click("main form button[type=submit]")
    page.wait_for_url("**/accounts/login/**")
    page.goto(OFFLINE)
    assert not is_kept(page)
    no_network(page)
    page.goto(CARD)
    expect(page.locator("h1")).to_have_text("没有网络")
    assert number not in page.content()


def test_somebody_else_at_the_same_phone_sees_his_own_card(person: Meet, neighbour):
    page = person("wangfang")
    number = see_card(page)
    # She did not log out: her session ended, and he signs in.
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/")
    log_in(page, "linju")
    page.goto("/points/")
    assert not is_kept(page)
    no_network(page)
    page.goto(CARD)
    assert number not in page.content()

    page.context.set_offline(False)
    assert see_card(page) == neighbour != number
    no_network(page)
    page.goto(CARD)
    expect(page.locator(".pt-pass__number")).to_have_text(neighbour)


def test_a_session_that_has_ended_takes_the_card_with_it(person: Meet):
    page = person("wangfang")
    see_card(page)
    page.context.clear_cookies(name="sessionid")
    page.goto(CARD)
    page.wait_for_url("**/accounts/login/**")
    page.goto(OFFLINE)
    assert not is_kept(page)
