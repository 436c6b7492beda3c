"""Put up the prices whose day has come: `python manage.py change_prices`, shortly after midnight."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from points.amounts import format_points
from points.supermarket import queries
from points.supermarket import services as supermarket


class Command(BaseCommand):
    help = "Put up the prices whose day has come. What was redeemed before keeps its price."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say which prices would change, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if options["dry_run"]:
            due = list(queries.prices_due(today))
            for price in due:
                self.stdout.write(f"good {price.good_id}: {format_points(price.price)} from {price.from_on}")
            self.stdout.write(f"{len(due):,} would change. Dry run: nothing written.")
            return
        self.stdout.write(f"{len(supermarket.change_prices(today)):,} changed.")
