"""What a site is before a backup and must be after the restore."""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import django
import wagtail
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac

from points.errors.keeping import ArchiveForeign, ArchiveNewer
from points.keeping import archives, files, vendors
from points.keeping.archives import Archive, Manifest, Progress, opened
from points.ledger.models import Transfer
from points.seals import queries as seals
from points.verification import Difference

_TRANSFER = Transfer._meta.db_table


def manifest(*, made_at: datetime) -> Manifest:
    """Of the database as the transaction sees it in which this is asked."""
    programs = {"python": python_version(), "django": django.get_version(), "wagtail": wagtail.__version__}
    return Manifest(
        format=archives.FORMAT,
        made_at=made_at.isoformat(timespec="seconds"),
        release=version("wagtail-volunteer-points"),
        vendor=connection.vendor,
        programs=programs | vendors.of_site().versions(),
        migrations=sorted(".".join(name) for name in MigrationRecorder(connection).applied_migrations()),
        rows=_rows(),
        heads=_heads(),
        media=files.storage_name() if files.folder() else "",
        secret=secret_mark(),
    )


def secret_mark() -> str:
    """Equal for equal keys, and says nothing about the key."""
    return salted_hmac("points.keeping", "which key this is", algorithm="sha256").hexdigest()[:16]


def check(file: Path, *, progress: Progress) -> Manifest:
    """What the archive says about itself, when all of it is whole and can be read here. Nothing is written.

    Refuses with `archive_unreadable`, `archive_damaged`, `archive_foreign`, `archive_newer`, `program_missing`,
    `program_too_old`, `restore_failed`.
    """
    with opened(file) as archive:
        refuse_unfit(archive, progress=progress)
        return archive.manifest


def refuse_unfit(archive: Archive, *, progress: Progress) -> None:
    """The beats of `check`."""
    archive.check(progress=progress)
    if archive.manifest.vendor != connection.vendor:
        raise ArchiveForeign(theirs=archive.manifest.vendor, ours=connection.vendor)
    newer = _unknown(archive.manifest)
    if newer:
        raise ArchiveNewer(migration=newer[0])
    vendors.of_site().check(archive)


def _unknown(manifest: Manifest) -> list[str]:
    """Applied migrations that come after all that this release has of their app.

    Those of an app that is not installed any more, and old ones that were squashed, stay in the table for ever.
    """
    last: dict[str, str] = {}
    for app, name in _loader().disk_migrations:
        last[app] = max(name, last.get(app, ""))
    split = [name.split(".", 1) for name in manifest.migrations]
    return [f"{app}.{name}" for app, name in split if app in last and name > last[app]]


def unapplied(manifest: Manifest) -> list[str]:
    """Migrations of this release that the restored database does not have yet."""
    known = {".".join(name) for name, node in _loader().disk_migrations.items() if not node.replaces}
    return sorted(known - set(manifest.migrations))


def differences(manifest: Manifest) -> list[Difference]:
    """Where the database is not what the archive says it was."""
    rows, heads = _rows(), _heads()
    wrong = [
        Difference(table=table, row="all", fact=f"{rows.get(table, 0)} rows instead of {count}")
        for table, count in manifest.rows.items()
        if rows.get(table, 0) != count
    ]
    return wrong + [
        Difference(table=name, row="last", fact=f"is {heads.get(name)} instead of {head}")
        for name, head in manifest.heads.items()
        if heads.get(name) != head
    ]


def newest_checkpoint(file: Path) -> str:
    """The text of the last published checkpoint in the archive; empty when nothing was sealed."""
    with opened(file) as archive:
        name = archives.SEALS + seals.CHECKPOINT
        return archive.read_text(name) if name in archive.manifest.parts else ""


def has_folder() -> bool:
    """Whether uploaded files lie in a folder here."""
    return files.folder() is not None


def contents() -> tuple[int, int]:
    """How many tables and transfers the database has."""
    tables = connection.introspection.table_names()
    return len(tables), _count(_TRANSFER) if _TRANSFER in tables else 0


def _loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


def _rows() -> dict[str, int]:
    return {table: _count(table) for table in sorted(connection.introspection.table_names())}


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        return int(cursor.fetchone()[0])


def _heads() -> dict[str, str]:
    seal = seals.latest()
    last = Transfer.objects.order_by("-pk").values_list("pk", "key").first()
    return {
        "transfer": " ".join(map(str, last)) if last else "",
        "seal": f"{seal.number} {seals.checkpoint_of(seal)}" if seal else "",
    }
