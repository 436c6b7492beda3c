"""The database answers and cannot write: a standby, a full disk, no memory, no place for a connection, a restart."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError, connection, connections
from django.urls import reverse

from points import away
from points.ledger import queries as ledger
from points.models import AwardRecord, Transfer
from tests.portal.test_away import entries, fields_in, is_calm

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own states")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own errors")


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def as_pragma(name: str, value: int, usual: int) -> Iterator[None]:
    execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        execute(f"PRAGMA {name} = {usual}")


@contextmanager
def a_standby() -> Iterator[None]:
    """What a connection meets after a failover: the old address answers, and refuses to write."""
    if connection.vendor == "sqlite":
        with as_pragma("query_only", 1, 0):
            yield
        return
    execute("SET default_transaction_read_only = on")
    try:
        yield
    finally:
        connection.close()


@contextmanager
def a_full_disk() -> Iterator[None]:
    with (a_full_tablespace if connection.vendor == "postgresql" else a_file_that_may_not_grow)():
        yield


@contextmanager
def a_full_tablespace() -> Iterator[None]:
    """The transfers lie on a disk of one megabyte, in memory, that something else has filled."""
    name = f"small_{connection.settings_dict['NAME']}"
    with a_small_disk() as folder:
        try:
            execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        except DatabaseError as error:
            pytest.skip(f"the server does not take that disk: {error}")
        try:
            execute(f"ALTER TABLE points_transfer SET TABLESPACE {name}")
            filling = Path(folder, "filling")
            with suppress(OSError), filling.open("wb", buffering=0) as out:
                while True:
                    out.write(bytes(4096))
            yield
            filling.unlink()
            execute("ALTER TABLE points_transfer SET TABLESPACE pg_default")
        finally:
            execute(f"DROP TABLESPACE {name}")


@contextmanager
def a_small_disk() -> Iterator[str]:
    """Belongs to the server's user; where it cannot be made, the test is skipped."""
    folder = tempfile.mkdtemp()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    is_made = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        if not is_made or not shutil.which("pg_lsclusters"):
            pytest.skip("no disk of its own can be made here for the server: it takes root, and a server of Debian's")
        shutil.chown(folder, "postgres")
        yield folder
    finally:
        if is_made:
            subprocess.run(["umount", "--lazy", folder], check=True)
        Path(folder).rmdir()


@contextmanager
def a_file_that_may_not_grow() -> Iterator[None]:
    execute("VACUUM")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
    with as_pragma("max_page_count", pages, 2**30):
        yield


@contextmanager
def a_disk_that_fails() -> Iterator[None]:
    """No file of this process may grow beyond eight kilobytes, the log of SQLite included."""
    execute("PRAGMA wal_checkpoint(TRUNCATE)")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@contextmanager
def a_writer_who_does_not_end() -> Iterator[None]:
    """Another process holds the lock of the writer for longer than anybody waits."""
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("BEGIN IMMEDIATE")
    with as_pragma("busy_timeout", 50, 30_000):
        yield
    other.close()


STATES: dict[str, Callable[[], object]] = {
    "standby": a_standby,
    "failing": a_disk_that_fails,
    "locked": a_writer_who_does_not_end,
}
POSSIBLE = pytest.mark.parametrize(
    "state", ["standby", *(pytest.param(name, marks=on_sqlite) for name in ("failing", "locked"))]
)


@POSSIBLE
def test_what_could_not_be_written_is_repeated_and_counts_once(grid_worker, award_form, state):
    sent = entries()
    with STATES[state]():
        answer = grid_worker.post(award_form, sent)
    assert is_calm(answer)
    assert fields_in(answer) == sent
    assert AwardRecord.objects.count() == 0
    assert [grid_worker.post(award_form, fields_in(answer)).status_code for _time in range(2)] == [302, 302]
    assert (AwardRecord.objects.count(), Transfer.objects.count()) == (1, 1)


