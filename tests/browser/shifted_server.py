"""The demo site as a WSGI application whose clock a test can move, for gunicorn.

A shift lasts two hours and a test some seconds. The file that `CLOCK_FILE` names holds the seconds by which the
server's clock is ahead.
"""

import os
import sys
import threading
import time
from pathlib import Path

import time_machine

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "site"))
os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings.dev"

# The settings must be known before the site is imported.
from community.wsgi import application as site  # noqa: E402

CLOCK = Path(os.environ["CLOCK_FILE"])


class Clock:
    """Real time plus what the file says.

    Taken over once, before the first request: doing and undoing it under other threads that read the time may crash.
    """

    def __init__(self) -> None:
        self._moving = threading.Lock()
        self._ahead = self._read()
        start = time.time() + self._ahead
        self._traveller = time_machine.travel(start, tick=True).start()

    def follow(self) -> None:
        with self._moving:
            ahead = self._read()
            if ahead != self._ahead:
                self._traveller.shift(ahead - self._ahead)
                self._ahead = ahead

    def _read(self) -> float:
        return float(CLOCK.read_text())


clock = Clock()


def application(environ, start_response):
    clock.follow()
    return site(environ, start_response)
