"""Serves the demonstration over HTTPS to the phones on the same network."""

import io
import os
import sys
from argparse import ArgumentParser
from typing import Any

import qrcode
from django.conf import settings
from django.core.management.base import BaseCommand

from demo import certificates


class Command(BaseCommand):
    help = "Serves the demonstration over HTTPS, with a certificate made on the spot, and prints its address as a QR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8443)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        reached = certificates.addresses()
        made = certificates.made_for(reached, settings.VAR_DIR / "https")
        address = f"https://{reached[0]}:{port}/"
        self.stdout.write(
            f"\nOn this machine: https://localhost:{port}/\n"
            f"On a phone in the same network: {address}\n\n{_drawn(address)}\n"
            "The phone warns once, because the certificate was made here and now. Go on and the camera works.\n"
            f"To try it without a network, too, first install {address}{certificates.AUTHORITY} on the phone as\n"
            "a certificate authority; it signs for this machine only. Ctrl+C stops the server."
        )
        self.stdout.flush()
        os.environ["HTTPS_PUBLIC"] = str(made.public)
        # In place of this process: gunicorn is stopped by the Ctrl+C that is meant for it. One worker, because codes
        # for signing in are counted in its memory.
        os.execv(
            sys.executable,
            [
                *(sys.executable, "-m", "gunicorn", "community.wsgi", "--chdir", str(settings.REPO_DIR / "site")),
                *("--bind", f"0.0.0.0:{port}", "--workers", "1", "--threads", "8"),
                *("--certfile", str(made.certificate), "--keyfile", str(made.key), "--log-level", "warning"),
            ],
        )


def _drawn(address: str) -> str:
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    drawn = io.StringIO()
    code.print_ascii(drawn, invert=True)
    return drawn.getvalue()
