"""Read a rule book from a table: `python manage.py import_rules FILE --community CODE`."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from points.errors import PointsError
from points.imports import services as imports
from points.ledger.models import Book
from points.people.models import Grid
from points.permissions import User
from points.rules import services as rules
from points.rules.models import RuleBook

UNREADABLE = 2
"""Exit code: the file, or what was asked for, could not be taken at all."""


class Command(BaseCommand):
    help = (
        "Read a rule book from csv or xlsx into a draft, and adopt it with --adopt-from. "
        "Exits 0 when every row was read, 1 when rows were refused, 2 when the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", required=True, help="code of the community")
        parser.add_argument("--name", help="name of the rule book; the name of the file when left out")
        parser.add_argument("--book", choices=Book.values, default=Book.CIVIC)
        parser.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        parser.add_argument("--skip-refused", action="store_true", help="write the rows that can be read")
        parser.add_argument(
            "--allow-sensitive", action="store_true", help="read rules on topics that a rule book should not touch"
        )
        parser.add_argument("--adopt-from", type=date.fromisoformat, metavar="DATE", help="adopt it from this day on")
        parser.add_argument("--where", default="", help="meeting that adopted it")
        parser.add_argument("--by", metavar="USERNAME", help="who imports and adopts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["adopt_from"] and not (options["where"] and options["by"]):
            raise CommandError("--adopt-from needs --where and --by.", returncode=UNREADABLE)
        by = _user(options["by"])
        try:
            with transaction.atomic():
                report = imports.import_rules(_content(options["file"]), into=_target(options), by=by)
                if report.written and options["adopt_from"] and by and not _is_in_force(report, options["adopt_from"]):
                    rules.adopt(report.written, in_force_from=options["adopt_from"], where=options["where"], by=by)
        except PointsError as refusal:
            raise CommandError(f"{options['file']}: {refusal}", returncode=UNREADABLE) from refusal
        self._tell(report, options["dry_run"])
        if report.refusals:
            raise CommandError(f"{len(report.refusals)} rows were refused.", returncode=1)

    def _tell(self, report: imports.Report[RuleBook], is_dry_run: bool) -> None:
        for column in report.unknown_columns:
            self.stderr.write(f"column “{column}” is passed over")
        for refusal in report.refusals:
            self.stderr.write(str(refusal))
        self.stdout.write(f"{report.count} rules read, {len(report.refusals)} rows refused.")
        if report.is_repeat:
            self.stdout.write(f"{report.written} says the same already; nothing written.")
        elif report.written:
            self.stdout.write(self.style.SUCCESS(f"{report.written} is written ({report.written.state})."))
        else:
            self.stdout.write("Dry run: nothing written." if is_dry_run else "Nothing written.")


def _is_in_force(report: imports.Report[RuleBook], day: date) -> bool:
    """The same file was adopted from that day before."""
    return report.is_repeat and report.written is not None and report.written.in_force_from == day


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # No more than is needed to see that it is too large: it may have no end.
            return file.read(imports.LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=UNREADABLE) from error


def _target(options: dict[str, Any]) -> imports.RuleImport:
    community = Grid.objects.filter(code=options["community"]).first()
    if community is None:
        raise CommandError(f"There is no community with the code {options['community']}.", returncode=UNREADABLE)
    return imports.RuleImport(
        community=community,
        name=options["name"] or options["file"].stem,
        book=Book(options["book"]),
        is_dry_run=options["dry_run"],
        skips_refused=options["skip_refused"],
        allows_sensitive=options["allow_sensitive"],
    )


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    model = get_user_model()
    user = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
    if user is None:
        raise CommandError(f"There is nobody called {username}.", returncode=UNREADABLE)
    return user
