"""The scanner in the organiser's hand: the camera reads cards where the browser itself cannot."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import launched

from . import cards
from .conftest import Meet
from .served import Site

SHIFT = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from points.activities import services as activities
from points.models import Activity
activity = Activity.objects.filter(is_published=True, community__code="hongtutian").first()
by, now = get_user_model().objects.get(username="zuzhizhe"), timezone.now()
day = dict(starts_at=now, ends_at=now + timedelta(hours=3), capacity=30)
print("SHIFT", activities.add_shift(activity, by=by, **day).pk)
"""


@pytest.fixture(scope="module")
def card(site: Site) -> str:
    return cards.card_of_wang_fang(site)


@pytest.fixture(scope="module")
def browser(card: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    film: Path = cards.film(card, tmp_path_factory.mktemp("camera") / "card.y4m")
    with launched(*cards.fake_camera(film)) as chromium:
        yield chromium


@pytest.fixture
def scanner(site: Site) -> str:
    """The address of the scanner of a shift that began just now."""
    shift = re.search(r"^SHIFT (\d+)$", site.manage("shell", "-c", SHIFT), re.MULTILINE)[1]
    return f"/points/activities/shift/{shift}/scanner/"


@pytest.fixture
def organiser(person: Meet) -> Page:
    return person("zuzhizhe", permissions=["camera"])


def test_the_camera_reads_a_card_and_everything_comes_from_the_site_itself(organiser, scanner, site):
    asked = []
    organiser.on("request", lambda request: asked.append(request.url))
    organiser.goto(scanner)
    assert not any("vendor" in address for address in asked)
    organiser.click("[data-open]")
    expect(organiser.locator(".pt-verdict--good")).to_contain_text("王芳")
    assert any(address.endswith("zxing_reader-3.1.3.wasm") for address in asked)
    foreign = [address for address in asked if not address.startswith((site.address, "blob:", "data:"))]
    assert foreign == []


def test_a_photograph_of_a_card_is_read(organiser, scanner, card):
    organiser.goto(scanner)
    photo = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": cards.photograph(card)}
    organiser.set_input_files("[data-photo]", photo)
    expect(organiser.locator(".pt-verdict--good")).to_contain_text("王芳")


def test_a_photograph_of_nothing_says_so_and_can_be_taken_again(organiser, scanner):
    organiser.goto(scanner)
    nothing = Path("points/static/points/seal-192.png").read_bytes()
    organiser.set_input_files("[data-photo]", {"name": "a.png", "mimeType": "image/png", "buffer": nothing})
    expect(organiser.locator("[data-notice]")).not_to_be_empty()
    expect(organiser.locator(".pt-verdict")).to_have_count(0)
