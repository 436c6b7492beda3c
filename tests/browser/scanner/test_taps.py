"""The first ten minutes of a new organiser: how many taps there are from the login to the first scan."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meet
from tests.browser.served import PASSWORD, Site

from .conftest import LONGER, verdict

GOAL = 3
NEW_ORGANISER = f"""
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from points.activities import services as activities
from points.models import ActivityKind, Grid
by, now = get_user_model().objects.get(username="zuzhizhe"), timezone.now()
community = Grid.objects.get(code="hongtutian")
plan = activities.Plan(community=community, kind=ActivityKind.objects.first(), name="河边清理")
activity = activities.create_activity(plan, by=by)
activity.organisers.add(get_user_model().objects.create_user("xinzuzhizhe", password="{PASSWORD}"))
day = dict(starts_at=now, ends_at=now + timedelta(hours=3), capacity=30)
print("SHIFT", activities.add_shift(activity, by=by, **day).pk)
"""
COUNT = """addEventListener("click", (event) => {
  if (event.isTrusted) localStorage.setItem("taps", Number(localStorage.getItem("taps") ?? 0) + 1);
}, true);"""
"""A key that presses a button or follows a link is a click for the browser, too."""


@pytest.fixture
def new_organiser(site: Site, person: Meet) -> Page:
    """Named by one activity an hour ago, with no duty, no household and a shift that begins now."""
    assert re.search(r"^SHIFT \d+$", site.manage("shell", "-c", NEW_ORGANISER), re.MULTILINE)
    page = person("xinzuzhizhe", permissions=["camera"])
    for script in (COUNT, LONGER):
        page.context.add_init_script(script)
    page.reload()
    return page


def test_a_new_organiser_scans_the_first_card_three_taps_after_the_login(new_organiser: Page, record_property):
    page = new_organiser
    expect(page).to_have_url(re.compile("/points/$"))
    page.click("main a[href$='/desk/']")
    page.click("main .pt-desk a[href$='/scanner/']")
    # A scanner that types is ready here, after two.
    expect(page.locator("[name=text]")).to_be_focused()
    page.click("[data-open]")
    # Whom only the activity names reads masked names.
    expect(verdict(page, "good")).to_contain_text("已签到")
    taps = int(page.evaluate("localStorage.getItem('taps')"))
    record_property("taps from the login to the first scan", taps)
    assert taps <= GOAL, f"{taps} taps from the login to the first scan"
