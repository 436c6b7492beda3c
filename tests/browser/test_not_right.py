"""“This is not right” and “not me”, from the tap of a resident to the answer that she reads, on phones.

Wang Fang; the administrator who answers; his colleague, who typed in hours that the organiser confirmed, and so leaves
the answer to him.
"""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from points.amounts import parse_points

from .conftest import Meet
from .served import Site

ANSWERED = "当天不在本社区，已核对签到表"
ENTRIES = """
import json
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from points.hours import services as hours
from points.models import AwardRecord, Grid, Resident, ServiceRecord
from points.people import services as people
from points.permissions import Role
users = get_user_model().objects
colleague = users.create_user("fuguanli", password="hongtutian", last_name="段玉梅")
community = Grid.objects.get(code="hongtutian")
people.appoint(
    colleague, role=Role.ADMINISTRATOR, grid=community, since=timezone.localdate(), by=users.get(username="guanliyuan")
)
wang = Resident.objects.select_related("household__grid", "household__account").get(user__username="wangfang")
began = timezone.localtime().replace(hour=4, minute=0, second=0, microsecond=0) - timedelta(days=2)
draft = hours.Draft(
    resident=wang, community=community, key="browser:by-hand", title="清晨扫雪", occurred_on=began.date(),
    started_at=began, ended_at=began + timedelta(hours=1), minutes=60, source=ServiceRecord.Source.BY_HAND,
    rule_code="HT01",
)
with transaction.atomic():
    by_hand = hours.record_many([draft], by=users.get(username="zuzhizhe"), key=draft.key)[0]
by_hand = hours.confirm(by_hand, by=colleague)
given = AwardRecord.objects.filter(account=wang.household.account, recorded_by__username="wanggeyuan", undone_at=None)
lines = [award.transfer_id for award in given.exclude(transfer=None).order_by("-pk")[:2]]
print("ENTRIES", json.dumps([*lines, by_hand.award.transfer_id]))
"""


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    return shared_site


@pytest.fixture(scope="module")
def lines(site: Site) -> list[int]:
    """Two lines that the grid worker wrote, and one for an hour that the colleague typed in."""
    return json.loads(re.search(r"ENTRIES (.*)", site.manage("shell", "-c", ENTRIES))[1])


def tenths(page: Page, path: str, selector: str) -> int:
    page.goto(path)
    return abs(parse_points(page.locator(selector).first.inner_text().replace(",", "").replace("−", "-").lstrip("+")))


def balance(page: Page) -> int:
    return tenths(page, "/points/", ".pt-cover__balance .pt-amount")


def amount(page: Page, line: int) -> int:
    return tenths(page, f"/points/passbook/{line}/", ".pt-line__amount .pt-amount")


def waits(page: Page, line: int):
    """The card on the first page that leads to what waits for an answer."""
    page.goto("/points/")
    return page.locator(f"main a[href='/points/passbook/{line}/']", has_text="您的异议正等答复")


def say(page: Page, line: int, text: str, *, kind: str = "not_right") -> None:
    """From the line, by its button, to the line again, where it stands from now on."""
    page.goto(f"/points/passbook/{line}/")
    suffix = "?kind=not_me" if kind == "not_me" else "/not-right/"
    page.click(f"main a[href*='/not-right/'][href$='{suffix}']")
    if page.locator(f"main [name=kind][value={kind}]:visible").count():
        page.check(f"main [name=kind][value={kind}]")
    page.fill("main [name=text]", text)
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(f"/points/passbook/{line}/$"))
    expect(page.locator("main article .pt-notice--warn")).to_contain_text(text)
    expect(page.locator("main a[href*='/not-right/']")).to_have_count(0)


def find(staff: Page, text: str) -> None:
    """As the staff finds it: from the duties to what waits, and in it the one with these words."""
    staff.goto("/points/")
    staff.click("main a[href$='/points/disputes/']")
    rows = staff.locator("section:has(#waiting) a.pt-row")
    for address in [row.get_attribute("href") for row in rows.all()]:
        staff.goto(address)
        if staff.locator(".pt-line__why", has_text=text).count():
            return
    raise AssertionError(f"nobody is asked about “{text}”")


