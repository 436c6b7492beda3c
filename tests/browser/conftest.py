"""The demo site of Hongtutian, served with a clock that can be moved, and people with phones in front of it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import built_once
from tests.chromium import launched

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "hongtutian"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 860}
# One process, because its clock is moved; threads, because a connection that Chromium opens ahead of need stays silent.
GUNICORN = ["--worker-class", "gthread", "--threads", "16", "--timeout", "0", "--log-level", "warning"]
SHIFTED = "tests.browser.shifted_server:application"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True, kw_only=True)
class Site:
    address: str
    clock: Path
    environment: dict[str, str]

    def move_clock(self, *, hours: float) -> None:
        new = self.clock.with_suffix(".new")
        new.write_text(str(float(self.clock.read_text()) + hours * 3600))
        # The server must never read half a number.
        new.replace(self.clock)

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Output of `python site/manage.py ...`."""
        return _manage(self.environment, *arguments, check=check)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo community: a database to be copied, and its pictures."""

    migrated = built_once.migrated_site(tmp_path_factory)

    def load(folder: Path) -> None:
        built_once.copy_sqlite(migrated, folder / built_once.DATABASE)
        _manage(_environment(folder / built_once.DATABASE, var=folder), "demo", "--tier", "s")

    return built_once.folder(tmp_path_factory, "demo", build=load)


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    clock = folder / "clock"
    clock.write_text("0")
    built_once.copy_sqlite(demo / built_once.DATABASE, folder / built_once.DATABASE)
    environment = _environment(folder / built_once.DATABASE, var=demo) | {"CLOCK_FILE": str(clock)}
    # Held from here on: a port that is only looked up may be somebody else's when the server wants it.
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
        served = Site(address=f"http://127.0.0.1:{door.getsockname()[1]}", clock=clock, environment=environment)
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}", *GUNICORN, SHIFTED]
        with subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[door.fileno()]) as server:
            try:
                _wait_for(f"{served.address}/", server)
                yield served
            finally:
                server.terminate()


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


def log_in(page: Page, username: str) -> None:
    if "/accounts/login/" not in page.url:
        page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


class Meet:
    """What the fixture `person` gives; for readers and type checkers."""

    def __call__(self, username: str = "", *, screen: dict[str, int] = PHONE, **options: object) -> Page: ...


def _environment(database: Path, *, var: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "CACHE_URL"}},
        "DATABASE_URL": f"sqlite:///{database}",
        "VAR_DIR": str(var),
        "PYTHONFAULTHANDLER": "1",
    }


def _manage(environment: dict[str, str], *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "site/manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        assert server.poll() is None, "the demo site ended before it answered"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=30).close()
            return
        time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")
