"""`make bench-http`: a check-in through the whole stack next to a bare view with the one minimal statement.

    python -m bench.http [--clients 8] [--seconds 2] [--repeats 3] [--households 15300] [--no-ways] [--readme]

Both are served by gunicorn in the same way, with the demo's production settings, on one PostgreSQL database that is
made for it and dropped. Then ways to come to a connection are compared. Writes `var/bench-http.json`; `--readme` also
puts the tables into bench/README.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.run import about_run
from tests import surroundings

HERE = Path(__file__).resolve().parent
RESULT = HERE.parent / "var" / "bench-http.json"
NAME = "points_bench_http" + os.environ.get("TEST_DATABASE_SUFFIX", "")
WAYS = ("new", "kept", "pool")
HEAD = (
    "operation",
    "clients",
    "ours/s",
    "bare/s",
    "ratio",
    "p50 ms",
    "p99 ms",
    "queries",
    "server CPU µs",
    "database CPU µs",
    "load CPU µs",
)
WAYS_HEAD = ("connection", "requests/s", "to the pool", "p50 ms", "p99 ms", "server CPU µs", "database CPU µs")


def main() -> None:
    options = _options()
    server = surroundings.postgresql_url()
    if not server:
        sys.exit(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()))
    plan = [options.households, options.clients, options.seconds, options.repeats, *(WAYS if options.ways else ())]
    found = measured(server, "bench.served", plan)
    text = f"{about_run()}\n\n{table(found)}"
    if options.ways:
        text += f"\n\n{ways_table(found['sides'])}"
    print(f"\n{text}")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"about": about_run(), **found}, indent=1))
    if options.readme:
        page = HERE / "README.md"
        block = f"<!-- http -->\n{text}\n<!-- /http -->"
        page.write_text(re.sub(r"<!-- http -->.*<!-- /http -->", lambda _: block, page.read_text(), flags=re.S))


def table(found: dict[str, Any]) -> str:
    ours, bare = found["sides"]["ours"], found["sides"]["bare"]
    row = (
        "check-in",
        f"{found['clients']}",
        f"{ours['rate']:,.0f}",
        f"{bare['rate']:,.0f}",
        f"**{ours['ratio']:.2f}**",
        f"{ours['p50_ms']:.1f}",
        f"{ours['p99_ms']:.1f}",
        f"{found['queries']}",
        *(f"{ours[name]:,.0f} / {bare[name]:,.0f}" for name in ("server_us", "database_us", "load_us")),
    )
    return lines(HEAD, [row])


def ways_table(sides: dict[str, dict[str, float]]) -> str:
    rows = [
        (
            way,
            f"{sides[way]['rate']:,.0f}",
            f"{sides[way]['ratio'] / sides['pool']['ratio']:.2f}",
            f"{sides[way]['p50_ms']:.1f}",
            f"{sides[way]['p99_ms']:.1f}",
            f"{sides[way]['server_us']:,.0f}",
            f"{sides[way]['database_us']:,.0f}" if way != "new" else "-",
        )
        for way in WAYS
    ]
    return lines(WAYS_HEAD, rows)


def lines(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ("---",) * len(head), *rows])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.http", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=8, help="connections that stay open")
    parser.add_argument("--seconds", type=float, default=2, help="length of one run")
    parser.add_argument("--repeats", type=int, default=3, help="interleaved rounds")
    parser.add_argument("--households", type=int, default=15_300)
    parser.add_argument("--no-ways", dest="ways", action="store_false", help="leave out the ways to a connection")
    parser.add_argument("--readme", action="store_true", help="put the tables into bench/README.md")
    return parser.parse_args()


def measured(server: str, module: str, plan: list[Any]) -> dict[str, Any]:
    """By a process of its own, because Django's settings are those of the site."""
    database = urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))
    command = [sys.executable, "-m", module, *map(str, plan)]
    with tempfile.TemporaryDirectory() as folder, psycopg.connect(server, autocommit=True) as opened:
        (Path(folder) / "static").mkdir()
        opened.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        opened.execute(f"CREATE DATABASE {NAME}")
        try:
            done = subprocess.run(
                command, env=environment(database, folder), stdout=subprocess.PIPE, text=True, check=False
            )
        finally:
            opened.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    if done.returncode:
        sys.exit("The bench over HTTP failed.")
    return json.loads(done.stdout.splitlines()[-1])


def environment(database: str, folder: str) -> dict[str, str]:
    """What an operator would set, for a site of which nothing is kept."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "community.settings.production",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "site"), str(HERE.parent)]),
        "SECRET_KEY": "only for the bench",
        "ALLOWED_HOSTS": "localhost,testserver",
        "DATABASE_URL": database,
        "CACHE_URL": "locmemcache://",
        "VAR_DIR": folder,
    }


if __name__ == "__main__":
    main()
