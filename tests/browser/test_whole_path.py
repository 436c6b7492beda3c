"""The whole path, walked in Chromium by five people.

Wang Fang, a volunteer; the organiser of the shift; the cashier; the editor; the administrator.
"""

import contextlib
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLong

from points.amounts import parse_points

from .conftest import DESK, Meet
from .served import Site, log_in

ACTIVITY = "周六清洁家园"
PREPARE = f"""
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from points.activities import services as activities
from points.activities.models import ActivityKind
from points.models import Account, Grid
organiser = get_user_model().objects.get(username="zuzhizhe")
activity = activities.create_activity(
    activities.Plan(
        community=Grid.objects.get(code="hongtutian"), kind=ActivityKind.objects.first(), name="{ACTIVITY}",
        place="东门花园", content="一起把楼前楼后扫干净。", rule_code="HT01",
    ),
    by=organiser,
)
now = timezone.now()
account = Account.objects.get(household__residents__user__username="wangfang")
hours = max(2, (400 - account.spendable) // 50 + 1)
shift = activities.add_shift(activity, starts_at=now, ends_at=now + timedelta(hours=hours), capacity=30, by=organiser)
print("SHIFT", shift.pk, hours)
"""
"""A shift that begins now, and is long enough at five points an hour that Wang Fang has earned her rice at its end."""

REASON = "周六清洁家园，一次不落"
TITLE = "本季度光荣榜"
INDEX = "from home.models import HonorIndexPage; print('INDEX', HonorIndexPage.objects.get().pk)"
ADDRESS = (
    f"from honor_roll.models import HonorRollPage; print(HonorRollPage.objects.get(title='{TITLE}', live=True).url)"
)


@dataclass(frozen=True)
class Shift:
    pk: int
    hours: int


@pytest.fixture
def shift(site: Site) -> Shift:
    found = re.search(r"SHIFT (\d+) (\d+)", site.manage("shell", "-c", PREPARE))
    return Shift(pk=int(found[1]), hours=int(found[2]))


def balance(page: Page) -> int:
    """Tenths, as they are read on the first page."""
    page.goto("/points/")
    return parse_points(page.locator(".pt-cover__balance .pt-amount").inner_text().replace(",", ""))


def rotating_code(organiser: Page, shift: Shift) -> str:
    organiser.goto(f"/points/activities/shift/{shift.pk}/code/")
    return "".join(organiser.locator(".pt-code__typed > span:not(.pt-hidden)").all_inner_texts())


def test_from_a_scan_to_a_bag_of_rice_to_the_honor_roll(site: Site, person: Meet, shift: Shift) -> None:
    organiser = person("zuzhizhe")
    volunteer = person()
    before = _comes_and_goes(site, organiser, volunteer, shift)
    _closes_the_shift(organiser, shift)
    earned = balance(volunteer)
    assert earned > before
    price = _redeems(person("shouyinyuan", screen=DESK), volunteer)
    assert balance(volunteer) == earned - price
    _reads_why(volunteer)
    _honors(site, person("bianji", screen=DESK), person("guanliyuan", screen=DESK), volunteer)
    assert "Everything holds." in site.manage("verify_ledger")


def _comes_and_goes(site: Site, organiser: Page, volunteer: Page, shift: Shift) -> int:
    """In by the code on the organiser's screen, first seen without a login; out when the shift ends."""
    code = rotating_code(organiser, shift)
    volunteer.goto(f"/points/activities/checkin/?code={code}")
    # The login takes longer than the code lives; what counts is when the phone opened the address.
    site.move_clock(hours=2 / 60)
    log_in(volunteer, "wangfang")
    volunteer.click("button[name=direction][value=in]")
    expect(volunteer.locator(".pt-verdict--good")).to_contain_text("王芳")
    before = balance(volunteer)
    site.move_clock(hours=shift.hours - 2 / 60)
    volunteer.goto(f"/points/activities/checkin/?code={code}")
    expect(volunteer.locator(".pt-verdict--bad")).to_be_visible()
    volunteer.goto(f"/points/activities/checkin/?code={rotating_code(organiser, shift)}")
    volunteer.click("button[name=direction][value=out]")
    expect(volunteer.locator(".pt-verdict--good")).to_be_visible()
    assert balance(volunteer) == before
    return before


