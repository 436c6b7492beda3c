"""One run: a copy of the world, the site on it, clients and the nemesis, and in the end the checker.

A run goes in rounds. After each the nemesis rests, everything that nobody knows the end of is asked for again, and the
checker looks at history and dump. A sound site has one long round; a planted fault is looked for every few seconds.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.torture import checker, served
from tests.torture.asking import Door
from tests.torture.auditor import Auditor
from tests.torture.clients import Client, settle
from tests.torture.cluster import Cluster
from tests.torture.dump import Dump
from tests.torture.history import Attempt, History
from tests.torture.nemesis import Blow, Nemesis, Strikes
from tests.torture.planted import Fault
from tests.torture.violation import Violation
from tests.torture.wishes import Sales, Wishes

WORLD = "world"
ROUND_SECONDS = 3
SETTLE_SECONDS = 300
FAULTY_SECONDS = 5
"""The same on a site with a fault, which may never answer."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    seconds: float
    clients: int
    seed: int
    strikes: Strikes
    fault: Fault | None = None
    """With one the run is over as soon as the checker has found something."""

    @property
    def name(self) -> str:
        return self.fault.name if self.fault else "sound"


@dataclass(frozen=True, kw_only=True)
class Result:
    plan: Plan
    seconds: float
    """How long the clients worked."""
    found_after: float | None
    """Seconds from the first request to the checker's word; None where it found nothing."""
    attempts: Sequence[Attempt]
    blows: Sequence[Blow]
    violations: Sequence[Violation]
    looks: int = 0
    """How often the auditor saw the books."""
    proof: str = ""
    """What `verify_ledger` said where it found a difference; empty when everything holds."""
    checked: dict[str, int] = field(default_factory=dict)
    """Rows that the checker read, by table."""


def make_world(cluster: Cluster, folder: Path, *, from_models: bool = False) -> dict[str, Any]:
    """The template of every run, with the durable settings from here on. Returns what clients must know."""
    cluster.execute(f"CREATE DATABASE {WORLD}")
    more = {"TORTURE_FROM_MODELS": "1"} if from_models else {}
    around = served.environment(cluster.url(WORLD), folder=folder, **more)
    command = [sys.executable, "-m", "tests.torture.world"]
    made = subprocess.run(command, cwd=served.ROOT, env=around, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"The world was not made:\n{made.stderr[-3000:]}")
    cluster.stop()
    cluster.start()
    return json.loads(made.stdout.splitlines()[-1])


def run(plan: Plan, *, cluster: Cluster, facts: dict[str, Any], folder: Path) -> Result:
    """Leaves `history.jsonl` and `dump.json` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    history = History(folder / "history.jsonl")
    try:
        with cluster.copy_of(WORLD, name=plan.name) as database:
            cluster.execute(*(plan.fault.statements if plan.fault else ()), on=database)
            with served.served(cluster.url(database), folder=folder, fault=plan.name if plan.fault else "") as site:
                door = Door(port=site.port, callers=facts["callers"], history=history, began=time.monotonic())
                result = _rounds(_Stage(plan=plan, cluster=cluster, facts=facts, folder=folder, site=site, door=door))
    finally:
        history.close()
    return result


@dataclass(frozen=True, kw_only=True)
class _Stage:
    """Where a run takes place."""

    plan: Plan
    cluster: Cluster
    facts: dict[str, Any]
    folder: Path
    site: served.Served
    door: Door
    sales: Sales = field(default_factory=Sales)

    @property
    def now(self) -> float:
        return time.monotonic() - self.door.began


@dataclass(frozen=True, kw_only=True)
class _Work:
    """What was done beside the clients, whose history is at the door."""

    blows: list[Blow]
    looks: int
    seen: list[Violation]


def _rounds(stage: _Stage) -> Result:
    plan, rounds, worked, found = stage.plan, [], 0.0, []
    while worked < plan.seconds and not found:
        length = min(ROUND_SECONDS, plan.seconds - worked) if plan.fault else plan.seconds
        rounds.append(_work(stage, length, f"{plan.seed}:{len(rounds)}"))
        settle(stage.door, seconds=FAULTY_SECONDS if plan.fault else SETTLE_SECONDS)
        dump = _dump(stage)
        found = [*rounds[-1].seen, *checker.violations(stage.door.history.attempts, dump)]
        worked, found_after = worked + length, stage.now
    return Result(
        plan=plan,
        seconds=worked,
        found_after=found_after if found else None,
        attempts=stage.door.history.attempts,
        blows=[blow for work in rounds for blow in work.blows],
        looks=sum(work.looks for work in rounds),
        violations=found,
        proof="" if plan.fault else _proof(stage),
        checked={table: len(rows) for table, rows in dump.tables.items()},
    )


def _work(stage: _Stage, seconds: float, seed: str) -> _Work:
    """Everybody at work for so many seconds."""
    over, plan = threading.Event(), stage.plan
    clients = [
        Client(
            number,
            door=stage.door,
            wishes=Wishes(stage.facts, seed=f"{seed}:{number}", sales=stage.sales),
            over=over,
        )
        for number in range(plan.clients)
    ]
    auditor = Auditor(stage.cluster, database=plan.name, seed=seed, over=over)
    ruin = Nemesis(plan.strikes, seed=seed, cluster=stage.cluster, site=stage.site, began=stage.door.began)
    for starting in (*clients, auditor, ruin):
        starting.start()
    try:
        time.sleep(seconds)
    finally:
        over.set()
        ruin.stop()
        for ending in (*clients, auditor):
            ending.join()
    # Whoever died unnoticed would leave a run that proves less than it says.
    failures = [worker.failure for worker in (*clients, auditor) if worker.failure]
    if failures:
        raise failures[0]
    return _Work(blows=ruin.blows, looks=auditor.looks, seen=auditor.violations)


def _dump(stage: _Stage) -> Dump:
    with stage.cluster.connect(stage.plan.name) as connection:
        dump = Dump.take(connection)
    dump.write(stage.folder / "dump.json")
    return dump


def _proof(stage: _Stage) -> str:
    """The product's own proof, beside the checker's."""
    done = served.manage(stage.cluster.url(stage.plan.name), "verify_ledger", folder=stage.folder)
    return "" if done.returncode == 0 else done.stderr[-3000:]
