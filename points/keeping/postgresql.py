"""A database on PostgreSQL, copied by the programs that come with it.

`pg_dump` copies the snapshot that the caller's transaction looks at, so that the rows counted there are those in the
copy; writers go on meanwhile. A restore is one transaction of `psql`: it is fed with what `pg_restore` makes of the
copy, and is told COMMIT only after `pg_restore` has come to its end. Whatever fails before that, also this process,
leaves the database as it was.

Owners and grants stay behind, because the roles of another server have other names.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connection

from points.errors import PointsError
from points.errors.keeping import BackupFailed, DatabaseInUse, ProgramMissing, ProgramTooOld, RestoreFailed
from points.keeping.archives import CHUNK, DATABASE, Archive, Writing

_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_OTHERS = """
    SELECT COALESCE(NULLIF(application_name, ''), usename), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    GROUP BY 1 ORDER BY 1"""
_EMPTY = """
DO $$
DECLARE gone record;
BEGIN
    FOR gone IN
        SELECT format('SCHEMA %I', nspname) AS name FROM pg_namespace n
        WHERE nspname NOT IN ('public', 'information_schema') AND nspname NOT LIKE 'pg\\_%'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = n.oid AND d.deptype = 'e')
    UNION ALL
        SELECT format('%s public.%I', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname) FROM pg_class c
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i'))
    UNION ALL
        SELECT format('ROUTINE public.%I(%s)', proname, pg_get_function_identity_arguments(p.oid)) FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
        SELECT format('TYPE public.%I', typname) FROM pg_type t
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    LOOP
        EXECUTE 'DROP ' || regexp_replace(gone.name, '^(FOREIGN TABLE|MATERIALIZED VIEW|[A-Z]+) ', '\\1 IF EXISTS ')
            || ' CASCADE';
    END LOOP;
END $$;
"""
"""Drops everything that is no extension's: those stay, since only a superuser might make them again."""


def dump(writing: Writing) -> None:
    """Into the archive. Refuses with `program_missing`, `program_too_old`, `backup_failed`."""
    program = _program("pg_dump", at_least=_server_version())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    command = [program, "--format=custom", "--compress=0", f"--snapshot={snapshot}", "--no-password"]
    with _running(command, refusal=BackupFailed, environment=_environment()) as process, writing.part(DATABASE) as take:
        while piece := process.stdout.read(CHUNK):
            take(piece)


def versions() -> dict[str, str]:
    found = _version(_program("pg_dump", at_least=_server_version()))
    return {"server": f"PostgreSQL {_server_version()}", "pg_dump": found}


def check(archive: Archive) -> None:
    """Whether the copy can be read here. Refuses with `program_missing`, `program_too_old`, `restore_failed`."""
    command = [_pg_restore(archive), "--list"]
    with archive.open(DATABASE) as dumped, _running(command, refusal=RestoreFailed, stdin=dumped) as process:
        process.stdout.read()


def load(archive: Archive) -> None:
    """All of it or nothing: what is there goes in the same transaction.

    Refuses with `program_missing`, `program_too_old`, `restore_failed`.
    """
    with archive.open(DATABASE) as dumped:
        _load(dumped, [_pg_restore(archive), "--no-owner", "--no-privileges", "--file=-"])
    with connection.cursor() as cursor:
        # Without figures about its tables a new database is slow for its first hours.
        cursor.execute("ANALYZE")


def _load(dumped: IO[bytes], restore: list[str]) -> None:
    psql = [_program("psql", at_least=0), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
    command, environment = [*psql, "--output=/dev/null"], _environment()
    connection.close()
    with _running(command, refusal=RestoreFailed, environment=environment, is_told=True) as target:
        _say(target, b"BEGIN; SET LOCAL lock_timeout = '15s';\n" + _EMPTY.encode())
        with _running(restore, refusal=RestoreFailed, stdin=dumped) as source:
            while piece := source.stdout.read(CHUNK):
                _say(target, piece)
        _say(target, b"\nCOMMIT;\n")


def refuse_if_in_use() -> None:
    """Refuses with `database_in_use`: what others write during a restore would be gone, and they would not know."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        others = cursor.fetchall()
    if others:
        raise DatabaseInUse(who=", ".join(f"{name} × {count}" for name, count in others))


# --- the programs ---------------------------------------------------------------------------------------------------


def _server_version() -> int:
    connection.ensure_connection()
    return int(connection.pg_version) // 10_000


def _program(name: str, *, at_least: int) -> str:
    path = shutil.which(name)
    if path is None:
        raise ProgramMissing(program=name, wanted=at_least or _server_version())
    found = _version(path)
    if _major(found) < at_least:
        raise ProgramTooOld(program=path, found=found, wanted=at_least)
    return path


def _pg_restore(archive: Archive) -> str:
    return _program("pg_restore", at_least=_major(archive.manifest.programs["pg_dump"]))


def _version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d[\w.]*", said)
    return found[0] if found else "0"


def _major(version: str) -> int:
    return int(re.match(r"\d+", version)[0])  # type: ignore[index]


def _environment() -> dict[str, str]:
    """Of the very server that the connection has found: an address may name several."""
    connection.ensure_connection()
    info = connection.connection.info
    known = {**info.get_parameters(), "host": info.host, "port": str(info.port), "dbname": info.dbname}
    known["password"] = info.password
    return {variable: str(known[name]) for name, variable in _ENVIRONMENT.items() if known.get(name)}


class _Ended(Exception):
    """A program that is being told something has ended."""


@contextmanager
def _running(
    command: list[str],
    *,
    refusal: type[PointsError],
    environment: dict[str, str] | None = None,
    stdin: IO[bytes] | None = None,
    is_told: bool = False,
) -> Iterator[Any]:
    """The program, fed with `stdin`, whose end is waited for. What it complains about is the reason of the refusal."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE if stdin or is_told else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        feeder = threading.Thread(target=_feed, args=(process, stdin)) if stdin else None
        try:
            if feeder:
                feeder.start()
            yield process
            if is_told:
                _close(process)
            code = process.wait()
        except _Ended as ended:
            if ended.args != (process.pid,):
                raise
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            if feeder:
                feeder.join()
            _close(process)
            process.stdout.close()
        if code != 0:
            complaints.seek(0)
            raise refusal(reason=_first_lines(complaints.read().decode(errors="replace"), Path(command[0]).name))


def _feed(process: Any, source: IO[bytes]) -> None:
    """In a thread: with one pipe in and one out, a single one would wait for itself."""
    with suppress(BrokenPipeError):
        shutil.copyfileobj(source, process.stdin, CHUNK)
    _close(process)


def _say(process: Any, text: bytes) -> None:
    try:
        process.stdin.write(text)
        process.stdin.flush()
    except BrokenPipeError as error:
        raise _Ended(process.pid) from error


def _close(process: Any) -> None:
    if process.stdin:
        with suppress(BrokenPipeError):
            process.stdin.close()


def _first_lines(text: str, program: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return " ".join(lines[:3]) or f"{program} ended without saying why"
