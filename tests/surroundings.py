"""What the machine offers to the tests: a PostgreSQL server, a Chromium, axe-core, what PDFs need.

Where something is missing its tests skip and name the remedy. `REQUIRE_POSTGRESQL=1` and `REQUIRE_BROWSER=1` turn the
skip into a failure: on a build server a skipped test is a test that nobody runs.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from points import checks, printing

DEFAULT_URL = "postgres://root@127.0.0.1:5432/test"

NO_POSTGRESQL = "No PostgreSQL server answers at TEST_DATABASE_URL ({url}); start one or set the variable."
NO_CHROMIUM = "No Chromium found; on Debian: apt-get install chromium fonts-noto-cjk (or set CHROMIUM to its path)."
NO_PRINTING = (
    "PDFs cannot be made or looked at (missing: {missing}); on Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk fontconfig poppler-utils."
)
NO_AXE = "axe-core is not installed; where npm is: npm ci --prefix tests/browser (make test does it)."

AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"


def wanted_url() -> str:
    return os.environ.get("TEST_DATABASE_URL", DEFAULT_URL)


def postgresql_url() -> str | None:
    """The address of the server that answers: as asked for, or with the user `postgres` on the same server."""
    for url in (wanted_url(), _as_postgres(wanted_url())):
        for database in ("", "postgres"):
            try:
                address = urlunsplit(urlsplit(url)._replace(path=f"/{database}")) if database else url
                psycopg.connect(address, connect_timeout=3).close()
            except psycopg.OperationalError:
                continue
            return url
    return None


def chromium() -> str | None:
    """The path of the browser that the tests drive."""
    wanted = os.environ.get("CHROMIUM")
    names = [wanted] if wanted else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, names) if path), None)


def axe() -> str | None:
    """The source of the script that looks for barriers in a page."""
    return AXE.read_text(encoding="utf-8") if AXE.exists() else None


def missing_for_printing() -> list[str]:
    """What is not there of the library, a Chinese font, and the programs that turn a PDF into pictures and text."""
    missing = [program for program in ("pdftoppm", "pdftotext", "pdffonts", "pdfinfo") if not shutil.which(program)]
    try:
        printing.load()
    except printing.Unavailable:
        missing.append("WeasyPrint")
    return missing + ([] if checks.has_chinese_font() else ["a Chinese font"])


def is_required(name: str) -> bool:
    return os.environ.get(f"REQUIRE_{name}", "") not in {"", "0"}


def _as_postgres(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"postgres@{parts.netloc.rpartition('@')[2]}"))
