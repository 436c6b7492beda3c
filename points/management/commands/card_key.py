"""Make the key that signs cards: `python manage.py card_key FILE`; without FILE say which public keys are known."""

import base64
import shlex
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.people import queries as people
from points.people.services import new_card_key


class Command(BaseCommand):
    help = "Make a private key for cards in a new file, or say which public keys cards are checked with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="a file that does not exist yet")

    def handle(self, *args: Any, file: str | None, **options: Any) -> None:
        if file:
            self._make_key(file)
        elif problem := people.card_key_problem():
            raise CommandError(f"The key cannot be read from {people.card_key_path()}: {problem}")
        else:
            for key in people.public_card_keys():
                self.stdout.write(base64.b64encode(key).decode())

    def _make_key(self, file: str) -> None:
        try:
            public = new_card_key(file)
        except OSError as error:
            raise CommandError(f"No key was made in {file}: {error.strerror}") from error
        self.stdout.write(f"The private key is in {file}. Keep a copy where the database is not.")
        self.stdout.write(f'Settings:   POINTS = {{"card_key": "{file}"}}, or POINTS_CARD_KEY={shlex.quote(file)}')
        self.stdout.write(f"Public key: {base64.b64encode(public).decode()}")
