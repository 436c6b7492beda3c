"""System checks of the database that holds the ledger.

What needs a connection runs with `migrate` and with `check --database default`, as Django's own database checks do.
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from points.ledger import parents, triggers

_INSTALLED_BY, _GUARDED_BY = ("points", "0002_append_only"), ("points", "0007_lighter_writes")


@register(Tags.compatibility)
def check_transactions(**_: Any) -> list[CheckMessage]:
    """`points.W001`: on SQLite a writer that does not take its lock at once fails when another one comes between."""
    connection = connections[DEFAULT_DB_ALIAS]
    mode = connection.settings_dict["OPTIONS"].get("transaction_mode") or "DEFERRED"
    if connection.vendor != "sqlite" or mode.upper() in {"IMMEDIATE", "EXCLUSIVE"}:
        return []
    return [
        checks.Warning(
            "Transactions on SQLite begin without the lock of a writer: two at a time and one fails with "
            "“database is locked”.",
            hint='Set "transaction_mode": "IMMEDIATE" in the OPTIONS of the database.',
            id="points.W001",
        )
    ]


@register(Tags.database)
def check_pragmas(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """`points.W002`: SQLite is told not to look at foreign keys, or not to ask triggers about `INSERT OR REPLACE`."""
    return [
        checks.Warning(
            f"PRAGMA {pragma} is off on the database “{alias}”.",
            hint=f'Add "PRAGMA {pragma}=ON;" to the init_command in the OPTIONS of the database.',
            id="points.W002",
        )
        for alias in databases or ()
        if connections[alias].vendor == "sqlite"
        for pragma in ("foreign_keys", "recursive_triggers")
        if not _pragma(connections[alias], pragma)
    ]


@register(Tags.database)
def check_triggers(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """`points.E002`: a trigger that keeps the ledger is gone or switched off."""
    return [
        checks.Error(
            f"The trigger {name} is missing or switched off on the database “{alias}”: rows of the ledger could be "
            "changed.",
            hint="“migrate --skip-checks” installs what is missing. Then run verify_ledger: rows may have changed.",
            id="points.E002",
        )
        for alias in databases or ()
        for name in _missing(connections[alias])
    ]


def _missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Of the triggers that the migrations applied so far have installed."""
    applied = MigrationRecorder(connection).applied_migrations()
    if _INSTALLED_BY not in applied:
        return []
    return [name for name in triggers.missing(connection) if _GUARDED_BY in applied or not parents.is_guard(name)]


def _pragma(connection: BaseDatabaseWrapper, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return bool(cursor.fetchone()[0])
