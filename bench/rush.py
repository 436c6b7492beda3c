"""Ten minutes at the door, as the scanners send them: single scans, the queues of phones that had no signal, repeats.

Everybody comes at a moment of the ten minutes, to one of the scanners. A scanner is without a signal now and then; what
it read meanwhile it sends as a batch with the moments at which it was. Some answers are lost on the way, so the request
comes again under its key; some people are read by two scanners. All of it comes from one seed.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bench import load

MINUTES = 10
WINDOW_SECONDS = 60
"""A scanner has a signal or none for so long."""
OFFLINE, LOST, TWICE = 0.4, 0.1, 0.05
"""Shares: of the windows without a signal, of the answers that are lost, of the people who are read twice."""
PATH = "/points/api/v1/checkins"


@dataclass(frozen=True, kw_only=True)
class Scanner:
    name: str
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Rush:
    """One way through the door for everybody."""

    shift: int
    direction: str
    cards: Sequence[str]
    scanners: Sequence[Scanner]
    since: datetime
    """When the ten minutes began."""
    is_live: bool
    """Whether the queues say when it was; for the way out all of it is now."""
    offline: float = OFFLINE

    def requests(self, chance: Random) -> Iterator[bytes]:
        """In the order in which they are sent."""
        sent: list[tuple[float, bytes]] = []
        for scanner, window, seen in self._windows(chance):
            made = self._batch(scanner, seen, chance) if chance.random() < self.offline else None
            at = (window + 1) * WINDOW_SECONDS
            one_by_one = [(second, self._single(scanner, card, chance)) for second, card in seen]
            for moment, request in [(at, made)] if made else one_by_one:
                sent.append((moment, request))
                if chance.random() < LOST:
                    sent.append((moment + chance.random() * 5, request))
        return (request for _moment, request in sorted(sent, key=lambda pair: pair[0]))

    def _windows(self, chance: Random) -> Iterator[tuple[Scanner, int, list[tuple[float, str]]]]:
        seen: dict[tuple[int, int], list[tuple[float, str]]] = {}
        for card in self.cards:
            for _time in range(2 if chance.random() < TWICE else 1):
                second, number = chance.uniform(0, MINUTES * 60), chance.randrange(len(self.scanners))
                seen.setdefault((number, int(second // WINDOW_SECONDS)), []).append((second, card))
        for (number, window), people in sorted(seen.items()):
            yield self.scanners[number], window, sorted(people)

    def _single(self, scanner: Scanner, card: str, chance: Random) -> bytes:
        headers = {"Idempotency-Key": str(_key(chance))} | scanner.headers
        return load.request(PATH, body=_json(self._scan(scanner, card)), headers=headers)

    def _batch(self, scanner: Scanner, seen: list[tuple[float, str]], chance: Random) -> bytes:
        scans = [
            self._scan(scanner, card) | {"key": str(_key(chance)), "occurred_at": self._moment(second)}
            for second, card in seen
        ]
        return load.request(f"{PATH}/batch", body=_json({"check_ins": scans}), headers=scanner.headers)

    def _scan(self, scanner: Scanner, card: str) -> dict[str, Any]:
        return {"shift": self.shift, "card": card, "direction": self.direction, "device": scanner.name}

    def _moment(self, second: float) -> str:
        return (self.since + timedelta(seconds=second if self.is_live else 0)).isoformat()


def _key(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()
