"""The organiser at a scanner of the demo: a shift that began just now, a phone, a card."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import cards
from tests.browser.conftest import Meet
from tests.browser.served import Site
from tests.chromium import launched

SHIFT = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from points.activities import services as activities
from points.models import ActivityKind, Grid
by, now = get_user_model().objects.get(username="zuzhizhe"), timezone.now()
plan = dict(community=Grid.objects.get(code="hongtutian"), kind=ActivityKind.objects.first(), name="河边清理")
activity = activities.create_activity(activities.Plan(**plan), by=by)
day = dict(starts_at=now, ends_at=now + timedelta(hours=3), capacity=30)
print("SHIFT", activities.add_shift(activity, by=by, **day).pk)
"""
FACTS = """
import json
from points.models import CheckIn, Scan
scans = Scan.objects.filter(shift={shift}).order_by("pk")
print("FACTS", json.dumps({{
    "scans": list(scans.values_list("direction", "refusal")),
    "in": CheckIn.objects.filter(shift={shift}, in_at__isnull=False).count(),
    "devices": list(scans.values_list("device", flat=True).distinct()),
    "taken_back": scans.filter(taken_back__isnull=False).count(),
    "apart": [abs((scan.recorded_at - scan.occurred_at).total_seconds()) for scan in scans],
}}))
"""
LONGER = """{
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, ms, ...more) => setTimeout(act, ms === 2000 ? 8000 : ms, ...more);
}"""
"""A verdict that goes by itself stays for eight seconds instead of two: a crowded machine would miss it."""


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    """Every test has a shift of its own."""
    return shared_site


@pytest.fixture(scope="module")
def card(site: Site) -> str:
    return cards.card_of_wang_fang(site)


@pytest.fixture(scope="module")
def browser(card: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    film: Path = cards.film(card, tmp_path_factory.mktemp("camera") / "card.y4m")
    with launched(*cards.fake_camera(film)) as chromium:
        yield chromium


@pytest.fixture
def shift(site: Site) -> int:
    """One that began just now."""
    return int(re.search(r"^SHIFT (\d+)$", site.manage("shell", "-c", SHIFT), re.MULTILINE)[1])


@pytest.fixture
def scanner(shift: int) -> str:
    return f"/points/activities/shift/{shift}/scanner/"


@pytest.fixture
def organiser(person: Meet) -> Page:
    page = person("zuzhizhe", permissions=["camera"])
    page.context.add_init_script(LONGER)
    return page


@pytest.fixture
def facts(site: Site, shift: int):
    def read() -> dict:
        said = site.manage("shell", "-c", FACTS.format(shift=shift))
        return json.loads(re.search(r"^FACTS (.*)$", said, re.MULTILINE)[1])

    return read


def ready(page: Page, scanner: str) -> None:
    """The scanner is open, and this phone has kept what it needs without a network."""
    page.goto(scanner)
    kept = "async (path) => Boolean(await caches.match(`${path}?direction=out`, { cacheName: 'points-scanner-1' }))"
    page.wait_for_function(kept, arg=scanner)
    page.evaluate("async () => Boolean(await navigator.serviceWorker.ready)")
    page.wait_for_function("async () => (await (await caches.open('points-scanner-1')).keys()).length > 10")


def type_card(page: Page, text: str) -> None:
    page.fill("[name=text]", text)
    page.press("[name=text]", "Enter")


def verdict(page: Page, mood: str) -> Locator:
    return page.locator(f"[data-verdict-place] .pt-verdict--{mood}")


def count(page: Page, name: str) -> Locator:
    return page.locator(f"[data-count={name}]")
