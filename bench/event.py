"""`make bench-event`: four hundred people sign in at one square, and out again, through the API.

    python -m bench.event [--people 400] [--scanners 8] [--rounds 5] [--households 15300] [--seed 8] [--readme]

Gunicorn with four workers under the demo's production settings, on one PostgreSQL database that is made for it and
dropped. Next to it, turn by turn, the bare view with the one minimal statement signs in as many people, each by a
request. Ends with 1 where an answer is an error or somebody is missing afterwards. Writes `var/bench-event.json`;
`--readme` also puts the table into bench/README.md.
"""

import argparse
import json
import re
import sys
from typing import Any

from bench.http import HERE, lines, measured
from bench.run import about_run
from tests import surroundings

RESULT = HERE.parent / "var" / "bench-event.json"
TARGET, LEAST = 0.6, 0.4
"""Of the bare view's throughput."""
HEAD = (
    "",
    "people",
    "scanners",
    "requests",
    "scans/s",
    "bare/s",
    "ratio",
    "one scan p50 ms",
    "p99 ms",
    "batch p50 ms",
    "p99 ms",
    "errors",
)


def main() -> None:
    options = _options()
    server = surroundings.postgresql_url()
    if not server:
        sys.exit(surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url()))
    plan = [options.households, options.people, options.scanners, options.rounds, options.seed]
    found = measured(server, "bench.crowd", plan)
    text = f"{about_run()}\n\n{table(found)}"
    print(f"\n{text}\n\nTarget {TARGET} of the bare view's throughput, least {LEAST}.")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"about": about_run(), **found}, indent=1))
    if options.readme:
        page = HERE / "README.md"
        block = f"<!-- event -->\n{text}\n<!-- /event -->"
        page.write_text(re.sub(r"<!-- event -->.*<!-- /event -->", lambda _: block, page.read_text(), flags=re.S))


def table(found: dict[str, Any]) -> str:
    return lines(HEAD, [_row(found, way) for way in found["ways"]])


def _row(found: dict[str, Any], way: str) -> tuple[str, ...]:
    side = found["ways"][way]
    return (
        f"signed {way}",
        f"{found['people']}",
        f"{found['scanners']}",
        f"{side['requests']}",
        f"{side['rate']:,.0f}",
        f"{found['bare']:,.0f}",
        f"**{side['ratio']:.2f}**",
        *(f"{side[kind][part]:.1f}" for kind in ("single", "batch") for part in ("p50_ms", "p99_ms")),
        f"{side['errors']}",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.event", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--scanners", type=int, default=8, help="devices, each with a token and a connection")
    parser.add_argument("--rounds", type=int, default=5, help="events, each followed by the bare view")
    parser.add_argument("--households", type=int, default=15_300)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--readme", action="store_true", help="put the table into bench/README.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
