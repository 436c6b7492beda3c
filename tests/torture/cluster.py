"""A PostgreSQL of our own that may be killed: in a folder of its own, reached through a socket there and nowhere else.

It runs with PostgreSQL's own defaults, which are durable. Where the tests run as root it runs as somebody else, because
PostgreSQL refuses root. Nothing here touches a server that it did not start.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

USER = "torture"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
NOT_HERE = (
    "No initdb, pg_ctl and postgres found to make a PostgreSQL that may be killed; on Debian: "
    "apt-get install postgresql (or set POSTGRESQL_BIN to their folder)."
)
NO_USER = "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as."
NO_PROCESSES = "The processes of the site are found in /proc, which is not here; this needs Linux."


def why_not() -> str:
    """Why there can be no cluster on this machine; empty when there can."""
    if not Path("/proc/self/task").exists():
        return NO_PROCESSES
    if binaries() is None:
        return NOT_HERE
    return NO_USER if os.geteuid() == 0 and _somebody() is None else ""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL that is installed."""
    said, found = os.environ.get("POSTGRESQL_BIN"), shutil.which("initdb")
    folders = [Path(said)] if said else [Path(found).resolve().parent] if found else []
    if not folders:
        folders = [path for place in PLACES for path in Path("/").glob(place[1:])]
    whole = [path for path in folders if all((path / name).exists() for name in ("initdb", "pg_ctl", "postgres"))]
    return max(whole, key=_version, default=None)


def _version(folder: Path) -> list[int]:
    return [int(part) for part in "".join(sign if sign.isdigit() else " " for sign in str(folder)).split()]


def _somebody() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


class Cluster:
    """`crash` kills its processes, as a machine does that runs out of memory; `start` recovers it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data, self._binaries = folder / "data", binaries()
        assert self._binaries is not None, NOT_HERE

    def make(self) -> None:
        self._run("initdb", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")

    def start(self, *, is_durable: bool = True) -> None:
        """Returns when it has recovered and answers. `is_durable=False` is only for making the first rows."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        options += "" if is_durable else " -c fsync=off"
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "server.log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def crash(self) -> None:
        """Every process of it is killed at once, in the middle of whatever it does; nothing is written any more."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def is_running(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    def url(self, database: str) -> str:
        """As `DATABASE_URL` says it; a host that begins with a slash is a folder with a socket."""
        return f"postgres://{USER}@/{self.folder}/{database}"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True)

    def execute(self, *statements: str, on: str = "postgres") -> None:
        with self.connect(on) as connection:
            for statement in statements:
                connection.execute(statement)

    @contextlib.contextmanager
    def copy_of(self, template: str, *, name: str) -> Iterator[str]:
        """A database that begins as the template stands; gone afterwards."""
        # The checkpoint, because a copied sequence believes that its next values are in the log already; without it a
        # crash right after the copy sets the sequence back, and ids are given away twice.
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"', "CHECKPOINT")
        try:
            yield name
        finally:
            if self.is_running():
                self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, program: str, *arguments: str) -> None:
        somebody = _somebody() if os.geteuid() == 0 else None
        who = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []} if somebody else {}
        command = [str(self._binaries / program), "-D", str(self._data), *arguments]
        # The server keeps what it inherits open, so its words go to a file and not to a pipe that we would wait for.
        with (self.folder / "commands.log").open("a") as said:
            subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, check=True, **who)


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Made and started; gone afterwards, folder and all."""
    with tempfile.TemporaryDirectory(prefix="torture-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            somebody = _somebody()
            assert somebody is not None, NO_USER
            os.chown(folder, somebody.pw_uid, somebody.pw_gid)
        made = Cluster(folder)
        made.make()
        made.start(is_durable=False)
        try:
            yield made
        finally:
            if made.is_running():
                made.crash()