def _closes_the_shift(organiser: Page, shift: Shift) -> None:
    organiser.goto(f"/points/activities/shift/{shift.pk}/close/")
    expect(organiser.locator("main")).to_contain_text("王芳")
    organiser.click("main form[method=post] button[type=submit]")
    expect(organiser).to_have_url(re.compile(f"/shift/{shift.pk}/closed/"))
    organiser.goto(f"/points/activities/shift/{shift.pk}/close/")
    expect(organiser.locator("main form button[type=submit]")).to_have_count(0)


def _redeems(cashier: Page, volunteer: Page) -> int:
    """The cashier types the number on the card and presses the goods with the keyboard."""
    volunteer.goto("/points/card/")
    number = volunteer.locator(".pt-pass__number").inner_text()
    cashier.goto("/points/store/till/")
    if not re.search(r"/till/[^/]+/", cashier.url):
        cashier.locator("main a[href*='/till/']").first.click()
    cashier.fill("[name=typed]", number)
    cashier.press("[name=typed]", "Enter")
    cashier.locator("[data-part=counter] [name=household]").wait_for(state="attached")
    cashier.locator("[data-part=goods] button:not([disabled])", has_text="大米").first.click()
    cashier.locator("[data-part=counter] [name=line]").wait_for(state="attached")
    price = parse_points(cashier.locator(".pt-till__total .pt-amount").inner_text())
    cashier.click("button[value=confirm]")
    cashier.wait_for_url(re.compile("/receipts/"))
    return price


def _reads_why(volunteer: Page) -> None:
    volunteer.goto("/points/passbook/")
    expect(volunteer.locator("main")).to_contain_text("大米")
    volunteer.locator("main a[href*='/passbook/']", has_text="志愿服务").first.click()
    expect(volunteer.locator("main")).to_contain_text(ACTIVITY)


def _honors(site: Site, editor: Page, administrator: Page, neighbour: Page) -> None:
    """The editor chooses from the facts and may not publish yet; the administrator decides; then the page goes out."""
    editor.goto("/admin/honors/seasons/")
    board = editor.locator("a[href*='/board/']").first.get_attribute("href")
    editor.goto(board)
    editor.locator("section", has_text="最美志愿者").locator("a").first.click()
    editor.locator("tr", has_text="王芳").locator("a").first.click()
    editor.fill("[name=reason]", REASON)
    editor.fill("[name=story]", "她总是第一个到，最后一个走。")
    editor.locator("main form[method=post] button[type=submit]").last.click()
    expect(editor.locator("main")).to_contain_text(REASON)

    index = re.search(r"INDEX (\d+)", site.manage("shell", "-c", INDEX))[1]
    editor.goto(f"/admin/pages/add/honor_roll/honorrollpage/{index}/")
    _presses_publish(editor)
    expect(editor.locator("[name=season][aria-invalid=true]")).to_be_visible()

    administrator.goto(board)
    administrator.locator("form[action$='/decide/'] button").click()
    expect(administrator.locator("form[action$='/decide/']")).to_have_count(0)

    for _ in range(3):
        _presses_publish(editor)
        # The editor saves drafts by itself; a click that meets such a moment is lost, as it would be for a person.
        with contextlib.suppress(TooLong):
            editor.wait_for_url(re.compile(r"/admin/pages/\d+/$"), timeout=20_000)
            break
        editor.reload()
    neighbour.goto("/")
    neighbour.goto(site.manage("shell", "-c", ADDRESS).strip().splitlines()[-1])
    expect(neighbour.locator("main")).to_contain_text(REASON)


def _presses_publish(editor: Page) -> None:
    editor.wait_for_load_state("networkidle")
    editor.fill("[name=title]", TITLE)
    editor.select_option("[name=season]", index=1)
    # The editor saves drafts by itself, and the draft of an earlier try holds the address that the title suggests.
    editor.evaluate("document.querySelector('[name=slug]').value = `roll-${Date.now()}`")
    editor.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    editor.locator("[name=action-publish]").click()
    editor.wait_for_load_state()
