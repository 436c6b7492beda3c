"""Text messages. The demo writes them to the console; a real site names its provider in `SMS_BACKEND`."""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The provider did not take the message, or did not answer in time."""


class Backend(Protocol):
    """What a class named in `SMS_BACKEND` must do; it is made anew for each message, without arguments."""

    def send(self, phone: str, text: str) -> None:
        """Hand `text` to the provider for `phone`, such as `+8613912345678`, and return once the provider took it.

        Raises `NotSent` for every failure, and for silence: somebody waits for the page, so no call takes longer than
        about five seconds. It does not try again; whoever waits presses the button again, which is counted
        (`community.budget`). Neither `text` nor the number is logged, put into an exception or shown to the
        provider's console: a code in a log is a key in a log.
        """


class ConsoleBackend:
    """For the demonstration only: the messages of every resident stand on the operator's screen."""

    def send(self, phone: str, text: str) -> None:
        sys.stdout.write(f"\n  [SMS] {phone}\n  {text}\n\n")
        sys.stdout.flush()


def send(phone: str, text: str) -> None:
    backend: Backend = import_string(settings.SMS_BACKEND)()
    backend.send(phone, text)
