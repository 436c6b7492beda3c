"""Seal what is new in the ledger: `python manage.py seal_ledger`, every hour or every day."""

import shlex
from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.errors import PointsError
from points.seals import queries
from points.seals import services as seals


class Command(BaseCommand):
    help = "Seal what was committed since the last seal: append it to the tree and sign the head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be sealed, and write nothing")
        parser.add_argument("--new-key", metavar="FILE", help="make a private key in a new file, and seal nothing")

    def handle(self, *args: Any, dry_run: bool, new_key: str | None, **options: Any) -> None:
        try:
            if new_key:
                self._make_key(new_key)
            elif dry_run:
                self.stdout.write(f"{queries.unsealed_count():,} transfers would be sealed.")
            else:
                self._seal()
        except PointsError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _make_key(self, file: str) -> None:
        made = seals.new_key(file)
        self.stdout.write(f"The private key is in {file}. Keep a copy where the database is not.")
        self.stdout.write(f'Settings:   POINTS = {{"seal_key": "{file}"}}, or POINTS_SEAL_KEY={shlex.quote(file)}')
        self.stdout.write(f"Public key: {made.key_text}")

    def _seal(self) -> None:
        began = monotonic()
        seal = seals.seal_ledger(signer=seals.signer(), progress=self._say)
        if seal is None:
            self.stdout.write("Nothing new since the last seal.")
            return
        seconds = monotonic() - began
        self.stdout.write(f"Seal {seal.number}: {seal.tree_size:,} transfers, {seconds:.1f} s.")
        self.stdout.write(queries.checkpoint_of(seal))

    def _say(self, done: int) -> None:
        if done >= 100_000 and done % 100_000 == 0:
            self.stdout.write(f"  {done:>12,}")
            self.stdout.flush()
