"""What the system check says when the database was told to forget what it acknowledged."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from points.checks import forgetful_postgresql, forgetful_sqlite

KEEPS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's settings")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's settings")


def found() -> list[str]:
    messages = run_checks(databases=["default"])
    return [str(message.msg) for message in messages if message.id in {"points.W004", "points.W005"}]


@pytest.mark.once
@pytest.mark.parametrize("name", KEEPS)
def test_a_setting_of_postgresql_that_forgets_is_named(name):
    [warning] = forgetful_postgresql(KEEPS | {name: "off"}, "default")
    assert (warning.id, str(warning.msg).split()[:3]) == ("points.W004", [name, "is", "off"])


@pytest.mark.once
@pytest.mark.parametrize("value", ["on", "local", "remote_write", "remote_apply"])
def test_a_commit_that_waits_for_a_disk_passes(value):
    assert forgetful_postgresql(KEEPS | {"synchronous_commit": value}, "default") == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("mode", "synchronous", "asked"),
    [
        ("wal", 2, []),
        ("wal", 3, []),
        ("memory", 0, []),
        ("wal", 1, ["synchronous=FULL"]),
        ("delete", 2, ["journal_mode=WAL"]),
        ("off", 0, ["journal_mode=WAL", "synchronous=FULL"]),
    ],
)
def test_sqlite_is_asked_for_its_log_and_for_the_disk(mode, synchronous, asked):
    warnings = forgetful_sqlite({"journal_mode": mode, "synchronous": synchronous}, "default")
    assert [str(warning.msg).rsplit(" ", 1)[1].rstrip(".") for warning in warnings] == asked
    assert {warning.id for warning in warnings} <= {"points.W005"}


@on_postgresql
@pytest.mark.django_db
def test_a_session_that_does_not_wait_for_its_commits_is_warned_about():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        before = found()
        cursor.execute("SET LOCAL synchronous_commit = off")
        assert set(found()) - set(before) == {
            "synchronous_commit is off on the database “default”: a crash may take points that were acknowledged."
        }


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_an_sqlite_file_that_does_not_wait_for_the_disk_is_warned_about():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        assert found() == ["The database “default” is not opened with PRAGMA synchronous=FULL."]
        cursor.execute("PRAGMA synchronous=FULL")
        assert found() == []
        cursor.execute("PRAGMA synchronous=NORMAL")
