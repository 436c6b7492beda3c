"""The event itself: everybody in, everybody out, and the bare view beside it. Prints its figures as one line of JSON.

An answer counts as right when it is a 201, a 200 for what was sent before, or says that somebody whom two scanners read
is in already. Whatever else comes ends it, and so does anybody who has no check-in with both ends afterwards.
"""

import contextlib
import json
import statistics
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import load, minimal, served, servers, world  # noqa: E402
from bench.rush import MINUTES, OFFLINE, Rush, Scanner  # noqa: E402
from bench.world import World  # noqa: E402
from points.activities import queries as activities  # noqa: E402
from points.api import services as api  # noqa: E402
from points.api.models import Device  # noqa: E402
from points.models import CheckIn, Shift  # noqa: E402

WORKERS, THREADS = 4, 2
LONGEST_SECONDS = 300
WAYS = {"in": OFFLINE, "out": OFFLINE, "in one by one": 0}
"""What everybody does, and the share of the time in which a scanner has no signal."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    people: int
    scanners: int
    rounds: int
    seed: int


@dataclass
class Heard:
    """What the scanners were answered."""

    single: list[float] = field(default_factory=list)
    batch: list[float] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    """Status of each scan, and the code of the refusal."""

    def __call__(self, request: bytes, seconds: float, status: int, body: bytes) -> None:
        said = json.loads(body)
        if b"/batch HTTP" in request.partition(b"\r\n")[0]:
            self.batch.append(seconds)
            results = said.get("results") or [{"status": status, "problem": said}]
            self.words.update(_word(one["status"], one.get("problem")) for one in results)
        else:
            self.single.append(seconds)
            self.words[_word(status, said)] += 1

    @property
    def errors(self) -> int:
        return sum(count for word, count in self.words.items() if word not in {"201", "200", "409 already_checked_in"})


def _word(status: int, problem: dict[str, Any] | None) -> str:
    return f"{status}" if status < 300 else f"{status} {(problem or {}).get('code', '')}"


def main(households: str, *plan: str) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    print(f"building {int(households):,} households ...", file=sys.stderr, flush=True)
    everything = world.build(int(households))
    minimal.create_tables(everything)
    people, scanners, rounds, seed = map(int, plan)
    print("measuring ...", file=sys.stderr, flush=True)
    servers.GUNICORN = servers.gunicorn(workers=WORKERS, threads=THREADS)
    print(json.dumps(measure(everything, Plan(people=people, scanners=scanners, rounds=rounds, seed=seed))))
    connections.close_all()


def measure(everything: World, plan: Plan) -> dict[str, Any]:
    scanners, chance = [_scanner(everything, number) for number in range(plan.scanners)], Random(plan.seed)
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    bare = []
    with contextlib.ExitStack() as stack:
        ours, other = (stack.enter_context(served.serving(side)) for side in (served.OURS, served.BARE))
        for number in range(plan.rounds + 1):
            cards = chance.sample(everything.cards, plan.people)
            event = _event(everything, ours, cards, scanners, chance)
            rate = _bare(everything, other, plan)
            # The first round warms up processes, plans and caches.
            if number:
                bare.append(rate)
                for way in WAYS:
                    found[way].append(event[way] | {"ratio": event[way]["rate"] / rate})
    return {
        "people": plan.people,
        "scanners": plan.scanners,
        "workers": WORKERS,
        "rounds": plan.rounds,
        "bare": statistics.median(bare),
        "ways": {way: _together(rounds) for way, rounds in found.items()},
    }


def _scanner(everything: World, number: int) -> Scanner:
    name = f"bench-{number}"
    made = api.add_device(
        name=f"{name} {uuid4()}", scope=Device.Scope.CHECKIN, community=everything.community, by=everything.staff
    )
    return Scanner(name=name, headers={"Authorization": f"Bearer {made.token}", "X-Forwarded-Proto": "https"})


def _event(
    everything: World, server: servers.Server, cards: list[str], scanners: list[Scanner], chance: Random
) -> dict[str, dict[str, Any]]:
    found, shift = {}, None
    for way, offline in WAYS.items():
        direction = way.partition(" ")[0]
        is_in = direction == "in"
        # Whoever goes out came in before.
        shift = world.new_shift(everything) if is_in or shift is None else shift
        since = timezone.now() - timedelta(minutes=MINUTES if is_in else 0)
        common = {"shift": shift.pk, "direction": direction, "cards": cards, "scanners": scanners, "offline": offline}
        found[way] = _sent(server, Rush(**common, since=since, is_live=is_in), chance)
        _prove(found[way], shift, direction, len(cards))
    return found


def _sent(server: servers.Server, rush: Rush, chance: Random) -> dict[str, Any]:
    requests, heard = list(rush.requests(chance)), Heard()
    with load.Connections(server.port, len(rush.scanners)) as opened:
        run = opened.send(iter(requests), seconds=LONGEST_SECONDS, heard=heard)
    return {
        "requests": len(requests),
        "rate": heard.words.total() / run.seconds,
        "single": heard.single,
        "batch": heard.batch,
        "words": dict(heard.words),
        "errors": heard.errors,
    }


def _prove(sent: dict[str, Any], shift: Shift, direction: str, people: int) -> None:
    if sent["errors"]:
        sys.exit(f"Not everybody was signed {direction} without an error: {sent['words']}")
    came = CheckIn.objects.filter(shift=shift, **{f"{direction}_at__isnull": False}).count()
    if came != people:
        sys.exit(f"{people} people, but {came} signed {direction}.")
    differences = activities.verify().differences
    if differences:
        sys.exit(f"{len(differences)} check-ins do not equal their scans: {differences[0]}")


def _bare(everything: World, server: servers.Server, plan: Plan) -> float:
    """As many people, one request each, over as many connections."""
    shift, side = uuid4().hex, minimal.connect()
    side.open_shift(shift)
    side.connection.close()
    bodies = ({"shift": shift, "resident": index, "direction": "in"} for index in range(plan.people))
    requests = [served.check_in("/checkins", body, {}) for body in bodies]
    with load.Connections(server.port, plan.scanners) as opened:
        run = opened.send(iter(requests), seconds=LONGEST_SECONDS)
    if set(run.statuses) != {201}:
        sys.exit(f"The bare view did not take everybody: {dict(run.statuses)}")
    return run.rate


def _together(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    words = sum((Counter(one["words"]) for one in rounds), Counter())
    return {
        "requests": statistics.median_low([one["requests"] for one in rounds]),
        "rate": statistics.median(one["rate"] for one in rounds),
        "ratio": statistics.median(one["ratio"] for one in rounds),
        "single": _spread([seconds for one in rounds for seconds in one["single"]]),
        "batch": _spread([seconds for one in rounds for seconds in one["batch"]]),
        "words": dict(words),
        "errors": sum(one["errors"] for one in rounds),
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds) or [0.0]
    return {"p50_ms": 1000 * ordered[len(ordered) // 2], "p99_ms": 1000 * ordered[len(ordered) * 99 // 100]}


if __name__ == "__main__":
    main(*sys.argv[1:])
