"""The races on one database: `python -m tests.races.run` starts it. The last line that it prints is its figures."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from tests import long_runs_database  # noqa: E402
from tests.races import crossing, rounds, street  # noqa: E402
from tests.walk.books import proof  # noqa: E402

_PART = 5_000
"""Crossing transfers between two lines that say how far it is."""


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--deadlocks", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    long_runs_database.make()
    try:
        found = _run(options)
    finally:
        long_runs_database.drop()
    print(json.dumps(found))


def _run(options: Namespace) -> dict[str, Any]:
    here = street.build(options.rounds)
    races = []
    for race in street.races(here, rounds=options.rounds) if options.rounds else ():
        outcome = rounds.run(race, rounds=options.rounds)
        winners = {f"{count}": outcome.wins.count(count) for count in sorted(set(outcome.wins))}
        races.append({"name": race.name, "rounds": options.rounds, "winners": winners, "losers": outcome.losers})
        _say(f"{race.name}: {options.rounds} rounds, winners {winners}, {dict(outcome.losers)}")
    found: dict[str, Any] = {"races": races, "differences": proof()}
    if connection.vendor == "postgresql" and options.deadlocks:
        found["crossing"] = _cross(here, options)
        found["differences"] += proof()
    return found


def _cross(here: street.Street, options: Namespace) -> dict[str, Any]:
    before, began, done = crossing.counted(), time.perf_counter(), Counter[str]()
    while done["transfer"] < options.deadlocks:
        part = min(_PART, options.deadlocks - done["transfer"])
        done += crossing.run(here, transfers=part, seed=options.seed + done["transfer"])
        _say(f"{done['transfer']:,} crossing transfers, {done['deadlock']} deadlocks")
    seconds = time.perf_counter() - began
    # The figures of a server process come when it ends.
    time.sleep(1)
    by_server = crossing.counted() - before
    _say(f"crossing: {dict(done)}, deadlocks by the server's count {by_server}")
    by_hand = crossing.provoke(here)
    time.sleep(1)
    control = crossing.counted() - before - by_server
    _say(f"two transactions in opposite order by hand: {by_hand} broken off, {control} by the server's count")
    return {"done": done, "seconds": seconds, "deadlocks": by_server, "by hand": by_hand, "control": control}


def _say(text: str) -> None:
    print(f"{connection.vendor:<10} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
