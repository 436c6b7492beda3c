"""The requests to the API: builds the world, sends them, says what came of it."""

import os

from points.seals import services as seals
from tests.fuzz import calls, world
from tests.fuzz.calls import Run, Tally
from tests.fuzz.report import most_common, percent, table

DOORMAN = frozenset(
    ["invalid_request", "invalid_body", "not_authenticated", "invalid_token", "wrong_scope", "not_permitted"]
)
"""Refusals that come before the rules of the house."""


def run(requests: int, *, seed: int) -> tuple[str, int]:
    with world.saturday():
        built = world.build(seals.new_key(os.environ["POINTS_SEAL_KEY"]))
        found = calls.fuzz(built, requests=requests, seed=seed, tell=print)
    for failure in found.failures[:20]:
        print(f"\n{failure.caller}, {failure.operation}\n{failure.what}")
    return said(found), len(found.failures)


def said(found: Run) -> str:
    total = Tally()
    for tally in found.tallies.values():
        total.take(tally)
    broken = sum(count for status, count in total.statuses.items() if status >= 500)
    head = f"{total.requests:,} requests, {broken} answered 5xx, {len(found.failures)} answers that are not declared."
    return "\n\n".join([head, _of_operations(found), _of_callers(found), _matrix(found)])


def _of_operations(found: Run) -> str:
    failed = [failure.operation for failure in found.failures]
    rows = [
        (
            f"`{_short(name)}`",
            f"{tally.requests:,}",
            percent(tally.share(2)),
            percent(tally.share(4)),
            failed.count(name),
            most_common(tally.codes, 6, without=DOORMAN),
        )
        for name, tally in found.by(1).items()
    ]
    return table(["operation", "requests", "2xx", "4xx", "failures", "refusals of the house itself"], rows)


def _of_callers(found: Run) -> str:
    failed = [failure.caller for failure in found.failures]
    rows = [
        (name, f"{tally.requests:,}", percent(tally.share(2)), percent(tally.share(4)), failed.count(name))
        for name, tally in found.by(0).items()
    ]
    return table(["caller", "requests", "2xx", "4xx", "failures"], rows)


def _matrix(found: Run) -> str:
    """Share of 2xx of each caller at each operation."""
    operations = list(found.by(1))
    rows = [
        [caller, *(percent(found.tallies[caller, operation].share(2)) for operation in operations)]
        for caller in found.by(0)
    ]
    return table(["2xx of", *(f"`{_short(operation)}`" for operation in operations)], rows)


def _short(label: str) -> str:
    return label.replace("/points/api/v1/", "")
