"""What the long runs share: a process for each database, a machine to name, and a page to keep the figures on."""

import os
import platform
import re
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests import surroundings

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


def environment(database: str, *, name: str) -> dict[str, str]:
    """For a process that works on the database `name` of that vendor. Exits where no server answers."""
    wanted = {"TEST_DATABASE": database, "DJANGO_SETTINGS_MODULE": "tests.long_runs_settings"}
    if database == "postgresql":
        url = surroundings.postgresql_url()
        if not url:
            sys.exit(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()))
        wanted["TEST_DATABASE_URL"] = url
    return {**os.environ, **wanted, "LONG_RUN_DATABASE": name + os.environ.get("TEST_DATABASE_SUFFIX", "")}


def machine() -> str:
    """Day and machine, as a figure needs them."""
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        model = None
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({model[1] if model else platform.processor()}), "
        f"{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def keep(page: Path, *, mark: str, text: str) -> None:
    """Put the figures between the marks of the page."""
    block = f"<!-- {mark} -->\n{text}\n<!-- /{mark} -->"
    kept = page.read_text(encoding="utf-8")
    pattern = f"<!-- {mark} -->.*<!-- /{mark} -->"
    page.write_text(re.sub(pattern, lambda _: block, kept, flags=re.S), encoding="utf-8")
