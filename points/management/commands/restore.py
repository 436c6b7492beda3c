"""Bring a backup back: `python manage.py restore FILE`, into an empty database or over what is there."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from points.errors import PointsError
from points.errors.keeping import BackupFailed, BackupUnwritable
from points.keeping import queries
from points.keeping import services as keeping
from points.keeping.services import Manifest
from points.management.commands.backup import REFUSED, Progress
from points.seals import queries as seals

UNPROVED = 3
"""Exit code: restored, but not proved, because migrations have to run first."""
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Restore a backup and prove it. Exits 0 when every proof holds, 1 when one does not, 2 when nothing was "
        "written, 3 when it was restored and has to be migrated before it can be proved."
    )
    # The database may be empty, or what is in it no use.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", "--check", action="store_true", dest="is_dry_run", help="look at the archive, write nothing"
        )
        parser.add_argument(
            "--replace", action="store_true", help="also over a database that is not empty, of which a backup is made"
        )
        parser.add_argument(
            "--copy-to", type=Path, metavar="FOLDER", help="of that backup; the folder of FILE when left out"
        )
        parser.add_argument(
            "--no-copy", action="store_true", help="make no backup of what is replaced: it is gone for good"
        )

    def handle(self, *args: Any, file: Path, is_dry_run: bool, **options: Any) -> None:
        began = monotonic()
        try:
            manifest = self._look(file) if is_dry_run else self._restore(file, **options)
        except PointsError as refusal:
            raise CommandError(f"{refusal}{_hint(refusal, options)}", returncode=REFUSED) from refusal
        if is_dry_run:
            self.stdout.write("Dry run: nothing written.")
            return
        self.stdout.write(f"Restored in {monotonic() - began:.1f} s. Proving it:")
        self._prove(manifest, file)
        self.stdout.write("Restart the workers, and empty the cache.")

    def _look(self, file: Path) -> Manifest:
        manifest = queries.check(file, progress=Progress(self))
        self._say(manifest)
        tables, transfers = queries.contents()
        self.stdout.write(f"This database has {tables} tables and {transfers:,} transfers.")
        self.stdout.write(self.style.SUCCESS("Every part of the archive is whole."))
        return manifest

    def _restore(self, file: Path, *, replace: bool, no_copy: bool, copy_to: Path | None, **_options: Any) -> Manifest:
        if not replace:
            manifest = keeping.restore(file, progress=Progress(self))
            self._say(manifest)
            return manifest
        folder = None if no_copy else copy_to or file.absolute().parent
        replaced = keeping.replace(file, copy_to=folder, progress=Progress(self))
        if replaced.kept:
            self.stdout.write(f"What was there before is in {replaced.kept.path}")
        self._say(replaced.manifest)
        return replaced.manifest

    def _say(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"The archive holds what was recorded before {manifest.made_at}, made by release {manifest.release} on "
            f"{manifest.programs['server']}: {manifest.row_count:,} rows, {manifest.file_count:,} files."
        )
        if not manifest.media:
            self.stderr.write("The uploaded files are not in it: they lay in another storage than a folder.")
        elif not queries.has_folder():
            self.stderr.write("Its uploaded files have no place here: the default storage is not a folder.")
        if manifest.secret != queries.secret_mark():
            self.stderr.write(
                "SECRET_KEY is another than that of the archive: printed cards are not read until the old one stands "
                "in SECRET_KEY_FALLBACKS."
            )

    def _prove(self, manifest: Manifest, file: Path) -> None:
        missing = queries.unapplied(manifest)
        if missing:
            raise CommandError(
                f"Restored, but not proved: this release has {len(missing)} migrations more, such as {missing[0]}. "
                "Run migrate, then verify_ledger.",
                returncode=UNPROVED,
            )
        wrong = queries.differences(manifest)
        for line in wrong[:SHOWN]:
            self.stderr.write(str(line))
        if wrong:
            raise CommandError(f"{len(wrong)} differences from the archive; the first: {wrong[0]}")
        self.stdout.write(f"{len(manifest.rows)} tables have the rows of the archive.")
        self._verify(queries.newest_checkpoint(file))
        self._say_key()

    def _verify(self, checkpoint: str) -> None:
        """The proofs of `verify_ledger`, the archive's newest checkpoint among them."""
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as published:
            published.write(checkpoint)
            published.flush()
            call_command(
                "verify_ledger",
                checkpoint=published.name if checkpoint else None,
                stdout=self.stdout,
                stderr=self.stderr,
            )

    def _say_key(self) -> None:
        seal, key = seals.shown(seals.latest()), seals.key_in_use()
        if seal and seal.public_key != key:
            here = f"the key here is {key}" if key else "there is no key here"
            self.stderr.write(
                f"The last seal was signed with {seal.public_key}; {here}. Bring its file back before the next seal, "
                "or make a new one and name the old public key in POINTS['seal_old_keys']."
            )


def _hint(refusal: PointsError, options: dict[str, Any]) -> str:
    is_of_copy = options["replace"] and isinstance(refusal, BackupFailed | BackupUnwritable)
    return " It was to be a backup of what is there now; --no-copy goes without." if is_of_copy else ""
