"""Serves the demo site with a clock that a test can move: `python -m tests.browser.shifted_server PORT CLOCK_FILE`.

A shift lasts two hours and a test some seconds. The file holds the seconds by which the server's clock is ahead.
"""

import datetime
import os
import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine

ROOT = Path(__file__).resolve().parents[2]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class ThreadingServer(ThreadingMixIn, WSGIServer):
    """Chromium opens connections ahead of need; one that stays silent must not keep the others waiting."""

    daemon_threads = True


def main(port: int, clock: Path) -> None:
    sys.path.insert(0, str(ROOT / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings.dev"
    # The settings must be known before the site is imported.
    from community.wsgi import application as site

    one_at_a_time = threading.Lock()

    def application(environ, start_response):
        ahead = datetime.timedelta(seconds=float(clock.read_text()))
        # The clock belongs to the whole process.
        with one_at_a_time, time_machine.travel(datetime.datetime.now(datetime.UTC) + ahead, tick=True):
            return list(site(environ, start_response))

    make_server("127.0.0.1", port, application, ThreadingServer, QuietHandler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