def test_the_first_that_does_not_fit_on_a_full_disk_is_repeated_when_there_is_room(grid_worker, award_form):
    answers = []
    with a_full_disk():
        while len(answers) < 100 and (not answers or answers[-1].status_code == 302):
            answers.append(grid_worker.post(award_form, entries()))
    assert is_calm(answers[-1])
    assert AwardRecord.objects.count() == len(answers) - 1
    assert grid_worker.post(award_form, fields_in(answers[-1])).status_code == 302
    assert AwardRecord.objects.count() == len(answers)
    assert ledger.verify().differences == []


@POSSIBLE
def test_the_api_says_the_same(grid_worker, wang, book, state):
    body = {"account": wang.household.account.number, "rule": "Z2", "quantity": 1, "occurred_on": "2026-11-21"}
    headers = {"Idempotency-Key": str(uuid4())}
    with STATES[state]():
        answer = grid_worker.post("/points/api/v1/awards", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "unavailable")


@pytest.mark.parametrize("state", ["standby"])
def test_what_only_reads_is_served_meanwhile(grid_worker, state):
    with STATES[state]():
        assert grid_worker.get(reverse("points:activities")).status_code == 200


@on_postgresql
def test_a_server_that_became_a_standby_is_left(grid_worker, award_form):
    """Its connection is sound and would be kept: the next request would meet the standby again, and so for ever."""
    connection.ensure_connection()
    before = connection.connection
    sent = entries()
    with a_standby():
        assert is_calm(grid_worker.post(award_form, sent))
    assert before.closed
    assert grid_worker.post(award_form, sent).status_code == 302


@on_postgresql
def test_a_server_that_stops_is_away():
    """57P01, as `pg_ctl stop` says it to every connection."""
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        execute(f"SELECT pg_terminate_backend({pid})")
        with pytest.raises(OperationalError) as stopped:
            cursor.execute("SELECT 1")
    assert away.is_away(stopped.value)
    other.close()


@on_postgresql
def test_no_place_for_one_more_connection_is_away():
    """53300, by a role that may have none."""
    name = f"crowded_{connection.settings_dict['NAME']}"
    execute(f'CREATE ROLE "{name}" LOGIN CONNECTION LIMIT 0')
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict | {"USER": name}
    try:
        with pytest.raises(OperationalError, match="too many connections") as refused:
            other.ensure_connection()
    finally:
        execute(f'DROP ROLE "{name}"')
    assert away.is_away(refused.value)


@on_postgresql
@pytest.mark.parametrize("state", ["53100", "53200", "53300", "57P01", "57P02", "57P03", "58030", "25006"])
def test_every_state_of_a_server_that_has_no_room_or_is_not_up_is_away(state):
    """Raised by PostgreSQL itself, so that the driver makes of it what it would make of the real one."""
    with pytest.raises(DatabaseError) as raised:
        execute(f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{state}'; END $$")
    assert away.is_away(raised.value)


@on_postgresql
@pytest.mark.parametrize(("state", "kind"), [("XX000", InternalError), ("23505", IntegrityError)])
def test_a_fault_stays_a_fault(state, kind):
    with pytest.raises(kind) as raised:
        execute(f"DO $$ BEGIN RAISE EXCEPTION 'broken' USING ERRCODE = '{state}'; END $$")
    assert not away.is_away(raised.value)


@on_sqlite
def test_a_file_that_may_not_be_written_is_away(tmp_path):
    """Opened to be read only, as after the disk was mounted again that way."""
    file = tmp_path / "read_only.sqlite3"
    sqlite3.connect(file).execute("CREATE TABLE t (id)").connection.close()
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict | {"NAME": f"file:{file}?mode=ro"}
    other.settings_dict["OPTIONS"] = {"uri": True}
    with pytest.raises(OperationalError, match="readonly") as refused, other.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    assert away.is_away(refused.value)
    other.close()


@on_sqlite
def test_no_memory_is_away():
    """In a process of its own that may have little of it. SQLite's error has no class of Django's."""
    script = (
        "import resource, sqlite3\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))\n"
        "sqlite3.connect(':memory:').execute('SELECT randomblob(900000000)').fetchone()"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.stderr.splitlines()[-1] == "MemoryError"
    assert away.is_away(MemoryError())
