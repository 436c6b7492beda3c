"""The rule books of real places, as the demo site has them."""

from datetime import date
from pathlib import Path

from points.imports import services as imports
from points.models import Grid, RuleBook
from points.permissions import User
from points.rules import services as rules

_TABLES = Path(__file__).resolve().parents[2] / "site" / "demo" / "rules"


def adopt(table: str, *, community: Grid, by: User, since: date = date(2026, 1, 1)) -> RuleBook:
    """Import the table and adopt it for the community."""
    into = imports.RuleImport(community=community, name=table)
    report = imports.import_rules((_TABLES / f"{table}.csv").read_bytes(), into=into, by=by)
    assert report.written, report.refusals
    return rules.adopt(report.written, in_force_from=since, where="居民代表会议", by=by)
