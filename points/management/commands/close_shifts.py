"""Close shifts that nobody closed: `python manage.py close_shifts`, every hour or every day.

A day without a closing is a day without points for everybody who came; this is for organisers who forget.
"""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from points import conf
from points.activities import services as activities
from points.activities.models import Shift
from points.errors import PointsError, ShiftNotOpen


class Command(BaseCommand):
    help = "Close shifts whose end is `close_after_hours` ago. What was entered by hand waits for a second person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say which shifts would be closed, and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        until = timezone.now() - timedelta(hours=conf.settings().close_after_hours)
        overdue = list(Shift.objects.filter(state=Shift.State.OPEN, ends_at__lte=until).order_by("ends_at", "pk"))
        if options["dry_run"]:
            for shift in overdue:
                self.stdout.write(f"shift {shift.pk}, over since {timezone.localtime(shift.ends_at):%Y-%m-%d %H:%M}")
            self.stdout.write(f"{len(overdue):,} would be closed. Dry run: nothing written.")
            return
        closed = [self._close(shift) for shift in overdue]
        self.stdout.write(f"{closed.count(True):,} closed.")
        if None in closed:
            raise CommandError(f"{closed.count(None):,} could not be closed.")

    def _close(self, shift: Shift) -> bool | None:
        """None where it was refused; False where somebody closed it at this moment."""
        try:
            activities.close_overdue(shift)
        except ShiftNotOpen:
            return False
        except PointsError as refusal:
            self.stderr.write(f"shift {shift.pk}: {refusal}")
            return None
        return True
