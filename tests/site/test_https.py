"""`make demo HTTPS=1`: phones in the same network get a secure origin, which they need for the camera."""

import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site.conftest import ROOT, Site

WAIT_SECONDS = 60


class Served:
    def __init__(self, site: Site) -> None:
        self.folder = site.folder / "https"
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        command = [sys.executable, "site/manage.py", "serve_https", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True)

    @property
    def authority(self) -> Path:
        return self.folder / "public" / "community-demo.crt"

    def get(self, path: str, context: ssl.SSLContext) -> tuple[int, str, bytes]:
        with urllib.request.urlopen(f"https://localhost:{self.port}{path}", context=context) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()

    def said(self) -> str:
        self.process.terminate()
        self.process.wait()
        return self.process.stdout.read()


@pytest.fixture
def serve(new_site: Callable[[], Site]) -> Iterator[Callable[[], Served]]:
    started: list[Served] = []
    site = new_site()

    def start() -> Served:
        served = Served(site)
        started.append(served)
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", served.port), timeout=1).close()
                return served
            except OSError:
                assert served.process.poll() is None, "the server stopped"
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
        one.process.stdout.close()


def test_a_phone_that_trusts_the_authority_is_served_and_another_one_warns(serve):
    served = serve()
    trusting = ssl.create_default_context(cafile=str(served.authority))

    assert served.get("/accounts/login/", trusting)[0] == 200
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        served.get("/accounts/login/", ssl.create_default_context())


def test_the_authority_can_be_fetched_and_its_key_is_nowhere(serve):
    served = serve()
    trusting = ssl.create_default_context(cafile=str(served.authority))

    _, kind, body = served.get("/community-demo.crt", trusting)

    assert (kind, body) == ("application/x-x509-ca-cert", served.authority.read_bytes())
    assert {path.name for path in served.folder.rglob("*.key")} == {"server.key"}
    assert stat.S_IMODE((served.folder / "server.key").stat().st_mode) == 0o600


def test_the_certificate_is_kept_for_the_next_time_and_the_address_is_drawn(serve):
    first = serve()
    kept, said = first.authority.read_bytes(), first.said()

    assert serve().authority.read_bytes() == kept
    assert f":{first.port}/" in said
    assert "█" in said
