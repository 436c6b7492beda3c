"""The demo site as the public gets it: production settings, gunicorn with four workers, a PostgreSQL of our own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.torture.asking import HOST

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS = 4, 4
SOUND = "tests.torture.warm:application"
FAULTY = "tests.torture.faulty:application"
BOOT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Served:
    port: int
    gunicorn: subprocess.Popen

    def workers(self) -> list[int]:
        """The numbers of its worker processes at this moment."""
        children = Path(f"/proc/{self.gunicorn.pid}/task/{self.gunicorn.pid}/children")
        return [int(number) for number in children.read_text().split()]


def environment(url: str, *, folder: Path, **more: str) -> dict[str, str]:
    """What the operator of a public site sets."""
    said = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.torture.settings",
        "SECRET_KEY": "Tq7w" * 8 + "0123456789" + "rj-Zx_5L" * 4,
        "ALLOWED_HOSTS": HOST,
        "VAR_DIR": str(folder / "var"),
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEST_", "PYTEST_"))}
    return kept | said | more


@contextlib.contextmanager
def served(url: str, *, folder: Path, fault: str = "") -> Iterator[Served]:
    """Gunicorn loads the site once and forks its workers, so that one that was killed is replaced in no time."""
    # The door is held by us from here on: what knocks while gunicorn is away waits in it.
    with socket.create_server(("127.0.0.1", 0), backlog=256) as door, (folder / "gunicorn.log").open("a") as log:
        shape = ["--preload", "--worker-class", "gthread", "--workers", f"{WORKERS}", "--threads", f"{THREADS}"]
        where = ["--bind", f"fd://{door.fileno()}", "--log-level", "warning"]
        command = [sys.executable, "-m", "gunicorn", *shape, *where, FAULTY if fault else SOUND]
        around = environment(url, folder=folder, TORTURE_FAULT=fault)
        with subprocess.Popen(
            command, cwd=ROOT, env=around, stdout=log, stderr=log, pass_fds=[door.fileno()]
        ) as gunicorn:
            site = Served(port=door.getsockname()[1], gunicorn=gunicorn)
            try:
                _wait_for(site, folder)
                yield site
            finally:
                _end(site)


def manage(url: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`python site/manage.py ...` with the database of the site."""
    command = [sys.executable, str(ROOT / "site" / "manage.py"), *arguments]
    around = environment(url, folder=folder)
    return subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)


def _wait_for(site: Served, folder: Path) -> None:
    until = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < until and site.gunicorn.poll() is None:
        if len(site.workers()) == WORKERS:
            return
        time.sleep(0.05)
    raise RuntimeError(f"The site does not start:\n{(folder / 'gunicorn.log').read_text()[-3000:]}")


def _end(site: Served) -> None:
    """Its workers first: one that was made to pause would never hear of the end."""
    for worker in site.workers() if site.gunicorn.poll() is None else []:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGCONT)
    site.gunicorn.terminate()
    try:
        site.gunicorn.wait(timeout=15)
    except subprocess.TimeoutExpired:
        for worker in site.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        site.gunicorn.kill()
