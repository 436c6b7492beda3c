"""Loads the demonstration community: people, rules, two quarters of history, pages, and who can log in."""

from argparse import ArgumentParser
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from demo import cast, helping, story, tiers
from points.models import Grid, Household, Resident, ServiceRecord, Transfer


class Command(BaseCommand):
    help = "Loads a demonstration community. The same tier on the same day is the same community."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tier", choices=tiers.sizes(), default="s", help="how large (default: s)")
        parser.add_argument("--today", type=date.fromisoformat, help="the day on which the story ends, YYYY-MM-DD")
        parser.add_argument("--flush", action="store_true", help="refused, with the reason")

    def handle(self, *args: Any, tier: str, today: date | None, flush: bool, **options: Any) -> None:
        if flush:
            raise CommandError(
                "Nothing is flushed: the ledger is append-only, and the database refuses to delete from it. "
                "Delete the database itself (the file var/community.sqlite3) and run migrate and demo again."
            )
        chosen = tiers.load(tier)
        if Grid.objects.filter(code=chosen.code).exists():
            self.stdout.write(f"{chosen.name} is here already; nothing was done.")
        else:
            self._load(chosen, today or timezone.localdate())
        self._say_who()

    def _load(self, tier: tiers.Tier, today: date) -> None:
        if Grid.objects.exists():
            raise CommandError(
                "This database holds another community. Each tier has a database of its own: set DATABASE_URL."
            )
        began = monotonic()
        self.stdout.write(f"{tier.name} ({tier.size}): {tier.households:,} households, {tier.people:,} people")
        with translation.override(tier.script):
            story.tell(tier, today=today, say=lambda text: self._say(began, text))
        self._say(began, f"{Household.objects.count():,} households, {Resident.objects.count():,} residents")
        self._say(began, f"{ServiceRecord.objects.count():,} service records, {Transfer.objects.count():,} transfers")

    def _say(self, began: float, text: str) -> None:
        self.stdout.write(f"  {monotonic() - began:6.1f} s  {text}")
        self.stdout.flush()

    def _say_who(self) -> None:
        """What a stranger needs to look around; `make demo` prints the address below it."""
        self.stdout.write(
            f"\nSign in at /accounts/login/ by user name or phone. The password of everybody: {cast.PASSWORD}\n\n"
        )
        for line in cast.lines():
            self.stdout.write(f"  {line}")
        self.stdout.write("")
        for line in helping.lines():
            self.stdout.write(line)
        self.stdout.write(
            "\nAnybody, without signing in: / (the site), /news/, /points/activities/, /honors/, /points/api/v1/docs\n"
            "Text messages, such as the code for signing in by phone, are printed here.\n"
            "To see the whole way, follow “The first shift in five minutes” in README.md."
        )
