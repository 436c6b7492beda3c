"""The till in Chromium: by keyboard alone, with a scanner that does not wait, and when the answer gets lost."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from points.models import Redemption
from points.supermarket import queries
from tests.chromium import launched

from .conftest import balance_of, stock_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium():
    with launched() as browser:
        yield browser


@pytest.fixture
def open_till(chromium, live_server, store, cashier):
    """The till in a new window."""
    windows = []

    def act(**options):
        window = chromium.new_context(locale="en", **options)
        windows.append(window)
        client = Client()
        client.force_login(cashier)
        window.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = window.new_page()
        page.set_default_timeout(10_000)
        page.goto(live_server.url + reverse("points:till", args=[store.code]))
        return page

    yield act
    for window in windows:
        window.close()


def total(page):
    return page.locator(".pt-till__total dd")


def test_a_customer_is_served_by_keyboard_alone(open_till, household, rice):
    page = open_till()
    for typed in (household.account.number, rice.barcode, rice.barcode):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    expect(total(page)).to_have_text("80")
    page.keyboard.press("Enter")
    expect(page.locator("button[value=confirm]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")
    assert Redemption.objects.get().number in page.inner_text("body")
    page.keyboard.press("Enter")
    page.wait_for_url("**/till/**")
    expect(page.locator("[name=typed]")).to_be_focused()
    assert (balance_of(household), stock_of(rice)) == (200, 3)


def test_a_scanner_does_not_wait_for_the_answer(open_till, household, rice):
    page = open_till()
    page.locator("h1").click()
    page.keyboard.type(f"{household.account.number}\n{rice.barcode}\n{rice.barcode}\n{rice.barcode}\n")
    expect(total(page)).to_have_text("120")
    expect(page.locator(".pt-till__short dd")).to_have_text("20")


def test_a_lost_answer_and_a_second_try_redeem_once(open_till, household, rice):
    page = open_till()
    page.keyboard.type(f"{household.account.number}\n{rice.barcode}\n")
    expect(total(page)).to_have_text("40")

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/till/**", lose)
    page.click("button[value=confirm]")
    expect(page.locator("[data-part=said]")).to_contain_text(page.get_attribute("[data-till]", "data-offline"))
    assert Redemption.objects.count() == 1
    page.unroute("**/till/**")
    page.click("button[value=confirm]")
    page.wait_for_url("**/receipts/**")
    assert (Redemption.objects.count(), balance_of(household), stock_of(rice)) == (1, 600, 4)
    assert queries.verify().differences == []


def test_two_quick_clicks_redeem_once(open_till, household, rice):
    page = open_till()
    page.keyboard.type(f"{household.account.number}\n{rice.barcode}\n")
    expect(total(page)).to_have_text("40")
    page.dblclick("button[value=confirm]")
    page.wait_for_url("**/receipts/**")
    assert Redemption.objects.count() == 1


def test_a_new_price_is_shown_and_asked_again(open_till, household, rice):
    page = open_till()
    page.keyboard.type(f"{household.account.number}\n{rice.barcode}\n")
    expect(total(page)).to_have_text("40")
    type(rice).objects.update(price=450)
    page.click("button[value=confirm]")
    expect(page.locator(".pt-till__refusal")).to_contain_text("45")
    expect(total(page)).to_have_text("45")
    # An Enter in haste only leads to the button; nobody agrees to what was not read.
    expect(page.locator("[name=typed]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("button[value=confirm]")).to_be_focused()
    assert not Redemption.objects.exists()
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")
    assert Redemption.objects.get().total == 450


def test_by_touch_alone_and_without_a_script(open_till, household, rice):
    page = open_till(java_script_enabled=False, has_touch=True, viewport={"width": 360, "height": 740})
    page.fill("[name=typed]", household.account.number)
    page.tap("button[value=find]")
    for _ in range(2):
        page.tap(f".pt-till__goods button[value='add:{rice.pk}']")
    page.tap(f"button[value='less:{rice.pk}']")
    expect(total(page)).to_have_text("40")
    page.tap("button[value=confirm]")
    page.wait_for_url("**/receipts/**")
    assert Redemption.objects.get().total == 400


def test_nothing_is_cut_off_and_everything_can_be_hit(open_till, household, rice, haircut):
    page = open_till()
    page.keyboard.type(f"{household.account.number}\n{rice.barcode}\n")
    expect(total(page)).to_have_text("40")
    for is_elder, least in [(False, 44), (True, 60)]:
        page.evaluate("isElder => document.documentElement.toggleAttribute('data-elder', isElder)", is_elder)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
            assert too_small(page, least) == [], (width, is_elder)


def too_small(page, least):
    """Sizes of what can be pressed on the till and is smaller than `least` pixels."""
    targets = page.locator(".pt-till button:visible, .pt-till input:visible").all()
    assert targets
    boxes = [target.bounding_box() for target in targets]
    return [(box["width"], box["height"]) for box in boxes if min(box["width"], box["height"]) < least]
