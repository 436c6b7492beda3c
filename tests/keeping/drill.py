"""`make drill`: a backup while people write, and its restore into an empty database, at the size of a large site.

    TEST_DATABASE=postgresql python -m tests.keeping.drill --rows 1000000 [--write]

Prints what each step took, and fails when an answer was lost, a key was answered anew or a proof does not hold. With
`--write` the figures go into docs/operator.md.
"""

import os
import platform
import re
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from django.core.management import call_command
from django.db import connection

from tests.keeping.filling import HOUSEHOLDS, fill
from tests.seals.ground import scratch

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "operator.md"
BETWEEN = re.compile(r"(<!-- drill -->\n).*?(<!-- /drill -->)", re.DOTALL)
WRITERS = 2


class Clock:
    """Prints each step with its seconds."""

    def __init__(self) -> None:
        self.began, self.steps = monotonic(), {}

    def step(self, name: str) -> None:
        self.steps[name] = monotonic() - self.began
        self.began = monotonic()
        print(f"{name:<60} {self.steps[name]:8.1f} s", flush=True)


def main() -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/operator.md")
    options = parser.parse_args()
    os.environ.setdefault("TEST_DATABASE_SUFFIX", "_drill")
    with scratch(), TemporaryDirectory() as folder:
        lines = drill(Path(folder), rows=options.rows)
    print("\n".join(["", *lines]))
    if options.write:
        text = "\n".join(lines).replace("\\", "\\\\")
        DOCUMENT.write_text(BETWEEN.sub(rf"\g<1>{text}\n\g<2>", DOCUMENT.read_text()))
    return 0


def drill(folder: Path, *, rows: int) -> list[str]:
    """The figures, as lines of Markdown."""
    # Django is set up only now.
    from points.models import RequestKey
    from points.seals import services as seals
    from tests.keeping.ground import Writers, another_database, ask, leading_to

    clock, file = Clock(), folder / "site.zip"
    accounts = fill(rows)
    clock.step(f"{rows:,} transfers written")
    seals.seal_ledger(signer=seals.new_key(os.environ["POINTS_SEAL_KEY"]))
    clock.step("sealed")
    with Writers(folder, accounts=accounts[:100], count=WRITERS) as writers:
        writers.wait_for(100)
        before = writers.said()
        clock.step("writers under way")
        call_command("backup", file)
        clock.step("backup while they write")
        meanwhile = len(writers.said()) - len(before)
    with another_database(folder, "restored") as name, leading_to(name):
        clock.step("an empty database")
        said = StringIO()
        call_command("restore", file, stdout=said)
        clock.step("restore, proofs included")
        kept = RequestKey.objects.count()
        lost = [said for said in before if ask(said.key, said.account, said.amount) != said.answer]
        assert not lost, f"{len(lost)} answers were lost, such as {lost[0]}"
        assert kept == RequestKey.objects.count(), "a key was answered anew"
        call_command("verify_ledger", stdout=StringIO())
    until_proofs = float(re.search(r"Restored in ([\d.]+) s", said.getvalue())[1])
    facts = clock.steps | {"size": file.stat().st_size / 1_000_000, "until proofs": until_proofs}
    return _report(facts, rows=rows, before=len(before), meanwhile=meanwhile)


def _report(facts: dict[str, float], *, rows: int, before: int, meanwhile: int) -> list[str]:
    backup, restore = facts["backup while they write"], facts["restore, proofs included"]
    server = _server()
    return [
        f"On {datetime.now(UTC):%Y-%m-%d}, {server}, {os.cpu_count()} cores with other work to do "
        f"(load {os.getloadavg()[0]:.0f}), Python {platform.python_version()}: {rows:,} transfers with their keys, "
        f"{HOUSEHOLDS:,} households.",
        "",
        "| | |",
        "|---|---|",
        f"| backup while {WRITERS} clients write ({meanwhile:,} requests answered meanwhile) | {backup:.0f} s |",
        f"| size of the archive | {facts['size']:.0f} MB |",
        f"| restore into an empty database | {facts['until proofs']:.0f} s |",
        f"| proofs of all that was restored | {restore - facts['until proofs']:.0f} s |",
        f"| together | {backup + restore:.0f} s |",
        f"| requests answered before the backup, asked again afterwards | {before:,}, all answered as before |",
        "| `verify_ledger` | everything holds |",
    ]


def _server() -> str:
    if connection.vendor != "postgresql":
        return f"SQLite {connection.Database.sqlite_version}"
    return f"PostgreSQL {connection.pg_version // 10_000}"


if __name__ == "__main__":
    sys.exit(main())
