"""Book the end of a year: `python manage.py expire_points --community CODE --year 2026`, in January, or by hand."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from points.amounts import format_points
from points.errors import PointsError
from points.ledger.models import Book
from points.people.models import Grid
from points.rules import queries
from points.rules import services as rules


class Command(BaseCommand):
    help = (
        "Take the points that expire at the end of a year, by the rule book of the community, in one batch. The same "
        "year again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--community", required=True, help="code of the community")
        parser.add_argument("--year", required=True, type=int, help="the year that is over")
        parser.add_argument("--book", choices=Book.values, default=Book.CIVIC)
        parser.add_argument("--dry-run", action="store_true", help="say who would lose how much, and write nothing")
        parser.add_argument(
            "--again", action="store_true", help="book anew what was taken back; without it that stays as it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        community = Grid.objects.filter(code=options["community"]).first()
        if community is None:
            raise CommandError(f"There is no community with the code {options['community']}.")
        try:
            year_end = queries.year_end_for(community, year=options["year"], book=Book(options["book"]))
            if options["dry_run"]:
                self._rehearse(year_end)
            else:
                self._book(year_end, is_again=options["again"])
        except PointsError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _rehearse(self, year_end: queries.YearEnd) -> None:
        count = total = 0
        losing = queries.losing_in(year_end).select_related("household__grid").order_by("pk")
        for account in losing.iterator(chunk_size=2000):
            count, total = count + 1, total + account.unspent
            # What a resident holds alone is known by its number.
            place = getattr(account, "household", "")
            self.stdout.write(f"{account.grouped_number}  {format_points(account.unspent):>10}  {place}".rstrip())
        self.stdout.write(f"{count:,} accounts would lose {format_points(total)} points by {year_end.rule_book}.")
        self.stdout.write(f"It can be booked from {year_end.booked_from} on. Dry run: nothing written.")

    def _book(self, year_end: queries.YearEnd, *, is_again: bool) -> None:
        began = monotonic()
        attempt = queries.next_attempt(year_end) if is_again else 1
        answer = rules.expire(year_end, by=None, attempt=attempt, progress=self._say)
        booked = answer.result
        if booked.undone_at:
            day = timezone.localdate(booked.undone_at).isoformat()
            raise CommandError(f"It was taken back on {day}; --again books it anew.")
        said = f"{booked.count:,} accounts lost {format_points(booked.amount)} points by {booked.rule_book}"
        if answer.is_replay:
            self.stdout.write(f"Booked before: {said}. Nothing written.")
        else:
            self.stdout.write(self.style.SUCCESS(f"{said}, {monotonic() - began:.1f} s."))

    def _say(self, done: int, total: int) -> None:
        self.stdout.write(f"  {done:>10,} of {total:,}")
        self.stdout.flush()
