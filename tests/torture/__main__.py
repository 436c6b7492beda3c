"""`make torture`: the site under clients that repeat, hang up and tap twice, while workers and the database die.

    python -m tests.torture [--seconds 390] [--clients 16] [--seed N] [--faults all|none|NAME,NAME] [--docs]

First the planted faults, each for a minute at most, because a harness that misses one proves nothing; then the sound
site. Prints a report and writes `var/torture.json`; what was asked and what stood in the database is left in
`var/torture/`. Exits with 1 when the sound site broke a promise or a planted fault was not found. The short form is in
test_short_form.py.
"""

import json
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from tests.torture import nemesis, report
from tests.torture.cluster import Cluster, cluster, why_not
from tests.torture.nemesis import Strikes
from tests.torture.planted import FAULTS, Fault
from tests.torture.run import Plan, Result, make_world, run
from tests.torture.served import ROOT

VAR = ROOT / "var"
PAGE = ROOT / "docs" / "torture.md"
FAULT_SECONDS = 60
OFTEN = Strikes(crash=(1, 2.5))
"""A crash in each of the short rounds in which a fault is looked for."""


def main() -> int:
    options = _options()
    if reason := why_not():
        sys.exit(reason)
    # Ended from outside it takes its site and its database with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    print(f"seed {options.seed}", flush=True)
    found = _report(options)
    print(f"\n{report.text(found)}")
    VAR.mkdir(exist_ok=True)
    (VAR / "torture.json").write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    if options.docs:
        report.put_into(PAGE, report.table(found))
    return 1 if found["violations"] or not all(row["found"] for row in found["control"]) else 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="tests.torture", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=390, help="for the sound site; 0 for the planted faults alone")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the moment, if it is not said")
    parser.add_argument("--faults", default="all", help="planted ones: all, none, or names with commas")
    parser.add_argument("--docs", action="store_true", help="put the figures into docs/torture.md")
    options = parser.parse_args()
    names = {"all": list(FAULTS), "none": []}.get(options.faults, options.faults.split(","))
    if unknown := [name for name in names if name not in FAULTS]:
        parser.error(f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    options.faults = [FAULTS[name] for name in names]
    return options


def _report(options: Namespace) -> dict[str, Any]:
    with cluster() as ours:
        folder = VAR / "torture"
        folder.mkdir(parents=True, exist_ok=True)
        print("making the world ...", flush=True)
        facts = make_world(ours, folder)
        planted = [_planted(fault, options, ours, facts) for fault in options.faults]
        sound = [_sound(options, ours, facts)] if options.seconds else []
        with ours.connect("postgres") as connection:
            server = f"PostgreSQL {connection.info.server_version // 10000}"
    command = f'make torture ARGS="--seed {options.seed} --seconds {options.seconds:g} --clients {options.clients}"'
    return {
        "about": report.about(command, server=server),
        "figures": {name: value for result in sound for name, value in report.figures(result).items()},
        "control": report.control(planted),
        "violations": [line for result in sound for line in [*map(str, result.violations), result.proof] if line],
    }


def _planted(fault: Fault, options: Namespace, ours: Cluster, facts: dict[str, Any]) -> Result:
    print(f"planted: {fault.title} ...", end=" ", flush=True)
    strikes = OFTEN if fault.is_struck else nemesis.NONE
    plan = Plan(seconds=FAULT_SECONDS, clients=options.clients, seed=options.seed, strikes=strikes, fault=fault)
    result = run(plan, cluster=ours, facts=facts, folder=_folder(plan))
    print(f"found after {result.found_after:.0f} s" if result.violations else "NOT FOUND", flush=True)
    return result


def _sound(options: Namespace, ours: Cluster, facts: dict[str, Any]) -> Result:
    print(f"the sound site, for {options.seconds:g} seconds ...", flush=True)
    plan = Plan(seconds=options.seconds, clients=options.clients, seed=options.seed, strikes=Strikes())
    return run(plan, cluster=ours, facts=facts, folder=_folder(plan))


def _folder(plan: Plan) -> Path:
    return VAR / "torture" / plan.name


if __name__ == "__main__":
    sys.exit(main())
