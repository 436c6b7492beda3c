"""Real races: threads on PostgreSQL, processes on SQLite, all released at the same moment.

SQLite gets processes because that is how it is shared on a site; threads of one process would also share its caches.
"""

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from points.errors import PointsError

LONGEST = 60
"""Seconds after which a racer counts as hanging."""


def race(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all `acts` at once. Each outcome is what the act returned, or the code of its refusal.

    Results must be picklable. Any other exception fails the test. Needs `django_db(transaction=True)`.
    """
    outcomes = _in_threads(acts) if connection.vendor == "postgresql" else _in_processes(acts)
    unexpected = [outcome for outcome in outcomes if isinstance(outcome, Unexpected)]
    assert not unexpected, unexpected
    return outcomes


class Unexpected(str):
    """The text of an exception that is no refusal."""


def _outcome(act: Callable[[], Any], start: Callable[[], Any]) -> Any:
    start()
    try:
        return act()
    except PointsError as refusal:
        return refusal.code
    except Exception as error:
        return Unexpected(repr(error))


def _in_threads(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    barrier = threading.Barrier(len(acts), timeout=LONGEST)

    def run(act: Callable[[], Any]) -> Any:
        try:
            return _outcome(act, barrier.wait)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _in_processes(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(len(acts), timeout=LONGEST)
    outcomes = fork.SimpleQueue()
    # A connection must not cross a fork: each process opens its own.
    connection.close()

    def run(number: int, act: Callable[[], Any]) -> None:
        outcomes.put((number, _outcome(act, barrier.wait)))

    processes = [fork.Process(target=run, args=pair) for pair in enumerate(acts)]
    for process in processes:
        process.start()
    found = dict(outcomes.get() for _ in processes)
    for process in processes:
        process.join()
    return [found[number] for number in range(len(acts))]
