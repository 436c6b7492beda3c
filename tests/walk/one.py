"""The walk on one database: `python -m tests.walk.run` starts it, with the settings of `tests.long_runs_settings`.

Prints how far it is; at the end the figures, as JSON, into the file that `--figures` names.
"""

import gc
import json
import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from time import perf_counter
from typing import Any

import django

django.setup()

import time_machine  # noqa: E402
from django.db import connection  # noqa: E402

from tests import long_runs_database  # noqa: E402
from tests.walk import world  # noqa: E402
from tests.walk.town import BEGIN  # noqa: E402
from tests.walk.walker import Differs, Note, Walker  # noqa: E402

_SAY_EVERY = 30
"""Seconds."""


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--note", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    # The model only grows: the collector would look through all of it again and again.
    gc.set_threshold(100_000, 50, 1_000)
    with time_machine.travel(BEGIN, tick=False) as clock:
        try:
            _walk(options, clock)
        except Differs as difference:
            sys.exit(f"{connection.vendor}: {difference}")


def _walk(options: Namespace, clock: Any) -> None:
    note = Note(options.note)
    if not options.resume:
        note.write(step=0, seconds=0)
        long_runs_database.make()
        world.build()
    known = note.read()
    walker = Walker(options.seed, clock=clock)
    _say(f"seed {options.seed}, from step {known['step']:,} to {options.steps:,}")
    walker.follow(known["step"])
    if options.resume and known["step"] < options.steps:
        is_there = walker.settle()
        _say(f"the books are those of step {walker.step if is_there else walker.step - 1:,}")
    seconds = _go_on(walker, options.steps, note, before=known["seconds"])
    walker.prove()
    figures = {"steps": walker.step, "seconds": seconds, "seed": options.seed}
    figures["tally"] = [[*key, count] for key, count in sorted(walker.tally.items())]
    figures["rows"] = dict(walker.model.ledger.rows)
    options.figures.write_text(json.dumps(figures), encoding="utf-8")
    _say(f"{walker.step:,} steps and every answer, balance and row as the model says")


def _go_on(walker: Walker, steps: int, note: Note, *, before: float) -> float:
    """Seconds walked altogether."""
    is_asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: is_asked_to_stop.append(True))
    began = said = perf_counter()
    first = walker.step
    while walker.step < steps and not is_asked_to_stop:
        walker.walk()
        now = perf_counter()
        note.write(step=walker.step, seconds=before + now - began)
        if now - said > _SAY_EVERY:
            said = now
            _say(f"{walker.step:,} of {steps:,} steps, {(walker.step - first) / (now - began):,.0f} a second")
    return before + perf_counter() - began


def _say(text: str) -> None:
    print(f"{connection.vendor:<10} {text}", flush=True)


if __name__ == "__main__":
    main()
