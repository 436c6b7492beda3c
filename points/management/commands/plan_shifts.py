"""Make shifts from their templates: `python manage.py plan_shifts`, every night.

Each template gets the shifts of the days ahead that it does not have yet; skipped days stay without.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from points.activities import queries
from points.activities import services as activities
from points.activities.models import Series


class Command(BaseCommand):
    help = "Make the shifts of the next `plan_days` days from their templates; what is there is not made again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say which shifts would be made, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        templates = Series.objects.filter(is_active=True).select_related("activity").order_by("pk")
        if options["dry_run"]:
            count = sum(self._name(series) for series in templates)
            self.stdout.write(f"{_count(count)} would be made. Dry run: nothing written.")
            return
        made = sum(len(activities.plan_ahead(series)) for series in templates)
        self.stdout.write(f"{_count(made)} made.")

    def _name(self, series: Series) -> int:
        missing = [one for one in queries.occasions(series, until=queries.horizon()) if one.is_new]
        for one in missing:
            self.stdout.write(f"template {series.pk}: {timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}")
        return len(missing)


def _count(number: int) -> str:
    return f"{number:,} {'shift' if number == 1 else 'shifts'}"
