"""Walking: one step after the other in the database and in the model, side by side.

After each step the two answers are compared, every now and then the state, and now and then all of the history with
the proof of `verify_ledger`. The number of the last step that was compared stands in a note beside the database.
When a walk is broken off, the model goes by itself to that step, since the seed says what was asked. Of the step
after it nobody knows whether it was done. It must be there wholly or not at all; then it is asked again, as a client
does that never got its answer.
"""

import json
import os
from collections import Counter, deque
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.walk import books
from tests.walk.asking import KEYED, Asker
from tests.walk.model import Answer, Model, Request
from tests.walk.steps import Steps
from tests.walk.world import World

LOOK_EVERY = 1_000
PROVE_EVERY = 50_000
_NOTE_BYTES = 64


class Differs(Exception):
    """The product and the model do not agree, or the books do not hold."""


class Note:
    """How far the walk has come; written after every step, so that not more than one is in doubt."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)

    def read(self) -> dict[str, Any]:
        text = os.pread(self._file, _NOTE_BYTES, 0)
        return json.loads(text) if text.strip() else {"step": 0, "seconds": 0}

    def write(self, *, step: int, seconds: float) -> None:
        text = json.dumps({"step": step, "seconds": round(seconds, 1)})
        os.pwrite(self._file, text.ljust(_NOTE_BYTES).encode(), 0)

    def close(self) -> None:
        os.close(self._file)


class Walker:
    def __init__(self, seed: int, *, clock: Any) -> None:
        """`clock` is moved to the moment of each step; the services read it."""
        self.model = Model()
        self.asker = Asker(seed, self.model)
        self.clock = clock
        self.clock.move_to(self.asker.now)
        self.world = World()
        self.steps = Steps(self.world)
        self.latest: deque[tuple[int, datetime, Request, Answer]] = deque(maxlen=12)
        self.tally: Counter[tuple[str, str]] = Counter()
        """Steps by verb and outcome: `first`, `again` or the code of a refusal."""

    @property
    def step(self) -> int:
        return self.asker.number

    def walk(self) -> None:
        """One step."""
        request, now, wanted = self._next()
        self.clock.move_to(now)
        self._compare(request, wanted, self.steps.answer(request))
        if self.step % LOOK_EVERY == 0:
            self.look()
        if self.step % PROVE_EVERY == 0:
            self.prove()

    def follow(self, step: int) -> None:
        """The model alone goes to that step."""
        while self.step < step:
            self._next()
        self.clock.move_to(self.asker.now)

    def settle(self) -> bool:
        """Whether the step in doubt was there; it is done by now in any case."""
        before = self._differences()
        request, now, wanted = self._next()
        self.clock.move_to(now)
        after = self._differences()
        if before and after:
            self._fail(["the step in doubt is there in part", *before[:5], "and yet", *after[:5]])
        is_there = bool(before)
        if not is_there:
            self._compare(request, wanted, self.steps.answer(request))
        elif request.verb in KEYED:
            self._compare(request, self.model.answer(request, now), self.steps.answer(request))
        self.prove()
        return is_there

    def look(self) -> None:
        self._fail(books.differences(books.model_state(self.model), books.database_state(self.world)))

    def prove(self) -> None:
        self.look()
        self._fail(books.differences(books.model_history(self.model), books.database_history(self.world)))
        self._fail(books.proof())

    def _differences(self) -> list[str]:
        """Without the trace of a refused scan, which is written after its refusal and again when it is asked again."""
        model = books.model_state(self.model) | books.model_history(self.model)
        database = books.database_state(self.world) | books.database_history(self.world)
        return [line for line in books.differences(model, database) if not line.startswith("rows scan:")]

    def _next(self) -> tuple[Request, datetime, Answer]:
        request = self.asker.next()
        now = self.asker.now
        wanted = self.model.answer(request, now)
        self.tally[request.verb, wanted[1] if wanted[0] == "refused" else wanted[0]] += 1
        self.latest.append((self.step, now, request, wanted))
        return request, now, wanted

    def _compare(self, request: Request, wanted: Answer, answer: Answer) -> None:
        if answer != wanted:
            self._fail([f"{request.verb}: the model says {wanted}, the product {answer}"])

    def _fail(self, found: list[str]) -> None:
        if found:
            steps = [f"{step} {now:%m-%d %H:%M:%S} {what} -> {wanted}" for step, now, what, wanted in self.latest]
            raise Differs("\n".join([f"seed {self.asker.seed}, step {self.step}", *found[:20], "", *steps]))
