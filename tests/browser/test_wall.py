"""The code on the wall, read by a phone that is not signed in; and the organiser's board beside it.

Both change by themselves: the wall's count and the board rise while nobody touches them.
"""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route, expect

from .conftest import Meet
from .served import Site, log_in

SHIFT = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from points.activities import services as activities
from points.models import ActivityKind, Resident
from points.people import queries as people
by, now = get_user_model().objects.get(username="zuzhizhe"), timezone.now()
resident = Resident.objects.get(user__username="wangfang")
community = people.community_of(resident.household.grid)
plan = activities.Plan(community=community, kind=ActivityKind.objects.first(), name="清洁家园", place="东门花园")
activity = activities.create_activity(plan, by=by)
shift = activities.add_shift(activity, by=by, starts_at=now, ends_at=now + timedelta(hours=3), capacity=30)
print("SHIFT", shift.pk)
"""
HALL = {"width": 1920, "height": 1080}
ROOM = {"width": 1280, "height": 720}
SECOND = 1000


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    """Every test has a shift of its own."""
    return shared_site


@pytest.fixture
def shift(site: Site) -> str:
    """Where the pages of one that began just now begin."""
    pk = re.search(r"^SHIFT (\d+)$", site.manage("shell", "-c", SHIFT), re.MULTILINE)[1]
    return f"/points/activities/shift/{pk}/"


def read_from_afar(wall: Page) -> str:
    """What a phone's camera makes of the picture that hangs there."""
    picture = Image.open(BytesIO(wall.screenshot()))
    # From the last row the code is small.
    return zxingcpp.read_barcode(picture.resize((picture.width // 4, picture.height // 4))).text


def arrived(wall: Page) -> int:
    return int(wall.locator(".pt-code__count b").inner_text())


def test_a_phone_that_is_not_signed_in_reads_the_wall_and_the_count_rises_by_itself(person: Meet, shift: str) -> None:
    wall, board, phone = person("zuzhizhe", screen=HALL), person("zuzhizhe", screen=ROOM), person()
    wall.goto(shift + "wall/")
    board.goto(shift + "board/")
    expect(board.locator(".pt-figures__good b")).to_have_text("0")
    before = arrived(wall)

    phone.goto(read_from_afar(wall))
    log_in(phone, "wangfang")
    phone.click("button[name=direction][value=in]")
    expect(phone.locator(".pt-verdict--good")).to_contain_text("王芳")

    expect(wall.locator(".pt-code__count b")).to_have_text(str(before + 1))
    expect(board.locator(".pt-figures__good b")).to_have_text("1")
    expect(board.locator("section[aria-labelledby=here]")).to_contain_text("王芳")


@pytest.mark.parametrize("screen", [HALL, ROOM, {"width": 1024, "height": 768}], ids=["hall", "room", "old-projector"])
def test_the_wall_is_seen_whole_and_the_code_takes_more_than_half_of_its_height(
    person: Meet, shift: str, screen: dict
) -> None:
    wall = person("zuzhizhe", screen=screen)
    wall.goto(shift + "wall/")
    sizes = wall.evaluate(
        "() => [document.documentElement, document.querySelector('.pt-wall')].map("
        "(box) => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight])"
    )
    assert sizes == [[0, 0], [0, 0]]
    code = wall.locator(".pt-qr").bounding_box()
    assert code["height"] > 0.65 * screen["height"]
    for part in (".pt-wall__title", ".pt-code__typed", ".pt-code__clock", ".pt-code__count", ".pt-wall__how"):
        box = wall.locator(part).bounding_box()
        assert box["x"] >= code["x"] + code["width"], f"{part} lies over the code"
        assert box["y"] + box["height"] <= screen["height"]


def test_a_wall_that_has_lost_the_server_says_so_and_shows_no_code_that_is_over(person: Meet, shift: str) -> None:
    wall = person("zuzhizhe", screen=ROOM)
    wall.clock.install()
    wall.goto(shift + "wall/")
    wall.route("**/code/now/", lambda route: route.abort())
    wall.clock.run_for(25 * SECOND)
    expect(wall.get_by_role("alert")).to_be_visible()
    expect(wall.locator(".pt-qr")).to_have_css("opacity", "0.08")
    wall.unroute("**/code/now/")
    wall.clock.run_for(6 * SECOND)
    expect(wall.get_by_role("alert")).to_have_count(0)
    expect(wall.locator(".pt-qr")).to_have_css("opacity", "1")


def test_the_wall_fills_the_screen_and_gives_it_back(person: Meet, shift: str) -> None:
    wall = person("zuzhizhe", screen=ROOM)
    wall.goto(shift + "wall/")
    button = wall.locator("[data-full-screen]")
    button.click()
    wall.wait_for_function("document.fullscreenElement")
    button.click()
    wall.wait_for_function("!document.fullscreenElement")


def test_a_board_whose_server_is_away_says_so_and_asks_more_and_more_rarely(person: Meet, shift: str) -> None:
    board = person("zuzhizhe")
    board.clock.install()
    board.goto(shift + "board/")
    state = board.locator("[data-live-state=lost]")
    expect(board.locator("[data-live-state=on]")).to_be_visible()
    asked = []

    def away(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    board.route("**/board/now/", away)
    for _ in range(18):
        board.clock.run_for(10 * SECOND)
        board.wait_for_timeout(1)
    expect(state).to_be_visible()
    # Every five seconds that would have been 36.
    assert 3 <= len(asked) <= 8
    board.unroute("**/board/now/")
    board.clock.run_for(61 * SECOND)
    expect(board.locator("[data-live-state=on]")).to_be_visible()
    expect(state).to_be_hidden()


def test_without_a_script_the_board_is_a_page_with_a_link_that_loads_it_again(person: Meet, shift: str) -> None:
    board = person("zuzhizhe", java_script_enabled=False)
    board.goto(shift + "board/")
    expect(board.locator(".pt-figures b").first).to_have_text("0")
    expect(board.locator("[data-live-stamp]")).to_be_visible()
    board.click("[data-live-reload]")
    expect(board).to_have_url(re.compile("/board/$"))
