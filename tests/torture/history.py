"""What was asked and what came back, one line for each attempt.

As in Jepsen's tests an attempt is *granted*, *refused* or *unknown*. Unknown is neither: the request may have been
carried out, or not, or later. That is so where nobody waited for the answer, where none came, and also after a 503,
because the database may have gone away between the commit and its confirmation.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

GRANTED = frozenset({200, 201})
NOT_NOW = frozenset({429, 503})
"""Come back later, with the same key."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants, under a key that was made before anything was sent."""

    operation: str
    """`award`, `check_in`, `redemption` or `refund`."""
    path: str
    caller: str
    key: str
    body: str
    """To the byte: a repeat is the same body."""
    is_other: bool = False
    """Its key was used for another wish that has been answered; it must be refused for that."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    wish: Wish
    client: int
    began: float
    """Seconds since the run began, as `ended`."""
    ended: float
    status: int = 0
    """0 where no answer was seen."""
    answer: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    """Those that matter: `Idempotent-Replay` and `Retry-After`."""
    trouble: str = ""
    """Why no answer was seen."""

    @property
    def is_granted(self) -> bool:
        return self.status in GRANTED

    @property
    def is_refused(self) -> bool:
        return 400 <= self.status < 500 and self.status not in NOT_NOW

    @property
    def is_known(self) -> bool:
        return self.is_granted or self.is_refused

    @property
    def is_replay(self) -> bool:
        return self.headers.get("Idempotent-Replay") == "true"

    @cached_property
    def said(self) -> dict[str, Any]:
        """The answer as it is meant; empty where it is not JSON."""
        try:
            found = json.loads(self.answer)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        return str(self.said.get("code", "")) if self.is_refused else ""


class History:
    """Written by many threads; every attempt is in the file as soon as it is over."""

    def __init__(self, path: Path) -> None:
        self.attempts: list[Attempt] = []
        self._file, self._lock = path.open("w", encoding="utf-8"), threading.Lock()

    def add(self, attempt: Attempt) -> None:
        line = json.dumps(asdict(attempt), ensure_ascii=False)
        with self._lock:
            self.attempts.append(attempt)
            self._file.write(line + "\n")

    def close(self) -> None:
        self._file.close()

    def undecided(self) -> list[Wish]:
        """Wishes of which nobody knows what became of them."""
        with self._lock:
            attempts = list(self.attempts)
        known = {attempt.wish for attempt in attempts if attempt.is_known}
        return list(dict.fromkeys(attempt.wish for attempt in attempts if attempt.wish not in known))


def read(path: Path) -> Iterator[Attempt]:
    """The attempts of a file that `History` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            yield Attempt(**{**found, "wish": Wish(**found["wish"])})
