"""Prove the books: `python manage.py verify_ledger`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.activities import queries as activities
from points.disputes import queries as disputes
from points.hours import queries as hours
from points.ledger import queries as ledger
from points.rules import queries as rules
from points.seals import queries as seals
from points.supermarket import queries as supermarket
from points.verification import Difference, Verification, joined, one_moment

# The seals first: they name the row that was touched, the others what no longer agrees with it.
ROOMS = (seals, ledger, rules, hours, activities, disputes, supermarket)

SHOWN = 20


class Command(BaseCommand):
    help = "Prove that balances, holds, goods and minutes equal their rows. Exits 1 and names each row that does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint",
            metavar="FILE",
            help="a checkpoint that was published earlier: the ledger must begin with it",
        )

    def handle(self, *args: Any, checkpoint: str | None, **options: Any) -> None:
        with one_moment():
            proofs = [room.verify() for room in ROOMS]
            if checkpoint:
                proofs.append(_against(checkpoint))
        proof = joined(proofs)
        for name, figure in proof.figures.items():
            self.stdout.write(f"{name:<32} {figure:>14,}")
        for difference in proof.differences[:SHOWN]:
            self.stderr.write(str(difference))
        if proof.differences:
            raise CommandError(f"{len(proof.differences)} differences; the first: {proof.differences[0]}")
        self.stdout.write(self.style.SUCCESS("Everything holds."))


def _against(file: str) -> Verification:
    try:
        fact = seals.older(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    differences = [Difference(table="checkpoint", row=file, fact=fact)] if fact else []
    return Verification(figures={"checkpoints compared": 1}, differences=differences)
