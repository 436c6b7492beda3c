"""`make walk`: a million random operations next to a model in plain Python, on SQLite and PostgreSQL.

    python -m tests.walk.run [--steps 1000000] [--seed 7] [--database sqlite,postgresql] [--resume] [--kills 0]
                             [--docs]

The seed is printed and makes the same walk again. Whatever stops it, `--resume` goes on from the step it had reached.
`--kills` kills the walking process so many times, without a warning, and resumes it. On a difference it prints the
seed, the step and the steps before it, and exits with 1. `--docs` puts the figures of whole walks into docs/walk.md.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

from tests.long_runs import ROOT, VAR, environment, keep, machine

_PAGE = ROOT / "docs" / "walk.md"
_DATABASES = ("sqlite", "postgresql")


def main() -> None:
    options = _options()
    VAR.mkdir(exist_ok=True)
    print(f"seed {options.seed}", flush=True)
    databases = options.database.split(",")
    codes: dict[str, int] = {}
    threads = [Thread(target=lambda name=name: codes.update({name: _walk(name, options)})) for name in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if options.docs and not any(codes.values()):
        keep(_PAGE, mark="walk", text=page(options, [name for name in _DATABASES if _file(name, "json").exists()]))
    sys.exit(max(codes.values()))


def _options() -> Namespace:
    parser = ArgumentParser(prog="tests.walk.run", description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", default=",".join(_DATABASES))
    parser.add_argument("--resume", action="store_true", help="go on from the step that the last walk had reached")
    parser.add_argument("--kills", type=int, default=0, help="kill -9 so many times on the way, and resume")
    parser.add_argument("--docs", action="store_true", help="put the figures into docs/walk.md")
    return parser.parse_args()


def _file(database: str, kind: str) -> Path:
    return VAR / f"walk_{database}.{kind}"


def _walk(database: str, options: Namespace) -> int:
    """The exit code of the last process; killed ones are followed by another."""
    random, is_resumed = Random(options.seed), options.resume
    for _kill in range(options.kills):
        code = _one(database, options, is_resumed=is_resumed, kill_after=30 + random.random() * 60)
        if code != -9:
            return code
        is_resumed = True
    return _one(database, options, is_resumed=is_resumed, kill_after=None)


def _one(database: str, options: Namespace, *, is_resumed: bool, kill_after: float | None) -> int:
    command = [sys.executable, "-m", "tests.walk.one", "--steps", f"{options.steps}", "--seed", f"{options.seed}"]
    command += ["--note", f"{_file(database, 'note')}", "--figures", f"{_file(database, 'json')}"]
    process = subprocess.Popen(
        command + ["--resume"] * is_resumed, env=environment(database, name="points_walk"), cwd=ROOT
    )
    try:
        return process.wait(kill_after)
    except subprocess.TimeoutExpired:
        print(f"{database:<10} killed", flush=True)
        process.kill()
        return process.wait()


def page(options: Namespace, databases: list[str]) -> str:
    """What docs/walk.md keeps of the last walks."""
    found = {name: json.loads(_file(name, "json").read_text()) for name in databases}
    rows = [
        f"| {name} | {figures['seed']} | {figures['steps']:,} | {figures['seconds']:,.0f} "
        f"| {figures['steps'] / figures['seconds']:,.0f} | {_outcomes(figures)['refused']:,} "
        f"| {_outcomes(figures)['again']:,} | 0 |"
        for name, figures in found.items()
    ]
    head = [
        "| database | seed | steps | seconds | a second | refused | asked again | differences |",
        "|---|" + "---:|" * 7,
    ]
    tables = [_verbs(found[databases[0]])]
    command = f'`make walk ARGS="--steps {options.steps} --seed {options.seed}"`'
    return "\n".join([f"{command}; {machine()}.", "", *head, *rows, "", *tables])


def _outcomes(figures: dict[str, Any]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for _verb, outcome, count in figures["tally"]:
        counted[outcome if outcome in {"first", "again"} else "refused"] += count
    return counted


def _verbs(figures: dict[str, Any]) -> str:
    """A row for each operation: granted, asked again, and each refusal by its code."""
    of: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for verb, outcome, count in figures["tally"]:
        of[verb][outcome] = count
    lines = ["| operation | granted | again | refused by code |", "|---|---:|---:|---|"]
    for verb, outcomes in of.items():
        granted, again = outcomes.pop("first", 0), outcomes.pop("again", 0)
        refusals = ", ".join(f"{code} {count:,}" for code, count in sorted(outcomes.items(), key=lambda one: -one[1]))
        lines.append(f"| {verb} | {granted:,} | {again:,} | {refusals} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
