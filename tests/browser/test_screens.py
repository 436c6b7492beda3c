"""Every screen of the table: for a thumb, for tired eyes, for a screen reader, for a keyboard, for a narrow window.

In Simplified Chinese with ordinary and with large type, each light and dark; once in each of the other languages. With
`EVERY_WAY=1` in the environment in each language with both types and both themes, which takes twice as long.
"""

import contextlib
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import surroundings
from tests.chromium import go_without

from .conftest import PHONE, Meet
from .examine import (
    Ear,
    barriers_in,
    barriers_in_the_dark,
    choose,
    faults_of,
    lost_without_a_mouse,
    sideways_when_enlarged,
)
from .screens import NO_SCREENS, SCREENS, Screen, with_asterisks
from .served import Site, log_in

EVERY_WAY = "EVERY_WAY" in os.environ
WAYS = (
    [(language, is_elder) for language in ("zh-hans", "zh-hant", "en") for is_elder in (False, True)]
    if EVERY_WAY
    else [("zh-hans", False), ("zh-hans", True), ("zh-hant", False), ("en", True)]
)
"""Language, and whether the type is large; English has the longest words."""
MODES = [("zh-hans", False), ("zh-hans", True), ("en", True)]


@pytest.fixture(scope="module")
def visit(browser: Browser, site: Site) -> Iterator[Callable[[str], tuple[Page, Ear]]]:
    """`visit("wangfang")` is the one page of that person, and what it is heard to say."""
    met: dict[str, tuple[Page, Ear]] = {}
    with contextlib.ExitStack() as leave:

        def meet(username: str) -> tuple[Page, Ear]:
            if username not in met:
                context = browser.new_context(
                    base_url=site.address, viewport=PHONE, locale="zh-CN", reduced_motion="reduce"
                )
                leave.callback(context.close)
                page = context.new_page()
                page.set_default_timeout(60_000)
                if username:
                    log_in(page, username)
                page.goto("/nowhere/")
                met[username] = page, Ear(page, site.address)
            return met[username]

        yield meet


def test_every_address_is_in_the_table(found):
    shown = {with_asterisks(screen.address) for screen in SCREENS}
    left_out = {address for addresses in NO_SCREENS.values() for address in addresses}
    assert sorted(found.routes - shown - left_out) == [], "add to SCREENS or NO_SCREENS in tests/browser/screens.py"
    assert sorted(left_out - found.routes) == [], "NO_SCREENS in tests/browser/screens.py names what is no address"
    assert sorted(shown & left_out) == []
    pages = {screen.address.strip("{}") for screen in SCREENS}
    assert sorted(found.pages - pages) == [], "add a screen for each type of page to tests/browser/screens.py"
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_for_everybody(visit, found, screen: Screen):
    axe = surroundings.axe()
    page, ear = visit(screen.who)
    # What the screen before it may have left.
    ear.heard(status=200)
    faults: list[str] = []
    for language, is_elder in WAYS:
        choose(page, language=language, is_elder=is_elder)
        screen.open(page, found.gaps)
        seen = faults_of(page, language=language, is_elder=is_elder) + sideways_when_enlarged(page)
        seen += barriers_in(page, axe) if axe else []
        if EVERY_WAY or language == "zh-hans":
            # Colours, the order of stops and the rings around them are the same in all languages.
            seen += barriers_in_the_dark(page) if axe else []
            seen += lost_without_a_mouse(page)
        seen += ear.heard(status=screen.status)
        faults += [f"{language}, {'large' if is_elder else 'ordinary'} type: {fault}" for fault in seen]
    assert not faults, "\n".join(["", *faults])
    if axe is None:
        go_without(surroundings.NO_AXE)


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_a_line_is_checked_on_a_phone(person: Meet, found, language, is_elder):
    page = person("wangfang", reduced_motion="reduce")
    choose(page, language=language, is_elder=is_elder)
    page.goto(f"/points/seals/verify/?transfer={found.gaps['earned']}")
    page.click("[data-result] summary")
    assert faults_of(page, language=language, is_elder=is_elder) == []


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_a_form_that_came_too_late_is_answered_on_a_phone(person: Meet, language, is_elder):
    page = person("wangfang", reduced_motion="reduce")
    choose(page, language=language, is_elder=is_elder)
    page.goto("/points/")
    page.context.clear_cookies(name="csrftoken")
    with page.expect_navigation() as answer:
        page.evaluate("document.querySelector('form[method=post]').submit()")
    assert answer.value.status == 403
    assert page.locator("h1").inner_text() == {"zh-hans": "请再提交一次", "en": "Please send it once more"}[language]
    assert faults_of(page, language=language, is_elder=is_elder) == []


def test_the_last_column_of_a_listing_is_reached_on_a_phone(person: Meet):
    page = person("jiandu")
    page.goto("/admin/points/seal/")
    last = page.locator("table.listing thead th").last
    assert last.bounding_box()["x"] > PHONE["width"]
    page.hover("table.listing td")
    # As a finger does it. What is cut off stays where it is.
    page.mouse.wheel(1000, 0)
    expect(last).to_be_in_viewport(ratio=0.9)
