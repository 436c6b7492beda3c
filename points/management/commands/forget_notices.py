"""Let the names on old notices fall away: `python manage.py forget_notices`, once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from points.notices import services as notices


class Command(BaseCommand):
    help = "Let the names fall away on notices that ended `notice_keep_days` ago. How many lines there were stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say which notices those are, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        old = list(notices.to_be_forgotten())
        if options["dry_run"]:
            for notice in old:
                self.stdout.write(f"notice {notice.pk}, ended on {notice.ends_on:%Y-%m-%d}")
            self.stdout.write(f"The names on {_count(len(old))} would fall away. Dry run: nothing written.")
            return
        for notice in old:
            notices.forget(notice)
        self.stdout.write(f"The names on {_count(len(old))} fell away.")


def _count(number: int) -> str:
    return f"{number:,} {'notice' if number == 1 else 'notices'}"
