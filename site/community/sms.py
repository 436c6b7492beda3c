"""Text messages. The demo writes them to the console; a real site names its provider in `SMS_BACKEND`."""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Backend(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Hand `text` to the provider for `phone`, such as `+8613912345678`."""


class ConsoleBackend:
    def send(self, phone: str, text: str) -> None:
        sys.stdout.write(f"\n  [SMS] {phone}\n  {text}\n\n")
        sys.stdout.flush()


def send(phone: str, text: str) -> None:
    backend: Backend = import_string(settings.SMS_BACKEND)()
    backend.send(phone, text)
