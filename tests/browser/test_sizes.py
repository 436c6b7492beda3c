"""Every page for residents and staff on a narrow phone: nothing scrolls sideways or is too small to touch or to read.

The figures are those of the rules for age-friendly sites: targets of 44 pixels, in large type 60, text of 18.
"""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE, Meet, Site

FAULTS = (Path(__file__).parent / "faults.js").read_text()
ANYBODY = ["/", "/news/", "/honors/", "/points/activities/", "/points/activities/checkin/", "/nowhere/"]
REFUSED = "/points/store/till/"
SEALS = ["/points/seals/", "/points/seals/notice/", "/points/seals/verify/"]
VISITOR = ["/accounts/login/", "/accounts/login/code/", "/accounts/signup/"]
RESIDENT = ["/points/", "/points/passbook/", "/points/passbook/own/", "/points/card/", "/points/hours/"]
SHIFT = "/points/activities/shift/{shift}/"
STAFF = {
    "zuzhizhe": [
        "/points/",
        "/points/activities/desk/",
        "/points/hours/waiting/",
        *(f"{SHIFT}{what}/" for what in ("code", "scanner", "enter", "close")),
    ],
    "wanggeyuan": ["/points/award/", "/points/award/{household}/", "/points/award/{household}/{rule}/"],
    "shouyinyuan": [f"/points/store/{what}/" for what in ("till/{store}", "till/{store}/today", "receipts/{receipt}")],
}
IDS = """
from honor_roll.models import HonorRollPage
from news.models import NewsPage
from points.ledger.models import Book
from points.models import Account, Redemption, Resident, Rule, Shift, Store, Transfer
resident = Resident.objects.get(user__username="wangfang")
if resident.account is None:
    resident.account = Account.objects.create(book=Book.PARTY)
    resident.save()
sold = Redemption.objects.filter(household=resident.household).latest("pk")
earned = Transfer.objects.filter(credit=resident.household.account).latest("pk")
shift = Shift.objects.filter(state="open").order_by("starts_at").first()
print("IDS", {
    "news": NewsPage.objects.first().url, "roll": HonorRollPage.objects.first().url,
    "store": Store.objects.first().code,
    "activity": shift.activity_id, "shift": shift.pk, "sold": sold.transfer_id, "earned": earned.pk,
    "receipt": sold.number,
    "household": resident.household.account.number, "rule": Rule.objects.get(code="HT01").pk,
})
"""
MODES = [("zh-hans", False), ("zh-hans", True), ("en", True)]


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, str]:
    """What stands in the addresses of the pages that have a number or a name in them."""
    found = re.search(r"IDS \{(.*)\}", site.manage("shell", "-c", IDS))[1]
    return {name: value.strip("'") for name, value in re.findall(r"'(\w+)': ('[^']*'|\d+)", found)}


def choose(page: Page, *, language: str, is_elder: bool) -> None:
    cookies = {"django_language": language} | ({"points_elder": "on"} if is_elder else {})
    # Of the whole site: a cookie set for a page would belong to the folder of that page.
    root = urljoin(page.url, "/")
    page.context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])


def faults_of(page: Page, *, is_elder: bool) -> list[str]:
    assert page.locator("html[data-elder]").count() == is_elder
    return page.evaluate(FAULTS, {"least": 60, "small": 18} if is_elder else {"least": 44, "small": 14})


def walk(page: Page, addresses: list[str], *, language: str, is_elder: bool) -> dict[str, list[str]]:
    """The faults of each page that has any."""
    choose(page, language=language, is_elder=is_elder)
    faults = {}
    for address in addresses:
        page.goto(address)
        faults[address] = faults_of(page, is_elder=is_elder)
    return {address: found for address, found in faults.items() if found}


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_visitors_on_a_phone(person: Meet, ids, language, is_elder):
    named = [
        ids["news"],
        ids["roll"],
        f"/points/activities/{ids['activity']}/",
        f"/points/activities/shift/{ids['shift']}/",
    ]
    addresses = [*ANYBODY, *SEALS, *VISITOR, *named, f"/points/store/{ids['store']}/"]
    assert walk(person(), addresses, language=language, is_elder=is_elder) == {}


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_residents_on_a_phone(person: Meet, ids, language, is_elder):
    shift, lines = ids["shift"], [f"/points/passbook/{ids[which]}/" for which in ("sold", "earned")]
    store, receipt = f"/points/store/{ids['store']}/", f"/points/store/receipts/{ids['receipt']}/"
    addresses = [*RESIDENT, *lines, f"/points/activities/shift/{shift}/", store, receipt, REFUSED, ids["roll"]]
    assert walk(person("wangfang"), addresses, language=language, is_elder=is_elder) == {}


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_a_line_is_checked_on_a_phone(person: Meet, ids, language, is_elder):
    page = person("wangfang")
    choose(page, language=language, is_elder=is_elder)
    page.goto(f"/points/seals/verify/?transfer={ids['earned']}")
    page.click("[data-result] summary")
    assert faults_of(page, is_elder=is_elder) == []


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_a_form_that_came_too_late_is_answered_on_a_phone(person: Meet, language, is_elder):
    page = person("wangfang")
    choose(page, language=language, is_elder=is_elder)
    page.goto("/points/")
    page.context.clear_cookies(name="csrftoken")
    with page.expect_navigation() as answer:
        page.evaluate("document.querySelector('form[method=post]').submit()")
    assert answer.value.status == 403
    assert page.locator("h1").inner_text() == {"zh-hans": "请再提交一次", "en": "Please send it once more"}[language]
    assert faults_of(page, is_elder=is_elder) == []


@pytest.mark.parametrize(("language", "is_elder"), MODES)
@pytest.mark.parametrize("who", STAFF)
def test_staff_on_a_phone(person: Meet, ids, who, language, is_elder):
    addresses = [address.format(**ids) for address in STAFF[who]]
    assert walk(person(who), addresses, language=language, is_elder=is_elder) == {}


def test_the_last_column_of_a_listing_is_reached_on_a_phone(person: Meet):
    page = person("jiandu")
    page.goto("/admin/points/seal/")
    last = page.locator("table.listing thead th").last
    assert last.bounding_box()["x"] > PHONE["width"]
    page.hover("table.listing td")
    # As a finger does it. What is cut off stays where it is.
    page.mouse.wheel(1000, 0)
    expect(last).to_be_in_viewport(ratio=0.9)
