"""`make growth`: does a page get slower when the ledger gets longer?

    python -m bench.growth [--databases postgresql,sqlite] [--sizes 10000,1000000,10000000] [--rounds 7] [--readme]

Builds a database for each size, with the triggers and indexes of the product, and reads the same pages from all of
them turn by turn, so that whatever else the machine does falls on all sizes. Prints the table and writes
`var/growth.json`; `--readme` also puts the table into bench/README.md. The databases are dropped afterwards.

Ten million transfers with their awards take about 14 GB and some minutes to fill.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from typing import Any

from bench.run import HERE, RESULT, about_run
from tests import surroundings

MOST_ON_SQLITE = 1_000_000
FIGURES = RESULT.with_name("growth.json")
READS = (
    "balance",
    "first page of a statement",
    "a page in its middle, by key",
    "first page in the portal",
    "merit of everybody in a season",
    "ranking of a season, the first hundred",
    "candidates of a season",
)


class Grown:
    """A process with a database of one size, which reads when it is told."""

    def __init__(self, database: str, size: int) -> None:
        self.size = size
        suffix = f"{os.environ.get('TEST_DATABASE_SUFFIX', '')}_growth_{size}"
        environment = {
            **os.environ,
            "TEST_DATABASE": database,
            "TEST_DATABASE_SUFFIX": suffix,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        }
        if database == "postgresql":
            environment["TEST_DATABASE_URL"] = surroundings.postgresql_url() or ""
        command = [sys.executable, "-m", "bench.grown", database, str(size)]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def read(self, what: str) -> float:
        """Milliseconds of one such read, the median of some."""
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return float(self._answer())

    def drop(self) -> None:
        self.process.stdin.close()
        self.process.wait()

    def _answer(self) -> Any:
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"The process with {self.size:,} transfers failed.")
        return json.loads(line)


def main() -> None:
    options = _options()
    RESULT.parent.mkdir(exist_ok=True)
    sizes = [int(size) for size in options.sizes.split(",")]
    found = [row for name in options.databases.split(",") for row in _measure(name, sizes, options.rounds)]
    text = table(found, sizes)
    print(f"\n{about_run()}\n\n{text}")
    FIGURES.write_text(json.dumps({"about": about_run(), "figures": found}, indent=1, ensure_ascii=False))
    if options.readme:
        page = HERE / "README.md"
        block = f"<!-- growth -->\n{about_run()}\n\n{text}\n<!-- /growth -->"
        page.write_text(re.sub(r"<!-- growth -->.*<!-- /growth -->", lambda _: block, page.read_text(), flags=re.S))


def table(found: list[dict[str, Any]], sizes: list[int]) -> str:
    head = ("read", "database", *(f"{size:,}" for size in sizes), "most by least")
    rows = [
        (
            row["read"],
            row["database"],
            *(f"{row['ms'][str(size)]:.2f}" if str(size) in row["ms"] else "" for size in sizes),
            f"**{row['ratio']:.2f}**",
        )
        for row in found
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ("---",) * len(head), *rows])


def _measure(database: str, sizes: list[int], rounds: int) -> list[dict[str, Any]]:
    if database == "postgresql" and not surroundings.postgresql_url():
        print(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()), file=sys.stderr)
        return []
    most = MOST_ON_SQLITE if database == "sqlite" else max(sizes)
    grown: list[Grown] = []
    try:
        for size in sizes:
            if size <= most:
                grown.append(Grown(database, size))
        return [_figure(database, what, grown, rounds) for what in READS]
    finally:
        for one in grown:
            one.drop()


def _figure(database: str, what: str, grown: list[Grown], rounds: int) -> dict[str, Any]:
    turns = [[one.read(what) for one in grown] for _ in range(rounds)]
    return {
        "read": what,
        "database": database,
        "ms": {
            str(one.size): statistics.median(times) for one, times in zip(grown, zip(*turns, strict=True), strict=True)
        },
        # Of each turn by itself, and then the median: a turn that something else disturbed disturbs one ratio.
        "ratio": statistics.median(turn[-1] / turn[0] for turn in turns),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.growth", description=__doc__.splitlines()[0])
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--sizes", default="10000,1000000,10000000", help="transfers, the least first: %(default)s")
    parser.add_argument("--rounds", type=int, default=7, help="turns in which each size is read once")
    parser.add_argument("--readme", action="store_true", help="put the table into bench/README.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
