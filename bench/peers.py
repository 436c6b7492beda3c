"""`make bench-peers`: a posting as we make it next to what django-hordak and django-oscar-accounts make of it.

    python -m bench.peers [--clients 4] [--seconds 3] [--repeats 3] [--readme]

The peers live in an environment of their own (`.venv-peers`, pinned in `bench/peers.txt`), each in a database of its
own on the same server; `bench/peer.py` is all that runs there. Runs follow each other in turn, ours, hordak, oscar.
Writes `var/bench-peers.json`; `--readme` also puts the table into bench/README.md.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.run import about_run
from tests import surroundings

HERE = Path(__file__).resolve().parent
RESULT = HERE.parent / "var" / "bench-peers.json"
HOME = HERE.parent / ".venv-peers"
PINS = HERE / "peers.txt"
NAME = "points_bench_peers" + os.environ.get("TEST_DATABASE_SUFFIX", "")
PEERS = {"hordak": "django-hordak", "oscar": "django-oscar-accounts"}
HEAD = ("post", "clients", "a second", "ours to it", "client CPU µs")


def main() -> None:
    options = _options()
    server = surroundings.postgresql_url()
    if not server:
        sys.exit(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()))
    _build_home()
    databases = {side: urlunsplit(urlsplit(server)._replace(path=f"/{NAME}_{side}")) for side in ("ours", *PEERS)}
    with psycopg.connect(server, autocommit=True) as opened:
        _make_anew(opened, databases, are_wanted=True)
        try:
            runs = _measured(databases, options)
        finally:
            _make_anew(opened, databases, are_wanted=False)
    text = f"{about_run()}\n\n{table(runs, options.clients)}"
    print(f"\n{text}")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"about": about_run(), "runs": runs}, indent=1))
    if options.readme:
        page = HERE / "README.md"
        block = f"<!-- peers -->\n{text}\n<!-- /peers -->"
        page.write_text(re.sub(r"<!-- peers -->.*<!-- /peers -->", lambda _: block, page.read_text(), flags=re.S))


def table(runs: dict[str, list[dict[str, float]]], clients: int) -> str:
    rows = [HEAD, ("---",) * len(HEAD)]
    for side, found in runs.items():
        pairs = zip(runs["ours"], found, strict=True)
        ratio = statistics.median(ours["rate"] / other["rate"] for ours, other in pairs)
        rows.append(
            (
                PEERS.get(side, "`ledger.post`"),
                f"{clients}",
                f"{statistics.median(run['rate'] for run in found):,.0f}",
                f"**{ratio:.1f}**" if side in PEERS else "",
                f"{statistics.median(run['processor_us'] for run in found):,.0f}",
            )
        )
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.peers", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3, help="length of one run")
    parser.add_argument("--repeats", type=int, default=3, help="interleaved rounds")
    parser.add_argument("--readme", action="store_true", help="put the table into bench/README.md")
    return parser.parse_args()


def _build_home() -> None:
    if (HOME / "installed").exists() and (HOME / "installed").read_text() == PINS.read_text():
        return
    print(f"Building {HOME.name} ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
    install = [str(HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(PINS)]
    subprocess.run(install, check=True)
    (HOME / "installed").write_text(PINS.read_text())


def _make_anew(server: psycopg.Connection, databases: dict[str, str], *, are_wanted: bool) -> None:
    for url in databases.values():
        name = urlsplit(url).path.lstrip("/")
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if are_wanted:
            server.execute(f"CREATE DATABASE {name}")


def _measured(databases: dict[str, str], options: argparse.Namespace) -> dict[str, list[dict[str, float]]]:
    for side, url in databases.items():
        print(f"{side}: building ...", file=sys.stderr)
        _done(side, url, "prepare")
    runs: dict[str, list[dict[str, float]]] = {side: [] for side in databases}
    for _ in range(options.repeats):
        for side, url in databases.items():
            said = _done(side, url, "run", f"{options.clients}", f"{options.seconds}")
            runs[side].append(json.loads(said.splitlines()[-1]))
    return runs


def _done(side: str, url: str, *order: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "DATABASE_URL"}}
    inherited["PEER_DATABASE"] = url
    if side == "ours":
        command: list[Any] = [sys.executable, "-m", "bench.ourselves", *order]
        inherited |= {"DJANGO_SETTINGS_MODULE": "bench.ourselves_settings", "TEST_DATABASE": "postgresql"}
    else:
        # -P: this folder has an http.py, which theirs must not find.
        command = [HOME / "bin" / "python", "-P", HERE / "peer.py", side, *order]
    done = subprocess.run(command, env=inherited, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"The bench of {side} failed.")
    return done.stdout


if __name__ == "__main__":
    main()
