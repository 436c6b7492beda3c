"""Keeping a site: all of it into one file while people go on writing, and back again.

A backup holds what was acknowledged before it began, and its keys: who repeats a request gets the first answer again.
What stays outside, on purpose: the private key that signs seals, SECRET_KEY and the rest of the settings.

A restore looks at everything before it writes anything: every part of the archive, the programs, the migrations, what
is in the way. Then files, then the database in one transaction. What it comes to is proved by whoever asked for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError

from points.errors import PointsError
from points.errors.keeping import BackupFailed, BackupUnwritable, DatabaseNotEmpty, RestoreFailed
from points.keeping import files, queries, vendors
from points.keeping.archives import SEALS, Archive, Manifest, Progress, opened, written
from points.seals import queries as seals
from points.verification import one_moment

__all__ = ["Backup", "Manifest", "Progress", "Replaced", "backup", "replace", "restore"]


@dataclass(frozen=True, kw_only=True)
class Backup:
    path: Path
    size: int
    """Bytes."""
    manifest: Manifest


@dataclass(frozen=True, kw_only=True)
class Replaced:
    manifest: Manifest
    kept: Backup | None
    """What was there before; None when nothing was, or when no copy was asked for."""


def backup(target: Path, *, progress: Progress) -> Backup:
    """Into a new file of that name, or with a name of its own into that folder. Readable for its owner only.

    Refuses with `backup_unwritable`, `backup_failed`, `program_missing`, `program_too_old`.
    """
    began = datetime.now(UTC)
    path = target / f"backup-{began:%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    with written(path, progress=progress) as writing:
        with _failing_as(BackupFailed), one_moment():
            manifest = queries.manifest(made_at=began)
            vendors.of_site().dump(writing)
            for name, text in seals.public_files():
                writing.text(SEALS + name, text)
        files.copy(writing, but=seals.key_file())
        writing.close(manifest)
    return Backup(path=path, size=path.stat().st_size, manifest=manifest)


def restore(file: Path, *, progress: Progress) -> Manifest:
    """Into an empty database.

    Refuses with all that `queries.check` refuses with, `database_not_empty`, `files_differ`, `database_in_use`.
    """
    with opened(file) as archive, _failing_as(RestoreFailed):
        queries.refuse_unfit(archive, progress=progress)
        tables, transfers = queries.contents()
        if tables:
            raise DatabaseNotEmpty(tables=tables, transfers=transfers)
        files.refuse_other_content(archive)
        _put(archive)
        return archive.manifest


def replace(file: Path, *, copy_to: Path | None, progress: Progress) -> Replaced:
    """Over whatever is there, of which a backup goes into the folder `copy_to` first.

    Refuses with all that `queries.check` and `backup` refuse with, and `database_in_use`.
    """
    with opened(file) as archive, _failing_as(RestoreFailed):
        queries.refuse_unfit(archive, progress=progress)
        vendors.of_site().refuse_if_in_use()
        tables, _transfers = queries.contents()
        kept = backup(_folder(copy_to), progress=progress) if copy_to and tables else None
        _put(archive)
        return Replaced(manifest=archive.manifest, kept=kept)


@contextmanager
def _failing_as(refusal: type[PointsError]) -> Iterator[None]:
    """A database that is not there, or whose pages are broken, is a refusal, too."""
    try:
        yield
    except DatabaseError as error:
        raise refusal(reason=str(error).strip()) from error


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise BackupUnwritable(path=str(path), reason="it is no folder")
    return path


def _put(archive: Archive) -> None:
    with files.staged(archive) as moves:
        files.put_in_place(moves)
        vendors.of_site().load(archive)
