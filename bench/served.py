"""Check-in over HTTP: the whole stack and the bare view, turn by turn, and ways to come to a connection.

Prints its figures as one line of JSON. Whatever is not answered by 201, or answered and not in the database, ends it.
"""

import contextlib
import json
import os
import statistics
import sys
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402

from bench import load, minimal, ours, servers, world  # noqa: E402
from bench.world import Turn, World  # noqa: E402
from points.api import services as api  # noqa: E402
from points.api.models import Device  # noqa: E402
from points.models import CheckIn, Shift  # noqa: E402

OURS, BARE = "ours", "bare"
PATH = "/points/api/v1/checkins"
WARM_UP_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Plan:
    clients: int
    seconds: float
    """Length of one run."""
    repeats: int
    """Rounds, in each of which every server has its turn."""
    ways: tuple[str, ...] = ()
    """To come to a connection, besides the one that the production settings choose."""


@dataclass(frozen=True, kw_only=True)
class Run:
    rate: float
    latencies: list[float]
    server_us: float
    """Processor time of the server's processes for one request."""
    database_us: float
    """That of the connections; 0 when they do not outlive the run."""
    load_us: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Medians over the runs of one server."""

    rate: float
    ratio: float
    """To the bare view in the same round."""
    p50_ms: float
    p99_ms: float
    server_us: float
    database_us: float
    load_us: float


def main(households: str, clients: str, seconds: str, repeats: str, *ways: str) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    _say(f"building {int(households):,} households ...")
    everything = world.build(int(households))
    minimal.create_tables(everything)
    _say("measuring ...")
    plan = Plan(clients=int(clients), seconds=float(seconds), repeats=int(repeats), ways=ways)
    print(json.dumps(measure(everything, plan)))
    connections.close_all()


def measure(everything: World, plan: Plan) -> dict[str, Any]:
    made = api.add_device(name=f"bench {uuid4()}", scope=Device.Scope.CHECKIN, community=everything.community, by=None)
    headers = {"Authorization": f"Bearer {made.token}", "X-Forwarded-Proto": "https"}
    sides = [OURS, BARE, *plan.ways]
    runs: dict[str, list[Run]] = {side: [] for side in sides}
    with contextlib.ExitStack() as stack:
        served = {side: stack.enter_context(serving(side)) for side in sides}
        for _ in range(plan.repeats):
            for side, server in served.items():
                act = _bare_run if side == BARE else _our_run
                runs[side].append(act(everything, plan, server, headers))
    return {
        "queries": _count_statements(everything, headers),
        "clients": plan.clients,
        "sides": {side: asdict(_figure(found, runs[BARE])) for side, found in runs.items()},
    }


def serving(side: str) -> AbstractContextManager[servers.Server]:
    return servers.serving("bench.view" if side == BARE else "community.wsgi", _environment(side))


def _environment(side: str) -> dict[str, str]:
    url = os.environ["DATABASE_URL"]
    production = {"DJANGO_SETTINGS_MODULE": "community.settings.production"}
    return {
        OURS: production,
        BARE: {"DJANGO_SETTINGS_MODULE": "bench.view_settings"},
        # Ways to come to a connection, of which the production settings choose one.
        "new": production | {"DATABASE_POOL_SIZE": "0", "DATABASE_URL": f"{url}?conn_max_age=0"},
        "kept": production | {"DATABASE_POOL_SIZE": "0"},
        "pool": production | {"DATABASE_POOL_SIZE": f"{servers.THREADS}"},
    }[side]


def _our_run(everything: World, plan: Plan, server: servers.Server, headers: dict[str, str]) -> Run:
    shift = world.new_shift(everything)
    bodies = (_body(shift, card) for card in everything.cards)
    run, answered = _run(server, plan, [check_in(PATH, body, headers) for body in bodies])
    _prove(answered, CheckIn.objects.filter(shift=shift, in_at__isnull=False).count())
    return run


def _bare_run(everything: World, plan: Plan, server: servers.Server, headers: dict[str, str]) -> Run:
    shift, side = uuid4().hex, minimal.connect()
    side.open_shift(shift)
    side.connection.close()
    bodies = ({"shift": shift, "resident": index, "direction": "in"} for index in range(len(everything.cards)))
    run, answered = _run(server, plan, [check_in("/checkins", body, headers) for body in bodies])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM minimal_check_in WHERE shift = %s", [shift])
        _prove(answered, cursor.fetchone()[0])
    return run


def _body(shift: Shift, card: str) -> dict[str, Any]:
    return {"shift": shift.pk, "card": card, "direction": "in"}


def check_in(path: str, body: dict[str, Any], headers: dict[str, str]) -> bytes:
    return load.request(path, body=json.dumps(body).encode(), headers={"Idempotency-Key": f"{uuid4()}"} | headers)


def _run(server: servers.Server, plan: Plan, requests: list[bytes]) -> tuple[Run, load.Load]:
    left = iter(requests)
    with load.Connections(server.port, plan.clients) as opened:
        warm = opened.send(left, seconds=min(WARM_UP_SECONDS, plan.seconds))
        before, database = server.processor, servers.database_processor()
        load_ = opened.send(left, seconds=plan.seconds)
        spent, spent_there = server.processor - before, servers.database_processor() - database
    count = len(load_.latencies)
    run = Run(
        rate=load_.rate,
        latencies=load_.latencies,
        server_us=1e6 * spent / count,
        database_us=1e6 * max(spent_there, 0) / count,
        load_us=1e6 * load_.processor / count,
    )
    load_.statuses += warm.statuses
    return run, load_


def _prove(answered: load.Load, rows: int) -> None:
    if set(answered.statuses) != {201}:
        sys.exit(f"Not every check-in was taken: {dict(answered.statuses)}")
    if answered.statuses[201] != rows:
        sys.exit(f"{answered.statuses[201]} answers, but {rows} rows.")


def _count_statements(everything: World, headers: dict[str, str]) -> int:
    """Of one request like those that were measured; the second, because the first fills what is kept in the process."""
    shift, client = world.new_shift(everything), Client()

    def act(turn: Turn) -> object:
        body = _body(shift, everything.cards[turn.number])
        sent = headers | {"Idempotency-Key": f"{turn.uuid}"}
        return client.post(PATH, body, content_type="application/json", headers=sent)

    act(Turn(f"warm:{shift.pk}", 0, 1, 0))
    return ours.count_statements(act, Turn(f"count:{shift.pk}", 0, 1, 1))


def _figure(runs: list[Run], bare: list[Run]) -> Figure:
    latencies = sorted(latency for run in runs for latency in run.latencies)
    return Figure(
        rate=statistics.median(run.rate for run in runs),
        ratio=statistics.median(run.rate / other.rate for run, other in zip(runs, bare, strict=True)),
        p50_ms=1000 * latencies[len(latencies) // 2],
        p99_ms=1000 * latencies[len(latencies) * 99 // 100],
        server_us=statistics.median(run.server_us for run in runs),
        database_us=statistics.median(run.database_us for run in runs),
        load_us=statistics.median(run.load_us for run in runs),
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
