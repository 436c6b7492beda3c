"""The files that people uploaded, where the default storage is a folder.

A backup copies them after the database: a file is there before a row speaks of it, so every file that the copied rows
speak of is copied, but for one that was deleted in between. A restore puts them in place before the database: what no
row speaks of harms nobody.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from points.errors.keeping import ArchiveDamaged, FilesDiffer
from points.keeping.archives import MEDIA, Archive, Writing


def folder() -> Path | None:
    """None where the files lie elsewhere, such as in an object storage."""
    return Path(default_storage.location) if isinstance(default_storage, FileSystemStorage) else None


def storage_name() -> str:
    backend = type(default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage)
    return f"{backend.__module__}.{backend.__qualname__}"


def copy(writing: Writing, *, but: Path | None) -> int:
    """Into the archive, but for that file, wherever somebody put it. How many it were."""
    root, count = folder(), 0
    for path in _files(root) if root else ():
        if but and path.exists() and path.samefile(but):
            continue
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source:
            writing.copy(MEDIA + path.relative_to(root).as_posix(), source)
        count += 1
    return count


def _files(root: Path) -> Iterator[Path]:
    """Without links, which may lead anywhere, and without what an earlier restore left half done."""
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(_STAGE))
        yield from (path for path in (Path(parent, name) for name in sorted(names)) if _is_plain(path))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def refuse_other_content(archive: Archive) -> None:
    """Refuses with `files_differ`: what lies there may be the only copy."""
    others = [name for name in _names(archive) if _has_other_content(archive, name)]
    if others:
        raise FilesDiffer(count=len(others), name=others[0])


@contextmanager
def staged(archive: Archive) -> Iterator[list[tuple[Path, Path]]]:
    """Every file that is missing or different, unpacked beside its place: (where it is, where it goes)."""
    root = folder()
    if root is None or not _names(archive):
        yield []
        return
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_STAGE, dir=root) as stage:
        moves = []
        for number, name in enumerate(_names(archive)):
            target = _place(name)
            if target.exists() and not _has_other_content(archive, name):
                continue
            source = Path(stage, str(number))
            with source.open("wb") as out:
                archive.extract(MEDIA + name, out)
            moves.append((source, target))
        yield moves


def put_in_place(moves: list[tuple[Path, Path]]) -> None:
    for source, target in moves:
        target.parent.mkdir(parents=True, exist_ok=True)
        if default_storage.file_permissions_mode is not None:
            source.chmod(default_storage.file_permissions_mode)
        shutil.move(source, target)


_STAGE = ".restoring-"


def _names(archive: Archive) -> list[str]:
    return [name.removeprefix(MEDIA) for name in archive.names(MEDIA)] if folder() else []


def _place(name: str) -> Path:
    """Inside of the folder, whatever the archive calls it. Refuses with `archive_damaged`."""
    root = folder()
    assert root is not None, "asked for names only where there is a folder"
    place = Path(os.path.normpath(root / name))
    if not place.is_relative_to(root):
        raise ArchiveDamaged(part=MEDIA + name)
    return place


def _has_other_content(archive: Archive, name: str) -> bool:
    place = _place(name)
    if not place.exists():
        return False
    with place.open("rb") as source:
        return file_digest(source, "sha256").hexdigest() != archive.manifest.parts[MEDIA + name].sha256
