"""Copy the whole site into one file: `python manage.py backup FOLDER_OR_FILE`, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.errors import PointsError
from points.keeping import services as keeping
from points.keeping.services import Manifest
from points.seals import queries as seals

REFUSED = 2
"""Exit code: nothing was written."""
EVERY_SECONDS = 2.0


class Progress:
    """One line every two seconds: a backup at night tells its log that it lives."""

    def __init__(self, command: BaseCommand) -> None:
        self.command, self.said_at = command, monotonic()

    def __call__(self, what: str, done: int) -> None:
        if monotonic() - self.said_at >= EVERY_SECONDS:
            self.said_at = monotonic()
            self.command.stdout.write(f"  {what}: {megabytes(done)}")
            self.command.stdout.flush()


class Command(BaseCommand):
    help = (
        "Copy database, uploaded files and published seals into one file, as they are at one moment, while the site "
        "goes on. Exits 2 and leaves nothing behind when that cannot be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a folder, or the name of a file that is not there yet")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        began = monotonic()
        try:
            made = keeping.backup(target, progress=Progress(self))
        except PointsError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(
            f"{made.manifest.row_count:,} rows, {made.manifest.file_count:,} files, {megabytes(made.size)}, "
            f"{monotonic() - began:.1f} s."
        )
        self.stdout.write(self.style.SUCCESS(f"{made.path} holds what was recorded before {made.manifest.made_at}."))
        self._say_what_is_not_in_it(made.manifest)

    def _say_what_is_not_in_it(self, manifest: Manifest) -> None:
        self.stdout.write("Not in it, and needed beside it:")
        self.stdout.write("  the settings of the site, SECRET_KEY among them: it reads the printed cards")
        key, file = seals.key_in_use(), seals.key_file()
        if key:
            self.stdout.write(f"  the private key that signs seals, {file}; its public one is {key}")
        elif seals.latest():
            self.stdout.write("  the private key that signs seals, which is not at hand here")
        if not manifest.media:
            self.stdout.write("  the uploaded files: the default storage is not a folder; keep its versions there")


def megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"
