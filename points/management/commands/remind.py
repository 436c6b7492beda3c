"""Remind people of their shifts: `python manage.py remind`, every hour or so, before `tell_entries`.

What it writes stands in the inbox; `tell_entries` sends it by the channels that the site has named.
"""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from points.activities import queries
from points.activities import services as activities
from points.activities.models import Reminder


class Command(BaseCommand):
    help = "Remind whoever has a place of the shift, and whoever is offered one before it goes to the next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many would be reminded, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            self.stdout.write(f"{activities.remind():,} reminded.")
            return
        due = Counter(one.kind for one in queries.reminders_due())
        for kind in Reminder.Kind:
            self.stdout.write(f"{kind}: {due[kind]:,}")
        self.stdout.write(f"{due.total():,} would be reminded. Dry run: nothing written.")
