"""An old phone that runs no script: everything a resident reads and does is links and plain forms."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Meet


@pytest.fixture
def page(person: Meet) -> Page:
    """Wang Fang's, signed in by the plain form."""
    page = person("wangfang", java_script_enabled=False)
    expect(page.locator(".pt-cover__balance")).to_be_visible()
    return page


def test_the_passbook_is_read_line_by_line(page: Page):
    page.locator("main a[href$='/passbook/']").first.click()
    lines = page.locator("main .pt-ledger a")
    assert lines.count() > 3
    page.locator("main a[href*='show=out']").first.click()
    expect(page.locator("main .pt-amount--plus")).to_have_count(0)
    lines.first.click()
    expect(page.locator("main .pt-line__amount")).to_be_visible()


def test_the_shelf_is_searched_and_a_receipt_read(page: Page, found):
    page.goto(f"/points/store/{found.gaps['store']}/")
    goods = page.locator("main .pt-shelf > li")
    before = goods.count()
    page.fill("main [name=q]", "大米")
    page.locator("main form[role=search] button").click()
    assert 0 < goods.count() < before
    page.goto(f"/points/store/receipts/{found.gaps['receipt']}/")
    expect(page.locator("main .pt-receipt__number")).to_have_text(re.compile(found.gaps["receipt"]))


def test_the_card_has_its_code(page: Page):
    page.goto("/points/card/")
    expect(page.locator("main .pt-qr")).to_be_visible()
    expect(page.locator("main .pt-pass__number")).to_be_visible()


def test_a_place_is_taken_and_given_back(page: Page, found):
    page.goto(f"/points/activities/shift/{found.gaps['free']}/")
    page.locator("main form[action$='/sign-up/'] button").click()
    page.locator("main [data-opens='give-back']").click()
    page.locator("main form[action$='/cancel/'] button").click()
    expect(page.locator("main form[action$='/sign-up/']")).to_be_visible()


def test_large_type_and_another_language_are_chosen(page: Page):
    page.locator("form[action$='/large-type/'] button").click()
    expect(page.locator("html[data-elder]")).to_have_count(1)
    page.locator(".pt-menu > summary").click()
    page.locator(".pt-menu button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("form[action$='/large-type/'] button").click()
    expect(page.locator("html[data-elder]")).to_have_count(0)
