"""System checks. Their ids are stable and listed in the README."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from points import conf, printing

_FORGETFUL = {
    "fsync": {"off"},
    "full_page_writes": {"off"},
    # Every other value waits at least for the disk of this server.
    "synchronous_commit": {"off"},
}
"""Settings of PostgreSQL, and the values with which a crash may take what was acknowledged, or the whole database."""

_SYNCHRONOUS_FULL = 2


@register()
def check_settings(**_: Any) -> list[Error]:
    """`points.E001`: a key in `POINTS` that means nothing is a slip that would pass unseen."""
    unknown = sorted(set(conf.configured()) - conf.known_keys())
    return [
        Error(f"Unknown key in POINTS: {key}", hint="See points/conf.py for the settings.", id="points.E001")
        for key in unknown
    ]


@register()
def check_choices(**_: Any) -> list[Error]:
    """`points.E005`: a station that waits for something nobody can show checks nobody in."""
    factor = conf.settings().station_factor
    if factor in conf.STATION_FACTORS:
        return []
    hint = f"One of {', '.join(conf.STATION_FACTORS)}."
    return [Error(f"POINTS['station_factor'] is none: {factor!r}", hint=hint, id="points.E005")]


@register(Tags.security, deploy=True)
def check_cache(**_: Any) -> list[checks.Warning]:
    """`points.W003`: counted in each process by itself, the limit on guessing is as many times as wide."""
    if settings.DEBUG or not isinstance(caches[DEFAULT_CACHE_ALIAS], DummyCache | LocMemCache):
        return []
    return [
        checks.Warning(
            "The default cache belongs to one process, and so do the tries that are counted in it: guessing codes and "
            "account numbers is limited for each process by itself.",
            hint="Use a cache that all processes share, such as Redis or Django's DatabaseCache.",
            id="points.W003",
        )
    ]


@register(Tags.database)
def check_durability(*, databases: Sequence[str] | None = None, **_: Any) -> list[checks.Warning]:
    """`points.W004`, `points.W005`: whoever was told “recorded” must find it recorded after the power failed."""
    return [
        warning
        for alias in databases or ()
        for connection in [connections[alias]]
        for warning in (
            forgetful_postgresql(_settings_of(connection), alias)
            if connection.vendor == "postgresql"
            else forgetful_sqlite(_pragmas_of(connection), alias)
        )
    ]


def forgetful_postgresql(found: Mapping[str, str], alias: str) -> list[checks.Warning]:
    return [
        checks.Warning(
            f"{name} is {found[name]} on the database “{alias}”: a crash may take points that were acknowledged.",
            hint=f"Set {name} = on in postgresql.conf, and look for ALTER ROLE and ALTER DATABASE that say otherwise.",
            id="points.W004",
        )
        for name, values in _FORGETFUL.items()
        if found.get(name) in values
    ]


def forgetful_sqlite(found: Mapping[str, Any], alias: str) -> list[checks.Warning]:
    """A database in memory has no disk to wait for."""
    wrong = {
        "journal_mode=WAL": found["journal_mode"] not in {"wal", "memory"},
        "synchronous=FULL": found["journal_mode"] != "memory" and found["synchronous"] < _SYNCHRONOUS_FULL,
    }
    return [
        checks.Warning(
            f"The database “{alias}” is not opened with PRAGMA {pragma}.",
            hint=f'Add "PRAGMA {pragma};" to the init_command in the OPTIONS of the database.',
            id="points.W005",
        )
        for pragma, is_wrong in wrong.items()
        if is_wrong
    ]


def _settings_of(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(_FORGETFUL)])
        return dict(cursor.fetchall())


def _pragmas_of(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    found = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    return found


# --- printing -------------------------------------------------------------------------------------------------------


@register(deploy=True)
def check_printing(**_: Any) -> list[checks.Warning]:
    """`points.W007`, `points.W008`: a PDF is asked for at the counter, and then it is too late to install anything.

    Where the extra is not installed nobody expects a PDF, and whatever prints the pages has fonts of its own.
    """
    if find_spec("weasyprint") is None:
        return []
    try:
        printing.load()
    except printing.Unavailable as reason:
        hint = "On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        return [checks.Warning(f"WeasyPrint is installed and cannot be loaded: {reason}", hint=hint, id="points.W007")]
    if has_chinese_font() is not False:
        return []
    hint = "On Debian: apt-get install fonts-noto-cjk, which has the rare characters of names, too."
    return [
        checks.Warning("No font with Chinese characters is installed: PDFs show boxes.", hint=hint, id="points.W008")
    ]


def has_chinese_font() -> bool | None:
    """Whether fontconfig, which chooses the fonts of a PDF, knows one. None where it cannot be asked."""
    if not (program := shutil.which("fc-list")):
        return None
    try:
        found = subprocess.run([program, ":lang=zh", "family"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return bool(found.stdout.strip()) if found.returncode == 0 else None
