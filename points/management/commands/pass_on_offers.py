"""Pass on places that nobody confirmed in time: `python manage.py pass_on_offers`, every few minutes.

A lapsed offer moves on by itself as soon as somebody looks at the shift; this is for those at whom nobody looks.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from points.activities import queries
from points.activities import services as activities
from points.activities.models import Shift
from points.errors import ShiftNotOpen


class Command(BaseCommand):
    help = "Offer places that nobody confirmed in time to those who wait next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say which offers have lapsed, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        lapsed = list(queries.lapsed_offers().order_by("shift", "pk").values_list("shift", "pk"))
        if options["dry_run"]:
            for shift, sign_up in lapsed:
                self.stdout.write(f"shift {shift}: sign-up {sign_up}")
            self.stdout.write(f"{_count(len(lapsed), 'offer has', 'offers have')} lapsed. Dry run: nothing written.")
            return
        offered = sum(self._pass_on(shift) for shift in dict.fromkeys(shift for shift, _ in lapsed))
        anew = f"{_count(offered, 'place was', 'places were')} offered anew"
        self.stdout.write(f"{_count(len(lapsed), 'offer had', 'offers had')} lapsed, {anew}.")

    def _pass_on(self, shift: int) -> int:
        try:
            return len(activities.pass_on_offers(Shift.objects.get(pk=shift)))
        except ShiftNotOpen:
            # Somebody closed it at this moment: nothing is offered any more.
            return 0


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
