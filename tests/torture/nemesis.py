"""The nemesis: kills workers, crashes the database, makes workers pause. It touches only what this run started."""

import contextlib
import os
import signal
import threading
import time
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
    """Seconds since the run began, as `over`."""
    over: float
    """When it was done; of a crash, when the last process was dead."""


class Nemesis:
    """Works between `start` and `stop`; afterwards everything that it stopped runs again."""

    def __init__(self, strikes: Strikes, *, seed: str, cluster: Cluster, site: Served, began: float) -> None:
        self.blows: list[Blow] = []
        self.failures: list[BaseException] = []
        self._random, self._cluster, self._site, self._began = Random(seed), cluster, site, began
        self._over = threading.Event()
        acts = {"kill": self._kill, "crash": self._crash, "pause": self._pause}
        spans = {kind: getattr(strikes, kind) for kind in acts}
        self._length = strikes.length
        self._threads = [
            threading.Thread(target=self._work, args=(kind, span, acts[kind], Random(f"{seed}:{kind}")), daemon=True)
            for kind, span in spans.items()
            if span
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def _work(self, kind, span, act, random) -> None:
        try:
            while not self._over.wait(random.uniform(*span)):
                at = time.monotonic()
                if over := act(random):
                    self.blows.append(Blow(kind=kind, at=at - self._began, over=over - self._began))
        except BaseException as error:
            self.failures.append(error)

    def _kill(self, random: Random) -> float | None:
        return _signal(random, self._site, signal.SIGKILL) and time.monotonic()

    def _crash(self, random: Random) -> float:
        self._cluster.crash()
        over = time.monotonic()
        self._cluster.start()
        return over

    def _pause(self, random: Random) -> float | None:
        worker = _signal(random, self._site, signal.SIGSTOP)
        if worker:
            self._over.wait(random.uniform(*self._length))
            # Unless it was killed meanwhile; a worker's number is not given away before gunicorn has taken leave of it.
            if worker in self._site.workers():
                os.kill(worker, signal.SIGCONT)
        return worker and time.monotonic()


def _signal(random: Random, site: Served, number: int) -> int | None:
    """The worker that got the signal; None where there is none at the moment."""
    workers = site.workers()
    if not workers:
        return None
    worker = random.choice(workers)
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, number)
        return worker
    return None
