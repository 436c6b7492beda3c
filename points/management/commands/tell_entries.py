"""Tell people outside of the site what was entered in their name: `python manage.py tell_entries`, every hour or so."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.inbox import services as inbox


class Command(BaseCommand):
    help = 'Tell people by the channels in POINTS["tell_backends"] what was entered in their name since the last run.'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many would be told; write and send nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        try:
            switched_on = inbox.channels()
        except ImportError as failure:
            raise CommandError(f"A channel in tell_backends cannot be loaded: {failure}") from failure
        if not switched_on:
            self.stdout.write("No channel is switched on: nobody is told.")
        act = inbox.rehearse if dry_run else inbox.tell_entries
        told = [act(channel) for channel in switched_on]
        for one in told:
            verb = "would be told. Dry run: nothing written" if dry_run else "told"
            self.stdout.write(f"{one.channel}: {one.reached:,} reached, {one.sent:,} {verb}, {one.failed:,} failed.")
        if any(one.failed for one in told):
            raise CommandError("Some messages were not taken; they are tried again with the next run.")
