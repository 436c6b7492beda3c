"""The demonstration site, loaded and served for a browser on this machine, and people who sign in there."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests import built_once

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "hongtutian"
# One process, because its clock is moved; threads, because a connection that Chromium opens ahead of need stays silent.
GUNICORN = ["--worker-class", "gthread", "--threads", "16", "--timeout", "0", "--log-level", "warning"]
SHIFTED = "tests.browser.shifted_server:application"
SECONDS_TO_START = 60
SECRET = "only for figures on this machine, where nobody else comes"


@dataclass(frozen=True, kw_only=True)
class Site:
    address: str
    clock: Path
    messages: Path
    """Text messages that were sent, one in a line, with the number before it."""
    environment: dict[str, str]

    def move_clock(self, *, hours: float) -> None:
        new = self.clock.with_suffix(".new")
        new.write_text(str(float(self.clock.read_text()) + hours * 3600))
        # The server must never read half a number.
        new.replace(self.clock)

    def texts_to(self, phone: str) -> list[str]:
        """What the phone with that number got, the newest last."""
        sent = [line.partition(" ") for line in self.messages.read_text().splitlines()]
        return [text for number, _, text in sent if number == f"+86{phone}"]

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Output of `python site/manage.py ...`."""
        return _manage(self.environment, *arguments, check=check)


def load_demo(folder: Path, *, migrated: Path | None = None) -> None:
    """The demo community into a database of that folder, its pictures beside it; from a copy of `migrated`, if any."""
    environment = _environment(folder / built_once.DATABASE, var=folder)
    if migrated is None:
        _manage(environment, "migrate", "--no-input", "--verbosity", "0")
    else:
        built_once.copy_sqlite(migrated, folder / built_once.DATABASE)
    _manage(environment, "demo", "--tier", "s")


@contextlib.contextmanager
def serving(demo: Path, folder: Path) -> Iterator[Site]:
    """The site on a copy of the demo's database in `folder`, with a clock of its own, until the `with` ends."""
    clock = folder / "clock"
    clock.write_text("0")
    built_once.copy_sqlite(demo / built_once.DATABASE, folder / built_once.DATABASE)
    messages = folder / "messages"
    messages.touch()
    environment = _environment(folder / built_once.DATABASE, var=demo) | {
        "CLOCK_FILE": str(clock),
        "MESSAGES_FILE": str(messages),
        "SMS_BACKEND": "tests.browser.messages.FileBackend",
    }
    with _answering(SHIFTED, environment) as address:
        yield Site(address=address, clock=clock, messages=messages, environment=environment)


@contextlib.contextmanager
def demonstration() -> Iterator[Site]:
    """For a command that needs the whole demo once."""
    with tempfile.TemporaryDirectory() as name:
        demo, folder = Path(name, "demo"), Path(name, "site")
        demo.mkdir()
        folder.mkdir()
        load_demo(demo)
        with serving(demo, folder) as site:
            yield site


@contextlib.contextmanager
def production(site: Site) -> Iterator[str]:
    """The address of the same site with the settings of a public one, behind what compresses its pages."""
    environment = site.environment | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.weighed_settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    _manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    with _answering("community.wsgi:application", environment) as address:
        yield address


@contextlib.contextmanager
def _answering(application: str, environment: dict[str, str]) -> Iterator[str]:
    # Held from here on: a port that is only looked up may be somebody else's when the server wants it.
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}", *GUNICORN, application]
        with subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[door.fileno()]) as server:
            try:
                _wait_for(f"{address}/", server)
                yield address
            finally:
                server.terminate()


def log_in(page: Page, username: str) -> None:
    if "/accounts/login/" not in page.url:
        page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


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
    for _ in range(5 * SECONDS_TO_START):
        assert server.poll() is None, "the demo site ended before it answered"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=30).close()
            return
        time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")
