"""The archive: one zip that holds a whole site, so that anybody can look into it with what any machine has.

    database                the dump: PostgreSQL's custom format, or the file of SQLite
    media/...               the files that people uploaded, under their own names
    seals/...               verify.py, the public keys and the published checkpoints
    manifest.json           what was where, and the SHA-256 of every part

It is written under another name, read back, and renamed when it is complete: a file with its right name is a whole one.
The manifest is the last part, and a zip has its directory at its end, so that half of one cannot be opened at all.
Only its owner may read it: it holds everything that the site knows about people.
"""

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from points.errors.keeping import ArchiveDamaged, ArchiveUnreadable, BackupUnwritable

FORMAT = 1
DATABASE, MEDIA, SEALS, MANIFEST = "database", "media/", "seals/", "manifest.json"
CHUNK = 1 << 20
_FAST = 1
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError)

Progress = Callable[[str, int], None]
"""Called with what is under way and how many bytes of it are done."""


@dataclass(frozen=True, kw_only=True)
class Part:
    sha256: str
    size: int
    """Bytes, unpacked."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an archive says about itself."""

    format: int
    made_at: str
    """The moment of the snapshot, in UTC: what was acknowledged before it is in the archive."""
    release: str
    """Of this package."""
    vendor: str
    programs: dict[str, str]
    """Versions of what made it: `python`, `django`, `wagtail`, `server`, `pg_dump`."""
    migrations: list[str]
    """Applied ones, as `points.0001_initial`."""
    rows: dict[str, int]
    """How many rows each table has."""
    heads: dict[str, str]
    """The last row of the ledger and of the seals."""
    media: str
    """Where the files came from; empty when they are not in the archive."""
    secret: str
    """Tells whether the site's SECRET_KEY is still the one that the printed cards were made with."""
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        return sum(self.rows.values())

    @property
    def file_count(self) -> int:
        return sum(name.startswith(MEDIA) for name in self.parts)

    def text(self) -> str:
        plain = {**vars(self), "parts": {name: vars(part) for name, part in self.parts.items()}}
        return json.dumps(plain, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> "Manifest":
        plain: dict[str, Any] = json.loads(text)
        if plain.get("format") != FORMAT:
            raise ValueError(f"format {plain.get('format')} is not known here")
        return cls(**{**plain, "parts": {name: Part(**part) for name, part in plain["parts"].items()}})


class Writing:
    """An archive in the making."""

    def __init__(self, file: ZipFile, folder: Path, progress: Progress) -> None:
        self.file, self.folder, self.progress = file, folder, progress
        self.parts: dict[str, Part] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Gives a function that takes the bytes of the part, one piece after the other."""
        digest, size = sha256(), 0
        with self.file.open(name, "w", force_zip64=True) as out:

            def take(piece: bytes) -> None:
                nonlocal size
                digest.update(piece)
                out.write(piece)
                size += len(piece)
                self.progress(name, size)

            yield take
        self.parts[name] = Part(sha256=digest.hexdigest(), size=size)

    def copy(self, name: str, source: IO[bytes]) -> None:
        with self.part(name) as take:
            while piece := source.read(CHUNK):
                take(piece)

    def text(self, name: str, text: str) -> None:
        with self.part(name) as take:
            take(text.encode())

    def close(self, manifest: Manifest) -> None:
        """What it says about itself comes last."""
        self.file.writestr(MANIFEST, replace(manifest, parts=self.parts).text())


@contextmanager
def written(path: Path, *, progress: Progress) -> Iterator[Writing]:
    """An archive that has its name when all of it is on the disk, and is gone when anything failed.

    Refuses with `backup_unwritable`, also where a file of that name is there already.
    """
    if path.exists():
        raise BackupUnwritable(path=str(path), reason="the file is there already")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    except OSError as error:
        raise BackupUnwritable(path=str(path), reason=str(error.strerror)) from error
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as out:
            with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=_FAST) as file:
                yield Writing(file, path.parent, progress)
            out.flush()
            os.fsync(out.fileno())
        with opened(partial) as archive:
            archive.check(progress=progress)
        partial.rename(path)
        _settle(path.parent)
    except OSError as error:
        raise BackupUnwritable(path=str(path), reason=str(error.strerror or error)) from error
    finally:
        partial.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """The new name is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, kw_only=True)
class Archive:
    path: Path
    file: ZipFile
    manifest: Manifest

    def names(self, prefix: str) -> list[str]:
        return sorted(name for name in self.manifest.parts if name.startswith(prefix))

    def open(self, name: str) -> IO[bytes]:
        return self.file.open(name)

    def read_text(self, name: str) -> str:
        return self.file.read(name).decode()

    def extract(self, name: str, target: IO[bytes]) -> None:
        with self.open(name) as source:
            shutil.copyfileobj(source, target, CHUNK)

    def check(self, *, progress: Progress) -> None:
        """Every part is what was written, and there is no other. Refuses with `archive_damaged`."""
        strangers = set(self.file.namelist()) ^ {*self.manifest.parts, MANIFEST}
        if strangers:
            raise ArchiveDamaged(part=min(strangers))
        for name, part in self.manifest.parts.items():
            if self._digest(name, progress) != part.sha256:
                raise ArchiveDamaged(part=name)

    def _digest(self, name: str, progress: Progress) -> str:
        digest, size = sha256(), 0
        try:
            with self.open(name) as source:
                while piece := source.read(CHUNK):
                    digest.update(piece)
                    size += len(piece)
                    progress(f"checking {name}", size)
        except _BROKEN:
            return ""
        return digest.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Refuses with `archive_unreadable`."""
    try:
        file = ZipFile(path)
    except OSError as error:
        raise ArchiveUnreadable(path=str(path), reason=str(error.strerror or error)) from error
    except BadZipFile as error:
        raise ArchiveUnreadable(path=str(path), reason="it is no archive, or only a part of one") from error
    with file:
        try:
            manifest = Manifest.read(file.read(MANIFEST).decode())
        except (KeyError, ValueError, TypeError, *_BROKEN) as error:
            raise ArchiveUnreadable(path=str(path), reason=f"its manifest does not fit ({error})") from error
        yield Archive(path=path, file=file, manifest=manifest)
