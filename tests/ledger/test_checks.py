"""What the system check says about the database of the ledger."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from points.ledger import triggers

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's settings")


def found() -> list[str]:
    # The tests open SQLite without waiting for the disk: that is W005, and tests/test_durability.py is about it.
    messages = [message for message in run_checks(databases=["default"]) if message.id != "points.W005"]
    return [f"{message.id} {message.msg}" for message in messages if str(message.id).startswith("points.")]


@pytest.mark.django_db
def test_a_guarded_database_passes():
    assert found() == []


@on_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize("mode", [None, "DEFERRED"])
def test_transactions_that_take_their_lock_late_are_warned_about(monkeypatch, mode):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", mode)
    assert [message.split()[0] for message in found()] == ["points.W001"]


@on_sqlite
@pytest.mark.django_db
def test_an_exclusive_lock_will_do(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "exclusive")
    assert found() == []


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pragma", ["foreign_keys", "recursive_triggers"])
def test_a_pragma_that_is_off_is_warned_about(pragma):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}=OFF")
        try:
            assert found() == [f"points.W002 PRAGMA {pragma} is off on the database “default”."]
        finally:
            cursor.execute(f"PRAGMA {pragma}=ON")
    assert found() == []


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error():
    name, table = min(triggers.trigger_names(connection.vendor).items())
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert [message.split(" on the database")[0] for message in found()] == [
        f"points.E002 The trigger {name} is missing or switched off"
    ]
    triggers.install(connection)
    assert found() == []


@pytest.mark.django_db
def test_a_database_that_is_not_migrated_yet_misses_nothing():
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'points'")
    assert found() == []
