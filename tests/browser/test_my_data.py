"""One's own data, on a phone: taken along, shown to others or not, and forgotten when the office has looked twice.

Two people of the honor roll, neither of whom another test knows. Everybody in a household reads its passbook.
"""

import json
import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESK, Meet
from .served import PASSWORD, Site

PHONE_NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
PEOPLE = """
import json
from django.contrib.auth import get_user_model
from django.db.models import Q
from honor_roll.models import Honor, HonorRollPage
from points.models import Consent, Transfer
from points.people import queries, services
users = get_user_model().objects
office = users.get(username="guanliyuan")

def lets_in(resident, username):
    user = users.create_user(username, password="hongtutian")
    services.link_login(resident, user=user, by=office)
    resident.is_phone_verified = bool(resident.phone)
    resident.save()

def facts(honor, number):
    resident, mate = honor.resident, mate_of(honor.resident)
    lets_in(resident, f"benren{number}")
    lets_in(mate, f"jiaren{number}")
    account = resident.household.account
    return {
        "login": f"benren{number}", "mate": f"jiaren{number}", "name": resident.name, "phone": resident.phone[3:],
        "masked": queries.masked_name(resident.name), "hours": resident.service_records.count(),
        "lines": Transfer.objects.filter(Q(debit=account) | Q(credit=account)).count(),
        "roll": HonorRollPage.objects.get(season=honor.season, live=True).url,
    }

def mate_of(resident):
    others = resident.household.residents.filter(is_active=True, user=None, born_on__year__lt=2000)
    return others.exclude(pk=resident.pk).exclude(name=resident.name).first()

named = Consent.objects.filter(purpose="public_name", withdrawn_at=None).values("resident")
honors = Honor.objects.filter(resident__in=named, resident__user=None, resident__phone__isnull=False).order_by("-pk")
of_age = [honor for honor in honors if not queries.is_minor(honor.resident) and mate_of(honor.resident)]
print("PEOPLE", json.dumps([facts(honor, number) for number, honor in enumerate(of_age[:2])]))
"""


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    return shared_site


@pytest.fixture(scope="module")
def people(site: Site) -> list[dict]:
    return json.loads(re.search(r"PEOPLE (.*)", site.manage("shell", "-c", PEOPLE))[1])


def test_the_copy_holds_everything_of_the_person_and_no_number_of_another(person: Meet, people):
    me = people[0]
    page = person(me["login"])
    page.goto("/points/my-data/")
    with page.expect_download() as download:
        page.click("main form[action$='/copy/'] button")
    assert download.value.suggested_filename.endswith(".zip")
    with ZipFile(download.value.path()) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}

    about = {row["fact"]: row["value"] for row in json.loads(files["me.json"])}
    assert (about["name"], about["phone"]) == (me["name"], me["phone"])
    assert len(json.loads(files["hours.json"])) == me["hours"] > 0
    assert len(json.loads(files["passbook.json"])) == me["lines"] > 0
    assert [row for row in json.loads(files["consents.json"]) if not row["withdrawn_at"]]
    assert {name.rpartition(".")[0] for name in files if name.endswith(".csv")} == {
        name.rpartition(".")[0] for name in files if name.endswith(".json")
    }
    assert set(PHONE_NUMBER.findall(" ".join(files.values()))) == {me["phone"]}


def test_a_name_is_shown_in_public_for_as_long_as_its_owner_agrees(person: Meet, people):
    me = people[0]
    page, stranger = person(me["login"]), person(screen=DESK)
    stranger.goto(me["roll"])
    expect(stranger.locator("main")).to_contain_text(me["name"])

    page.goto("/points/my-data/")
    consent = page.locator("main form.pt-consent:has([name=purpose][value=public_name])").first
    expect(consent).to_contain_text("已同意")
    consent.locator("button").click()
    expect(consent).to_contain_text("未同意")
    stranger.goto(me["roll"])
    expect(stranger.locator("main")).to_contain_text(me["masked"])
    expect(stranger.locator("main")).not_to_contain_text(me["name"])

    consent.locator("button").click()
    expect(consent).to_contain_text("已同意")
    stranger.goto(me["roll"])
    expect(stranger.locator("main")).to_contain_text(me["name"])


def test_whoever_asks_to_be_forgotten_is_gone_once_the_office_has_looked_twice(site: Site, person: Meet, people):
    me = people[1]
    page, mate, office = person(me["login"]), person(me["mate"]), person("guanliyuan", screen=DESK)
    mate.goto("/points/passbook/")
    expect(mate.locator("main")).to_contain_text(me["name"])

    _asks(page)
    _carries_out(office, me["name"])

    page.goto("/points/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    _is_not_let_in(page, me, site)
    for path in ("/points/passbook/", "/points/", "/points/card/"):
        mate.goto(path)
        expect(mate.locator("main h1, main .pt-pass").first).to_be_visible()
        expect(mate.locator("main")).not_to_contain_text(me["name"])
    mate.goto(me["roll"])
    expect(mate.locator("h1")).to_be_visible()
    for name in (me["name"], me["masked"]):
        expect(mate.locator("main")).not_to_contain_text(name)
    assert "Everything holds." in site.manage("verify_ledger")


def _asks(page: Page) -> None:
    """Takes it back once, and then asks for good."""
    told = page.locator("main", has_text="您已申请，社区办公室会答复。")
    for is_for_good in (False, True):
        page.goto("/points/my-data/")
        page.click("main a[href$='/my-data/erase/']")
        page.check("main [name=understood]")
        page.click("main form button[type=submit]")
        expect(told).to_be_visible()
        if not is_for_good:
            page.click("main a[href$='/my-data/erase/']")
            page.click("main form button[type=submit]")
            expect(page).to_have_url(re.compile("/my-data/$"))
            expect(told).to_have_count(0)


def _carries_out(office: Page, name: str) -> None:
    office.goto("/points/")
    office.click("main a[href*='erasure']")
    office.wait_for_url("**/admin/**")
    row = office.locator("main tr", has_text=name).first
    expect(row).to_be_visible()
    row.locator("[data-w-dropdown-target=toggle]").first.click()
    office.click("a[href*='/erasurerequest/delete/']:visible")
    expect(office.locator("main")).to_contain_text("将永久删除，不能恢复")
    office.click("main form button.serious")
    expect(office.locator("body")).to_contain_text("个人资料已删除。")


def _is_not_let_in(page: Page, me: dict, site: Site) -> None:
    for login in (me["login"], me["phone"]):
        page.goto("/accounts/login/")
        page.fill("main [name=login]", login)
        page.fill("main [name=password]", PASSWORD)
        page.press("main [name=password]", "Enter")
        expect(page.locator("main form:has([name=password]) .pt-notice--bad")).to_be_visible()
    page.fill("main [name=phone]", me["phone"])
    page.press("main [name=phone]", "Enter")
    page.wait_for_url("**/accounts/login/code/confirm/")
    assert "还没有登记" in site.texts_to(me["phone"])[-1]
