"""Requests made from the OpenAPI document, by everybody who may speak to the API.

Schemathesis makes them, valid ones and broken ones, and says what is wrong with an answer: a status, a media type or
a body that the document does not declare, a broken request that was taken, a 5xx. Here the ids that exist are put into
them (`world`), each caller signs in, and what came of it is counted. A failure is kept and the run goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from math import ceil
from random import Random
from typing import Any

import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.feedback import NO_FEEDBACK

from tests.fuzz.filling import Filler
from tests.fuzz.world import Caller, World

DOCUMENT = "/points/api/v1/openapi.json"
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
)
AT_HOME, WRITING = 8, 2
"""How much oftener a caller asks for what is his work, and for what writes."""

VALID_OF_TEN = 6
REPEATED = 0.3
"""Of what was written, to see that the same key gives the same answer."""


@dataclass
class Tally:
    """What one caller got from one operation."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    """Of the problems."""

    def add(self, status: int, codes: list[str]) -> None:
        self.requests += 1
        self.statuses[status] += 1
        self.codes.update(codes)

    def take(self, other: "Tally") -> None:
        self.requests += other.requests
        self.statuses += other.statuses
        self.codes += other.codes

    def share(self, *hundreds: int) -> float:
        return sum(count for status, count in self.statuses.items() if status // 100 in hundreds) / self.requests


@dataclass(frozen=True, kw_only=True)
class Failure:
    caller: str
    operation: str
    what: str


@dataclass
class Run:
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    """By caller and operation."""
    failures: list[Failure] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return sum(tally.requests for tally in self.tallies.values())

    def by(self, part: int) -> dict[str, Tally]:
        """0: of each caller, 1: of each operation."""
        found: dict[str, Tally] = {}
        for names, tally in self.tallies.items():
            found.setdefault(names[part], Tally()).take(tally)
        return found


def fuzz(world: World, *, requests: int, seed: int, tell: Callable[[str], None] = lambda said: None) -> Run:
    """About as many requests as asked for, never fewer; the same seed makes the same ones."""
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())
    # The callers bring their own.
    schema.config.generation.with_security_parameters = False
    operations = [found.ok() for found in schema.get_all_operations()]
    run, random = Run(), Random(seed)
    filler = Filler(world, random)
    share = requests / sum(_weight(caller, operation) for caller in world.callers for operation in operations)
    for operation in operations:
        turns = [caller for caller in world.callers for _turn in range(ceil(share * _weight(caller, operation)))]
        random.shuffle(turns)
        for caller, case in zip(turns, _cases(operation, filler, len(turns), random), strict=True):
            _Sender(caller, operation.label, run).send(case, is_repeated=random.random() < REPEATED)
        tell(f"{operation.label}: {run.requests:,} requests so far, {len(run.failures)} failures")
    return run


def _weight(caller: Caller, operation: Any) -> int:
    is_at_home = caller.at_home & set(operation.tags or ())
    return (AT_HOME if is_at_home else 1) * (WRITING if operation.method == "post" else 1)


def _cases(operation: Any, filler: Filler, count: int, random: Random) -> Iterator[Any]:
    """A fifth walks the boundaries of the schema, the rest is drawn; six of ten are valid."""
    boundaries = list(
        operation.schema.iter_coverage_cases(
            operation, generation_modes=list(GenerationMode), generation_config=operation.schema.config.generation
        )
    )
    walked = random.sample(boundaries, min(len(boundaries), count // 5))
    rest = count - len(walked)
    broken = _drawn(operation, GenerationMode.NEGATIVE, rest * (10 - VALID_OF_TEN) // 10, random)
    valid = _drawn(operation, GenerationMode.POSITIVE, rest - len(broken), random)
    for case in chain(walked, broken, valid):
        yield filler.fill(case)


def _drawn(operation: Any, mode: GenerationMode, count: int, random: Random) -> list[Any]:
    """As Hypothesis draws them; it stops early when a schema has no more to give, so it is asked again.

    Without what schemathesis picks up in the source of the site: the same seed makes the same requests tomorrow.
    """
    found: list[Any] = []
    for _again in range(20):
        if len(found) >= count:
            break

        @seed(random.getrandbits(32))
        @settings(
            max_examples=2 * count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode, feedback=NO_FEEDBACK))
        def draw(case: Any) -> None:
            found.append(case)

        try:
            draw()
        except Unsatisfiable:
            # Nothing can be wrong with a request that takes any text.
            break
    return list(islice(found, count))


class _Sender:
    """Sends, counts, and keeps what is wrong."""

    def __init__(self, caller: Caller, operation: str, run: Run) -> None:
        self.caller, self.operation, self.run = caller, operation, run
        self.tally = run.tallies.setdefault((caller.name, operation), Tally())

    def send(self, case: Any, *, is_repeated: bool) -> None:
        response = self._answer(case)
        try:
            case.validate_response(response, checks=[CHECKS.get_one(name) for name in CHECKED])
        except FailureGroup as group:
            self._keep(str(group))
        if is_repeated and response.status_code == 201:
            again = self._answer(case)
            if (again.status_code, again.content) != (200, response.content):
                self._keep(f"a repeat was answered otherwise: {response.content!r}, then {again.content!r}")

    def _answer(self, case: Any) -> Any:
        # Whoever guesses has to wait, and would not get any further.
        cache.clear()
        response = case.call(headers=self.caller.headers, cookies=self.caller.cookies)
        self.tally.add(response.status_code, list(_codes(response)))
        return response

    def _keep(self, what: str) -> None:
        self.run.failures.append(Failure(caller=self.caller.name, operation=self.operation, what=what))


def _codes(response: Any) -> Iterator[str]:
    """Of a problem, or of those among the results of many."""
    said = response.json()
    problems = [said] if response.status_code >= 400 else [found["problem"] or {} for found in said.get("results", ())]
    return (problem["code"] for problem in problems if "code" in problem)
