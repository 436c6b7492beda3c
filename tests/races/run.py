"""`make races`: who wins when several do the same at once, on both databases; and that nobody waits in a circle.

    python -m tests.races.run [--rounds 500] [--deadlocks 100000] [--database sqlite,postgresql] [--seed 7] [--docs]

Prints a table, and exits with 1 when a round had not exactly one winner, when the books do not hold afterwards, when
PostgreSQL broke off a transaction as a deadlock, or when it did not do so with two that were made to block each other.
`--docs` puts the figures into docs/walk.md.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from tests.long_runs import ROOT, environment, keep, machine

_PAGE = ROOT / "docs" / "walk.md"


def main() -> None:
    parser = ArgumentParser(prog="tests.races.run", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--deadlocks", type=int, default=100_000, help="crossing transfers, on PostgreSQL")
    parser.add_argument("--database", default="sqlite,postgresql")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--docs", action="store_true", help="put the figures into docs/walk.md")
    options = parser.parse_args()
    found = {database: _measure(database, options) for database in options.database.split(",")}
    texts = {"races": _races_text, "crossing": _crossing_text}
    for mark, text in {mark: make(found, options) for mark, make in texts.items()}.items():
        print(text, end="\n\n")
        if options.docs and text:
            keep(_PAGE, mark=mark, text=text)
    wrong = [line for database, figures in found.items() for line in wrongs(database, figures)]
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(bool(wrong))


def _measure(database: str, options: Namespace) -> dict[str, Any]:
    plan = ["--rounds", f"{options.rounds}", "--deadlocks", f"{options.deadlocks}", "--seed", f"{options.seed}"]
    command = [sys.executable, "-m", "tests.races.one", *plan]
    wanted = environment(database, name="points_races")
    done = subprocess.run(command, env=wanted, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    if done.returncode:
        sys.exit(f"The races on {database} came to no end.")
    return json.loads(done.stdout.splitlines()[-1])


def _races_text(found: dict[str, dict[str, Any]], options: Namespace) -> str:
    if not options.rounds:
        return ""
    lines = ["| race | database | rounds | with one winner | losers by code |", "|---|---|---:|---:|---|"]
    for database, figures in found.items():
        for race in figures["races"]:
            codes = ", ".join(f"{code} {count:,}" for code, count in race["losers"].items())
            won = race["winners"].get("1", 0)
            lines.append(f"| {race['name']} | {database} | {race['rounds']} | {won} | {codes} |")
    return "\n".join([f"{_command(options)}; {machine()}; four processes.", "", *lines])


def _crossing_text(found: dict[str, dict[str, Any]], options: Namespace) -> str:
    crossing = found.get("postgresql", {}).get("crossing")
    if not crossing:
        return ""
    done = ", ".join(f"{name} {count:,}" for name, count in crossing["done"].items())
    rows = {
        f"asked for in {crossing['seconds']:,.0f} s": done,
        "transactions broken off with 40P01": crossing["done"].get("deadlock", 0),
        "deadlocks by `pg_stat_database`": crossing["deadlocks"],
        "both, of two transactions in opposite order by hand": f"{crossing['by hand']}, {crossing['control']}",
    }
    lines = ["| crossing on PostgreSQL | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())]
    return "\n".join([f"{_command(options)}; {machine()}; four processes.", "", *lines])


def _command(options: Namespace) -> str:
    return f'`make races ARGS="--rounds {options.rounds} --deadlocks {options.deadlocks}"`'


def wrongs(database: str, figures: dict[str, Any]) -> list[str]:
    """A line for each thing that must not be."""
    wrong = [f"{database}: {difference}" for difference in figures["differences"]]
    for race in figures["races"]:
        if set(race["winners"]) != {"1"} or _errors(race["losers"]):
            wrong.append(f"{database}: {race['name']}: winners {race['winners']}, {race['losers']}")
    crossing = figures.get("crossing")
    if crossing:
        if crossing["deadlocks"] or crossing["done"].get("deadlock") or _errors(crossing["done"]):
            wrong.append(f"{database}: deadlocks {crossing['deadlocks']}, {crossing['done']}")
        if (crossing["by hand"], crossing["control"]) != (1, 1):
            wrong.append(f"{database}: two transactions that blocked each other by hand were not counted")
    return wrong


def _errors(counted: dict[str, int]) -> list[str]:
    return [name for name in counted if name.startswith("error")]


if __name__ == "__main__":
    main()
