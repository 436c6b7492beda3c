"""A resident without a mouse: everything by Tab, Enter and Space, and it is always seen where one is."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Meet
from .served import PASSWORD

STOPS_MAX = 90
"""More than any page of a resident has; whoever does not arrive by then goes round in circles."""
RING = "getComputedStyle(document.activeElement).outlineStyle"


@dataclass(frozen=True)
class Keys:
    page: Page

    def to(self, target: Locator) -> None:
        """From stop to stop until the target has the focus, which must be seen there."""
        for _ in range(STOPS_MAX):
            self.page.keyboard.press("Tab")
            if target.evaluate_all("all => all.includes(document.activeElement)"):
                assert self.page.evaluate(RING) != "none", f"no ring around {target}"
                return
        raise AssertionError(f"{target} is not reached")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Goes to the target and presses it; the page that follows is there."""
        self.to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def main(self, selector: str, **options: object) -> Locator:
        return self.page.locator("main").locator(selector, **options)


@pytest.fixture
def keys(person: Meet) -> Keys:
    """Wang Fang, signed in by the keyboard."""
    keys = Keys(person())
    keys.page.goto("/accounts/login/")
    keys.to(keys.main("[name=login]"))
    keys.page.keyboard.type("wangfang")
    keys.to(keys.main("[name=password]"))
    keys.page.keyboard.type(PASSWORD)
    keys.press(keys.main("form:has([name=password]) button[type=submit]"))
    keys.page.wait_for_url("**/points/")
    return keys


def test_from_home_to_a_line_of_the_passbook_and_back(keys: Keys):
    keys.press(keys.main("a[href$='/passbook/']").first)
    keys.press(keys.main("a[href*='show=in']").first)
    expect(keys.main(".pt-amount--minus")).to_have_count(0)
    keys.press(keys.main(".pt-ledger a").first)
    expect(keys.main("h1")).to_be_visible()
    keys.press(keys.main("a[href*='/passbook/']").first)
    expect(keys.page).to_have_url(re.compile("/passbook/"))
    keys.press(keys.page.locator(".pt-nav a[href$='/card/']"))
    expect(keys.main(".pt-pass__number")).to_be_visible()


def test_a_place_is_taken_and_given_back(keys: Keys, found):
    keys.page.goto(f"/points/activities/shift/{found.gaps['free']}/")
    keys.press(keys.main("form[action$='/sign-up/'] button"), "Space")
    keys.to(keys.main("[data-opens='give-back']"))
    keys.page.keyboard.press("Enter")
    expect(keys.main("form[action$='/cancel/']")).to_be_visible()
    keys.press(keys.main("form[action$='/cancel/'] button"))
    expect(keys.main("form[action$='/sign-up/']")).to_be_visible()


def test_large_type_and_another_language_are_chosen(keys: Keys):
    keys.press(keys.page.locator("form[action$='/large-type/'] button"), "Space")
    expect(keys.page.locator("html[data-elder]")).to_have_count(1)
    keys.to(keys.page.locator(".pt-menu > summary"))
    keys.page.keyboard.press("Enter")
    keys.press(keys.page.locator(".pt-menu button[value=en]"))
    expect(keys.page.locator("html")).to_have_attribute("lang", "en")
    keys.press(keys.page.locator("form[action$='/large-type/'] button"))
    expect(keys.page.locator("html[data-elder]")).to_have_count(0)


def test_the_first_stop_leads_past_the_menu(keys: Keys):
    keys.to(keys.page.locator(".pt-skip"))
    expect(keys.page.locator(".pt-skip")).to_be_in_viewport(ratio=1)
    keys.page.keyboard.press("Enter")
    keys.page.keyboard.press("Tab")
    assert keys.page.evaluate("document.activeElement.closest('main') !== null")