def answer(staff: Page, text: str, *, do: str) -> None:
    staff.fill("main [name=answer]", text)
    staff.click(f"main button[name=do][value={do}]")
    expect(staff.locator("main [role=status]")).to_contain_text("已答复")
    expect(staff.locator("main [name=answer]")).to_have_count(0)


def test_what_is_upheld_is_undone_and_the_resident_reads_the_answer(person: Meet, lines):
    line, doubt = lines[0], "这个月没有评到我家。"
    resident, staff = person("wangfang"), person("guanliyuan")
    before, wrong = balance(resident), amount(resident, line)
    say(resident, line, doubt)
    expect(waits(resident, line)).to_be_visible()
    resident.goto("/points/passbook/")
    marked = resident.locator(f"main .pt-ledger a[href='/points/passbook/{line}/']")
    expect(marked).to_contain_text("核实中")
    assert balance(resident) == before

    find(staff, doubt)
    staff.click("main button[name=do][value=uphold]")
    expect(staff.locator("main [name=answer]")).to_be_visible()
    answer(staff, "确实记到了别家。", do="uphold")

    assert balance(resident) == before - wrong
    expect(waits(resident, line)).to_have_count(0)
    resident.goto("/points/passbook/")
    expect(marked).to_contain_text("已更正")
    marked.click()
    expect(resident.locator("main .pt-notice--good")).to_contain_text("您说得对")
    expect(resident.locator("main .pt-notice--good")).to_contain_text("确实记到了别家。")
    resident.click("main .pt-notice--good a")
    expect(resident.locator("main")).to_contain_text("确实记到了别家。")
    assert amount(resident, int(resident.url.rstrip("/").rpartition("/")[2])) == wrong


def test_what_stays_as_it_is_has_its_reason_beside_it(person: Meet, lines):
    line, doubt = lines[1], "应该再多一些。"
    resident, staff = person("wangfang"), person("guanliyuan")
    before = balance(resident)
    say(resident, line, doubt)
    expect(waits(resident, line)).to_be_visible()

    find(staff, doubt)
    answer(staff, "按细则第二条，每月最多这些。", do="dismiss")

    assert balance(resident) == before
    expect(waits(resident, line)).to_have_count(0)
    resident.goto(f"/points/passbook/{line}/")
    expect(resident.locator("main .pt-notice--info")).to_contain_text("按细则第二条，每月最多这些。")
    expect(resident.locator("main a[href*='/not-right/']").first).to_be_visible()


def test_not_me_takes_the_hour_away_and_is_answered_by_nobody_who_typed_it(person: Meet, lines):
    line, doubt = lines[2], "那天我在外地。"
    resident, colleague, staff = person("wangfang"), person("fuguanli"), person("guanliyuan")
    before, wrong = balance(resident), amount(resident, line)
    say(resident, line, doubt, kind="not_me")
    expect(resident.locator("main article .pt-notice--warn")).to_contain_text("这不是我")
    expect(waits(resident, line)).to_be_visible()
    resident.goto("/points/hours/")
    hour = resident.locator("main .pt-ledger li", has_text="清晨扫雪")
    expect(hour).to_contain_text("核实中")

    find(colleague, doubt)
    expect(colleague.locator("main .pt-notice--info")).to_contain_text("请同事办理")
    expect(colleague.locator("main [name=answer]")).to_have_count(0)

    find(staff, doubt)
    answer(staff, ANSWERED, do="uphold")
    assert balance(resident) == before - wrong
    expect(waits(resident, line)).to_have_count(0)
    resident.goto("/points/hours/")
    expect(hour.locator("s").first).to_be_visible()
    resident.goto(f"/points/passbook/{line}/")
    expect(resident.locator("main .pt-notice--good")).to_contain_text(ANSWERED)
    resident.goto("/points/inbox/")
    expect(resident.locator("main")).to_contain_text(ANSWERED)
