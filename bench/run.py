"""`make bench`: the services next to minimal SQL, on SQLite and PostgreSQL, in one run.

    python -m bench.run [--databases sqlite,postgresql] [--seconds 1.5] [--repeats 3] [--operations post,award]
                        [--reference bare] [--readme]

Prints the table and writes `var/bench.json`; `--readme` also puts the table into bench/README.md. Each database is
measured by a process of its own, because Django's settings choose one.
"""

import argparse
import json
import os
import platform
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import surroundings

HERE = Path(__file__).resolve().parent
RESULT = HERE.parent / "var" / "bench.json"
OPERATIONS = ("post", "award", "check-in", "redeem", "redeem all one good", "statement", "batch")
SHOWN = ("ours/s", "minimal/s", "ratio", "p50 ms", "p99 ms", "CPU µs", "database µs", "queries")
HEAD = ("operation", "database", "clients", *SHOWN)


def main() -> None:
    options = _options()
    RESULT.parent.mkdir(exist_ok=True)
    found = [figure for name in options.databases.split(",") for figure in _measure(name, options)]
    about = about_run()
    text = table(found)
    print(f"\n{about}\n\n{text}")
    RESULT.write_text(json.dumps({"about": about, "figures": found}, indent=1, ensure_ascii=False))
    if options.readme:
        page = HERE / "README.md"
        block = f"<!-- figures -->\n{about}\n\n{text}\n<!-- /figures -->"
        page.write_text(re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: block, page.read_text(), flags=re.S))


def table(found: list[dict[str, Any]]) -> str:
    rows = [
        (
            row["operation"],
            row["database"],
            f"{row['clients']}",
            f"{row['ours']:,.0f}",
            f"{row['minimal']:,.0f}",
            f"**{row['ratio']:.2f}**",
            f"{row['p50_ms']:.2f}",
            f"{row['p99_ms']:.2f}",
            f"{row['processor_us']:,.0f} / {row['minimal_processor_us']:,.0f}",
            f"{row['server_us']:,.0f} / {row['minimal_server_us']:,.0f}" if row["server_us"] else "",
            f"{row['queries']}",
        )
        for row in found
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [HEAD, ("---",) * len(HEAD), *rows])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__.splitlines()[0])
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--seconds", type=float, default=1.5, help="length of one run")
    parser.add_argument("--repeats", type=int, default=3, help="interleaved pairs of runs")
    parser.add_argument("--operations", default=",".join(OPERATIONS), help="only these: %(default)s")
    parser.add_argument("--reference", choices=["minimal", "bare"], default="minimal", help="default: %(default)s")
    parser.add_argument("--readme", action="store_true", help="put the table into bench/README.md")
    return parser.parse_args()


def _measure(database: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    environment = {**os.environ, "TEST_DATABASE": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    if database == "postgresql":
        url = surroundings.postgresql_url()
        if not url:
            print(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()), file=sys.stderr)
            return []
        environment["TEST_DATABASE_URL"] = url
    plan = [str(options.seconds), str(options.repeats), options.operations, options.reference]
    command = [sys.executable, "-m", "bench.one", database, *plan]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"The bench on {database} failed.")
    return json.loads(done.stdout.splitlines()[-1])


def about_run() -> str:
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        model = None
    processor = model[1] if model else platform.processor()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({processor}), {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; database, clients and everything else "
        "on the same machine."
    )


if __name__ == "__main__":
    main()
