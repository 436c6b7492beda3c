"""A database on SQLite, copied page by page by SQLite itself.

The copy is of the state that the caller's transaction looks at; with the write-ahead log writers go on meanwhile. A
restore goes the other way, into the file that is there and as one transaction of it: whoever has the file open sees
the old state or the new one, never a part, and nobody goes on writing into a file that has been taken away.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection

from points.errors.keeping import BackupFailed, DatabaseInUse, RestoreFailed
from points.keeping.archives import DATABASE, Archive, Writing

_PAGES = 5_000
_PATIENCE = 60
"""How often a restore asks for the lock, a quarter of a second apart."""


def dump(writing: Writing) -> None:
    """Into the archive. Refuses with `backup_failed`."""
    with _beside(writing.folder) as path:
        try:
            with closing(sqlite3.connect(path)) as copy:
                connection.connection.backup(copy, pages=_PAGES, progress=_told(writing))
                copy.execute("PRAGMA journal_mode=DELETE")
                _refuse_broken(copy)
        except sqlite3.Error as error:
            raise BackupFailed(reason=str(error)) from error
        with path.open("rb") as source:
            writing.copy(DATABASE, source)


def versions() -> dict[str, str]:
    return {"server": f"SQLite {sqlite3.sqlite_version}"}


def check(archive: Archive) -> None:
    """Whether the copy can be read here. Refuses with `restore_failed`."""
    with _readable(archive, Path(tempfile.gettempdir())):
        pass


def refuse_if_in_use() -> None:
    """Who else has the file open cannot be known; `load` waits for a moment in which nobody writes."""


def load(archive: Archive) -> None:
    """All of it or nothing, over whatever is there. Refuses with `database_in_use`, `restore_failed`."""
    connection.close()
    try:
        connection.ensure_connection()
        file = Path(connection.settings_dict["NAME"])
        with _readable(archive, file.parent) as source:
            source.backup(connection.connection, pages=-1, progress=_impatient())
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (sqlite3.Error, DatabaseError) as error:
        raise RestoreFailed(reason=str(error)) from error
    finally:
        connection.close()


@contextmanager
def _readable(archive: Archive, folder: Path) -> Iterator[sqlite3.Connection]:
    with _beside(folder) as path:
        with path.open("wb") as out:
            archive.extract(DATABASE, out)
        try:
            with closing(sqlite3.connect(path)) as copy:
                _refuse_broken(copy)
                yield copy
        except sqlite3.Error as error:
            raise RestoreFailed(reason=str(error)) from error


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A file for its owner only, on the disk that has room for a database."""
    descriptor, name = tempfile.mkstemp(prefix=".points.", suffix=".partial", dir=folder)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for left in ("", "-journal", "-wal", "-shm"):
            Path(f"{name}{left}").unlink(missing_ok=True)


def _refuse_broken(copy: sqlite3.Connection) -> None:
    (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _told(writing: Writing) -> Callable[[int, int, int], None]:
    (size,) = connection.connection.execute("PRAGMA page_size").fetchone()

    def tell(_status: int, remaining: int, total: int) -> None:
        writing.progress(DATABASE, (total - remaining) * size)

    return tell


def _impatient() -> Callable[[int, int, int], None]:
    asked = 0

    def tell(status: int, _remaining: int, _total: int) -> None:
        nonlocal asked
        asked += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if asked > _PATIENCE:
            raise DatabaseInUse(who="SQLite")

    return tell
