"""Every page for residents and staff on a narrow phone: nothing scrolls sideways or is too small to touch or to read.

The figures are those of the rules for age-friendly sites: targets of 44 pixels, in large type 60, text of 18.
"""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from .conftest import Meet, Site

FAULTS = (Path(__file__).parent / "faults.js").read_text()
ANYBODY = ["/", "/news/", "/honors/", "/points/activities/", "/points/activities/checkin/", "/nowhere/"]
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
    "shouyinyuan": ["/points/store/till/{store}/", "/points/store/till/{store}/today/"],
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
    "household": resident.household.account.number, "rule": Rule.objects.get(code="HT01").pk,
})
"""
MODES = [("zh-hans", False), ("zh-hans", True), ("en", True)]


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, str]:
    """What stands in the addresses of the pages that have a number or a name in them."""
    found = re.search(r"IDS \{(.*)\}", site.manage("shell", "-c", IDS))[1]
    return {name: value.strip("'") for name, value in re.findall(r"'(\w+)': ('[^']*'|\d+)", found)}


def walk(page: Page, addresses: list[str], *, language: str, is_elder: bool) -> dict[str, list[str]]:
    """The faults of each page that has any."""
    cookies = {"django_language": language} | ({"points_elder": "on"} if is_elder else {})
    # Of the whole site: a cookie set for a page would belong to the folder of that page.
    root = urljoin(page.url, "/")
    page.context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])
    wanted = {"least": 60, "small": 18} if is_elder else {"least": 44, "small": 14}
    faults = {}
    for address in addresses:
        page.goto(address)
        assert page.locator("html[data-elder]").count() == is_elder
        faults[address] = page.evaluate(FAULTS, wanted)
    return {address: found for address, found in faults.items() if found}


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_visitors_on_a_phone(person: Meet, ids, language, is_elder):
    named = [
        ids["news"],
        ids["roll"],
        f"/points/activities/{ids['activity']}/",
        f"/points/activities/shift/{ids['shift']}/",
    ]
    addresses = [*ANYBODY, *VISITOR, *named, f"/points/store/{ids['store']}/"]
    assert walk(person(), addresses, language=language, is_elder=is_elder) == {}


@pytest.mark.parametrize(("language", "is_elder"), MODES)
def test_residents_on_a_phone(person: Meet, ids, language, is_elder):
    shift, lines = ids["shift"], [f"/points/passbook/{ids[which]}/" for which in ("sold", "earned")]
    addresses = [*RESIDENT, *lines, f"/points/activities/shift/{shift}/", f"/points/store/{ids['store']}/", ids["roll"]]
    assert walk(person("wangfang"), addresses, language=language, is_elder=is_elder) == {}


@pytest.mark.parametrize(("language", "is_elder"), MODES)
@pytest.mark.parametrize("who", STAFF)
def test_staff_on_a_phone(person: Meet, ids, who, language, is_elder):
    addresses = [address.format(**ids) for address in STAFF[who]]
    assert walk(person(who), addresses, language=language, is_elder=is_elder) == {}
