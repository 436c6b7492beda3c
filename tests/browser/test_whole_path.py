"""The whole path, walked in Chromium by five people.

Wang Fang, a volunteer; the organiser of the shift; the cashier; the editor; the administrator. The walk leaves its
pictures in the folder that `SCREENSHOTS` names; those of the README are made this way.
"""

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLong

from points.amounts import parse_points

from .conftest import DESK, Meet, Site, log_in

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


@pytest.fixture
def picture(tmp_path: Path):
    """Takes a screenshot of what is seen; kept when `SCREENSHOTS` names a folder."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size > 5_000

    return take


def balance(page: Page) -> int:
    """Tenths, as they are read on the first page."""
    page.goto("/points/")
    return parse_points(page.locator(".pt-cover__balance .pt-amount").inner_text().replace(",", ""))


def rotating_code(organiser: Page, shift: Shift) -> str:
    organiser.goto(f"/points/activities/shift/{shift.pk}/code/")
    return "".join(organiser.locator(".pt-code__typed > span:not(.pt-hidden)").all_inner_texts())


def test_from_a_scan_to_a_bag_of_rice_to_the_honor_roll(site: Site, person: Meet, shift: Shift, picture) -> None:
    organiser = person("zuzhizhe")
    volunteer = person()
    before = _comes_and_goes(site, organiser, volunteer, shift, picture)
    _closes_the_shift(organiser, shift, picture)
    earned = balance(volunteer)
    assert earned > before
    picture(volunteer, "home")
    price = _redeems(person("shouyinyuan", screen=DESK), volunteer, picture)
    assert balance(volunteer) == earned - price
    _reads_why(volunteer, picture)
    _honors(site, person("bianji", screen=DESK), person("guanliyuan", screen=DESK), volunteer, picture)
    assert "Everything holds." in site.manage("verify_ledger")


def _comes_and_goes(site: Site, organiser: Page, volunteer: Page, shift: Shift, picture) -> int:
    """In by the code on the organiser's screen, first seen without a login; out when the shift ends."""
    code = rotating_code(organiser, shift)
    picture(organiser, "code")
    volunteer.goto(f"/points/activities/checkin/?code={code}")
    # The login takes longer than the code lives; what counts is when the phone opened the address.
    site.move_clock(hours=2 / 60)
    log_in(volunteer, "wangfang")
    volunteer.click("button[name=direction][value=in]")
    expect(volunteer.locator(".pt-verdict--good")).to_contain_text("王芳")
    picture(volunteer, "checked-in")
    before = balance(volunteer)
    site.move_clock(hours=shift.hours - 2 / 60)
    volunteer.goto(f"/points/activities/checkin/?code={code}")
    expect(volunteer.locator(".pt-verdict--bad")).to_be_visible()
    volunteer.goto(f"/points/activities/checkin/?code={rotating_code(organiser, shift)}")
    volunteer.click("button[name=direction][value=out]")
    expect(volunteer.locator(".pt-verdict--good")).to_be_visible()
    assert balance(volunteer) == before
    return before


def _closes_the_shift(organiser: Page, shift: Shift, picture) -> None:
    organiser.goto(f"/points/activities/shift/{shift.pk}/close/")
    expect(organiser.locator("main")).to_contain_text("王芳")
    picture(organiser, "close")
    organiser.click("main form[method=post] button[type=submit]")
    expect(organiser).to_have_url(re.compile(f"/shift/{shift.pk}/closed/"))
    organiser.goto(f"/points/activities/shift/{shift.pk}/close/")
    expect(organiser.locator("main form button[type=submit]")).to_have_count(0)


def _redeems(cashier: Page, volunteer: Page, picture) -> int:
    """The cashier types the number on the card and presses the goods with the keyboard."""
    volunteer.goto("/points/card/")
    number = volunteer.locator(".pt-pass__number").inner_text()
    picture(volunteer, "card")
    cashier.goto("/points/store/till/")
    if not re.search(r"/till/[^/]+/", cashier.url):
        cashier.locator("main a[href*='/till/']").first.click()
    cashier.fill("[name=typed]", number)
    cashier.press("[name=typed]", "Enter")
    cashier.locator("[data-part=counter] [name=household]").wait_for(state="attached")
    cashier.locator("[data-part=goods] button:not([disabled])", has_text="大米").first.click()
    cashier.locator("[data-part=counter] [name=line]").wait_for(state="attached")
    price = parse_points(cashier.locator(".pt-till__total .pt-amount").inner_text())
    picture(cashier, "till")
    cashier.click("button[value=confirm]")
    cashier.wait_for_url(re.compile("/receipts/"))
    picture(cashier, "receipt")
    return price


def _reads_why(volunteer: Page, picture) -> None:
    volunteer.goto("/points/passbook/")
    expect(volunteer.locator("main")).to_contain_text("大米")
    picture(volunteer, "passbook")
    volunteer.locator("main a[href*='/passbook/']", has_text="志愿服务").first.click()
    expect(volunteer.locator("main")).to_contain_text(ACTIVITY)
    picture(volunteer, "why")


def _honors(site: Site, editor: Page, administrator: Page, neighbour: Page, picture) -> None:
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
    picture(editor, "board")

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
    picture(neighbour, "honor-roll")


def _presses_publish(editor: Page) -> None:
    editor.wait_for_load_state("networkidle")
    editor.fill("[name=title]", TITLE)
    editor.select_option("[name=season]", index=1)
    # The editor saves drafts by itself, and the draft of an earlier try holds the address that the title suggests.
    editor.evaluate("document.querySelector('[name=slug]').value = `roll-${Date.now()}`")
    editor.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    editor.locator("[name=action-publish]").click()
    editor.wait_for_load_state()
