"""The demo site of Hongtutian, served with a clock that can be moved, and people with phones in front of it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import built_once
from tests.chromium import launched

from .screens import Found, found_in
from .served import Site, load_demo, log_in, serving

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 860}

# On a crowded machine a page answers late; what never comes still fails.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo community: a database to be copied, and its pictures."""
    migrated = built_once.migrated_site(tmp_path_factory)
    return built_once.folder(tmp_path_factory, "demo", build=lambda folder: load_demo(folder, migrated=migrated))


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(demo, tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture(scope="session")
def shared_site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all files whose people stay out of each other's way: each start takes seconds.

    Such a file has a fixture `site` of its own, which gives this one.
    """
    with serving(demo, tmp_path_factory.mktemp("shared-site")) as served:
        yield served


@pytest.fixture(scope="module")
def found(site: Site) -> Found:
    """What stands in the gaps of the table of screens."""
    return found_in(site)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as chromium:
        yield chromium


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator["Meet"]:
    """`person("wangfang")` is a page in a browser of its own, signed in as that person."""
    with contextlib.ExitStack() as leave:

        def meet(username: str = "", *, screen: dict[str, int] = PHONE, **options: object) -> Page:
            context = browser.new_context(
                base_url=site.address,
                viewport=screen,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                device_scale_factor=2,
                **options,
            )
            leave.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto("/")
            if username:
                log_in(page, username)
            return page

        yield meet


class Meet:
    """What the fixture `person` gives; for readers and type checkers."""

    def __call__(self, username: str = "", *, screen: dict[str, int] = PHONE, **options: object) -> Page: ...
