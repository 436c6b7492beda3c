"""Races over and over: the same thing is done by several at the same moment, and once is all that may happen.

Each racer is a process with a connection of its own. They go through the rounds side by side: at each one they wait
for each other, and then all of them act. What each came to goes back to whoever counts.
"""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from points.errors import PointsError

RACERS = 4
LONGEST = 120
"""Seconds after which a racer counts as hanging."""

Act = Callable[[int, int], bool]
"""Takes the round and the racer; whether it was done now. Where not, what came is the first answer again."""


@dataclass(frozen=True, kw_only=True)
class Race:
    name: str
    act: Act


@dataclass(frozen=True, kw_only=True)
class Outcome:
    name: str
    rounds: int
    wins: list[int]
    """Winners of each round."""
    losers: Counter[str] = field(default_factory=Counter)
    """Refusals by code, and `again`."""

    @property
    def is_sound(self) -> bool:
        return all(count == 1 for count in self.wins) and not any(code.startswith("error") for code in self.losers)


def run(race: Race, *, rounds: int, racers: int = RACERS) -> Outcome:
    fork = multiprocessing.get_context("fork")
    barrier, queue = fork.Barrier(racers, timeout=LONGEST), fork.SimpleQueue()
    # A connection must not cross a fork.
    connection.close()

    def go(racer: int) -> None:
        found = []
        for number in range(rounds):
            barrier.wait()
            found.append(_outcome(race.act, number, racer))
        connection.close()
        queue.put(found)

    processes = [fork.Process(target=go, args=(racer,)) for racer in range(racers)]
    for process in processes:
        process.start()
    found = [queue.get() for _process in processes]
    for process in processes:
        process.join()
    return _counted(race.name, rounds, found)


def _outcome(act: Act, number: int, racer: int) -> str:
    try:
        return "won" if act(number, racer) else "again"
    except PointsError as refusal:
        return refusal.code
    except Exception as error:
        return f"error {error!r}"


def _counted(name: str, rounds: int, found: Sequence[Sequence[str]]) -> Outcome:
    by_round = list(zip(*found, strict=True))
    losers = Counter(outcome for outcomes in by_round for outcome in outcomes if outcome != "won")
    return Outcome(name=name, rounds=rounds, wins=[outcomes.count("won") for outcomes in by_round], losers=losers)
