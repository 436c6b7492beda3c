"""What a phone of 360 pixels shows without being swiped sideways or filled by a menu."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from .conftest import PHONE, Meet
from .served import Site


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    """Nothing is written here."""
    return shared_site


@pytest.fixture(params=["ordinary", "large"])
def is_large(request: pytest.FixtureRequest) -> bool:
    return request.param == "large"


def in_large_type(page: Page, site: Site) -> None:
    page.context.add_cookies([{"name": "points_elder", "value": "1", "url": site.address}])


def test_the_printed_passbook_is_read_without_swiping(person: Meet, site: Site, is_large: bool) -> None:
    page = person("wangfang")
    if is_large:
        in_large_type(page, site)
    month = f"{timezone.localdate():%Y-%m}"
    page.goto(f"/points/passbook/print/?from={month}&to={month}&as=page")
    assert page.locator(".pt-pages__lines tr").count() > 2
    for part in ("main", "html"):
        assert page.locator(part).evaluate("(part) => part.scrollWidth - part.clientWidth") == 0
    expect(page.locator(".pt-pages__lines thead")).to_have_css("position", "absolute")


def test_a_visitors_menu_in_large_type_is_one_word_that_opens(person: Meet, site: Site) -> None:
    page = person()
    in_large_type(page, site)
    page.goto("/news/")
    header = page.locator(".site-header")
    assert header.bounding_box()["height"] < PHONE["height"] / 6
    page.click(".site-fold > summary")
    expect(page.locator(".site-fold__sheet a[href*='/login/']")).to_be_visible()
    page.locator(".site-fold__sheet a[href$='/activities/']").click()
    page.wait_for_url("**/activities/")
