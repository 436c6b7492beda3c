"""The nemesis: kills workers, crashes the database, makes workers pause. It touches only what this run started."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.torture.cluster import Cluster
from tests.torture.served import Served

Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Strikes:
    """Seconds between two of a kind, from and to; None for never."""

    kill: Span | None = (0.4, 1.2)
    crash: Span | None = (5, 9)
    pause: Span | None = (1, 4)
    length: Span = (0.2, 4)
    """Of a pause."""


NONE = Strikes(kill=None, crash=None, pause=None)


@dataclass(frozen=True, kw_only=True)
class Blow:
    kind: str
    """`kill`, `crash` or `pause`."""
    at: float
    """Seconds since the run began, as the others."""
    fell: float
    """When what it hit was dead, or stood still."""
    over: float
    """When what it hit was back, as far as the nemesis sees to that: the database answers, a paused worker goes on."""


class Nemesis:
    """Works between `start` and `stop`; afterwards everything that it stopped runs again."""

    def __init__(self, strikes: Strikes, *, seed: str, cluster: Cluster, site: Served, began: float) -> None:
        self.blows: list[Blow] = []
        self._failures: list[BaseException] = []
        self._strikes, self._cluster, self._site, self._began = strikes, cluster, site, began
        self._over = threading.Event()
        self._threads = []
        for kind, act in (("kill", self._kill), ("crash", self._crash), ("pause", self._pause)):
            if span := getattr(strikes, kind):
                about = (act, span, Random(f"{seed}:{kind}"))
                self._threads.append(threading.Thread(target=self._work, args=about, daemon=True))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _work(self, act: Callable[[Random], None], span: Span, random: Random) -> None:
        try:
            while not self._over.wait(random.uniform(*span)):
                act(random)
        except BaseException as error:
            self._failures.append(error)

    def _kill(self, random: Random) -> None:
        at = self._now()
        if _signal(random, self._site, signal.SIGKILL):
            self.blows.append(Blow(kind="kill", at=at, fell=self._now(), over=self._now()))

    def _crash(self, random: Random) -> None:
        at = self._now()
        self._cluster.crash()
        fell = self._now()
        self._cluster.start()
        self.blows.append(Blow(kind="crash", at=at, fell=fell, over=self._now()))

    def _pause(self, random: Random) -> None:
        at = self._now()
        worker = _signal(random, self._site, signal.SIGSTOP)
        if worker is None:
            return
        fell = self._now()
        self._over.wait(random.uniform(*self._strikes.length))
        # Unless it was killed meanwhile; its number is not given away before gunicorn has taken leave of it.
        if worker in self._site.workers():
            _send(worker, signal.SIGCONT)
        self.blows.append(Blow(kind="pause", at=at, fell=fell, over=self._now()))

    def _now(self) -> float:
        return time.monotonic() - self._began


def _signal(random: Random, site: Served, number: int) -> int | None:
    """The worker that got the signal; None where there is none at the moment."""
    workers = site.workers()
    worker = random.choice(workers) if workers else None
    return worker if worker and _send(worker, number) else None


def _send(worker: int, number: int) -> bool:
    try:
        os.kill(worker, number)
    except ProcessLookupError:
        return False
    return True
