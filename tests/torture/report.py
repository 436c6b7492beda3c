"""The report: figures of a run, as text, as JSON and for docs/torture.md."""

import os
import platform
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from tests.torture.history import Attempt
from tests.torture.run import Result

SHOWN = 20


def figures(result: Result) -> dict[str, Any]:
    attempts, blows = result.attempts, Counter(blow.kind for blow in result.blows)
    granted = sorted((row for row in attempts if row.is_granted), key=lambda row: row.ended)
    fresh = [row for row in granted if row.status == 201]
    return {
        "seconds": round(result.seconds),
        "clients": result.plan.clients,
        "seed": f"{result.plan.seed}",
        "attempts": len(attempts),
        "writes acknowledged": len(fresh),
        "repeats given the first answer": len(granted) - len(fresh),
        "refused": sum(row.is_refused for row in attempts),
        "of these by code": dict(Counter(row.code for row in attempts if row.is_refused).most_common()),
        "unknown": sum(not row.is_known for row in attempts),
        "of these by reason": _reasons(attempts),
        "workers killed": blows["kill"],
        "workers paused": blows["pause"],
        "database crashes": blows["crash"],
        "seconds from a crash until the database answers": _spread(
            [blow.over - blow.at for blow in result.blows if blow.kind == "crash"]
        ),
        "seconds from a crash to the next acknowledgement": _recovery(result, "crash", granted),
        "seconds from a kill to the next acknowledgement": _recovery(result, "kill", granted),
        "longest silence in seconds": _silence(granted, result.seconds),
        "looks at the books meanwhile": result.looks,
        "rows checked in the end": sum(result.checked.values()),
        "violations": len(result.violations),
        "verify_ledger": "differs" if result.proof else "everything holds",
    }


def _reasons(attempts: Sequence[Attempt]) -> dict[str, int]:
    unknown = [row for row in attempts if not row.is_known]
    return dict(Counter(f"{row.status}" if row.status else row.trouble for row in unknown).most_common())


def _recovery(result: Result, kind: str, granted: Sequence[Attempt]) -> dict[str, float]:
    """Counted from the blow to the end of the first attempt that began when it had fallen and was granted."""
    waits = []
    for blow in result.blows:
        if blow.kind == kind:
            after = [row.ended for row in granted if row.began >= blow.fell]
            waits += [min(after) - blow.at] if after else []
    return _spread(waits)


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    return {"median": round(median(seconds), 2), "max": round(max(seconds), 2)} if seconds else {}


def _silence(granted: Sequence[Attempt], seconds: float) -> float:
    """Between two acknowledgements while clients worked."""
    moments = [0.0, *(row.ended for row in granted if row.ended <= seconds), seconds]
    return round(max(later - earlier for earlier, later in pairwise(moments)), 2)


def control(results: Sequence[Result]) -> list[dict[str, Any]]:
    """For each planted fault, what the checker found and when."""
    return [
        {
            "fault": result.plan.fault.title,
            "nemesis": result.plan.fault.is_struck,
            "found": bool(result.violations),
            "after seconds": None if result.found_after is None else round(result.found_after, 1),
            "as": dict(Counter(violation.kind for violation in result.violations).most_common()),
        }
        for result in results
        if result.plan.fault
    ]


def text(report: dict[str, Any]) -> str:
    lines = [report["about"], ""]
    for name, value in report.get("figures", {}).items():
        lines.append(f"{name:<50} {_plain(value):>14}")
    for row in report["control"]:
        found = f"found after {row['after seconds']} s" if row["found"] else "NOT FOUND"
        lines.append(f"planted: {row['fault']:<62} {found:<18} {_plain(row['as'])}")
    return "\n".join([*lines, "", *report["violations"][:SHOWN]]).rstrip()


def table(report: dict[str, Any]) -> str:
    """For docs/torture.md."""
    lines = [report["about"], "", "| | |", "|---|---|"]
    lines += [f"| {name} | {_plain(value)} |" for name, value in report["figures"].items()]
    lines += ["", "| planted fault | nemesis | found after | as |", "|---|---|---|---|"]
    for row in report["control"]:
        found = f"{row['after seconds']} s" if row["found"] else "not found"
        lines.append(f"| {row['fault']} | {'yes' if row['nemesis'] else 'no'} | {found} | {_plain(row['as'])} |")
    return "\n".join(lines)


def put_into(page: Path, block: str) -> None:
    whole = f"<!-- figures -->\n{block}\n<!-- /figures -->"
    found = re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: whole, page.read_text("utf-8"), flags=re.S)
    page.write_text(found, encoding="utf-8")


def about(command: str, *, server: str) -> str:
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        model = None
    machine = f"{os.cpu_count()} cores ({model[1] if model else platform.processor()})"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {platform.system()}, Python {platform.python_version()}, {server}; "
        f"clients, site and database on the same machine, which had other work, too (load {os.getloadavg()[2]:.0f} "
        f"over the last 15 minutes). `{command}`"
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items()) or "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else f"{value}"
