"""One request over HTTP, as a phone or a till sends it: with a patience of its own, and sometimes nobody waits."""

import http.client
import time
from dataclasses import dataclass

from tests.torture.history import Attempt, History, Wish

HOST = "torture.example"
KEPT = ("Idempotent-Replay", "Retry-After")


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where the site is, who may knock, and where it is written down."""

    port: int
    callers: dict[str, dict[str, str]]
    """Headers by which each caller is known."""
    history: History
    began: float
    """The moment, of `time.monotonic`, from which the history counts."""

    def ask(self, wish: Wish, *, client: int, patience: float) -> Attempt:
        """Sends the wish and waits so many seconds for an answer, or a part of it."""
        return self._attempt(wish, client, patience, is_awaited=True)

    def abandon(self, wish: Wish, *, client: int, after: float) -> Attempt:
        """Sends the wish and hangs up after so many seconds, answered or not."""
        return self._attempt(wish, client, after, is_awaited=False)

    def _attempt(self, wish: Wish, client: int, seconds: float, *, is_awaited: bool) -> Attempt:
        began, seen = self._now(), {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds if is_awaited else 10)
        try:
            connection.request("POST", f"/points/api/v1/{wish.path}", wish.body.encode(), self._headers(wish))
            if is_awaited:
                seen = _answer(connection)
            else:
                time.sleep(seconds)
                seen = {"trouble": "abandoned"}
        except (OSError, http.client.HTTPException) as error:
            seen = {"trouble": type(error).__name__}
        finally:
            connection.close()
        attempt = Attempt(wish=wish, client=client, began=began, ended=self._now(), **seen)
        self.history.add(attempt)
        return attempt

    def _now(self) -> float:
        return round(time.monotonic() - self.began, 4)

    def _headers(self, wish: Wish) -> dict[str, str]:
        said = {"Host": HOST, "X-Forwarded-Proto": "https", "Content-Type": "application/json", "Connection": "close"}
        return said | {"Idempotency-Key": wish.key} | self.callers[wish.caller]


def _answer(connection: http.client.HTTPConnection) -> dict[str, object]:
    response = connection.getresponse()
    answer = response.read().decode("utf-8", errors="replace")
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    return {"status": response.status, "answer": answer, "headers": headers}
