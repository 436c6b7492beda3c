"""What the README says about settings and system checks is what the source says."""

import ast
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from points import conf

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def part(name: str) -> str:
    found = re.search(rf"<!-- {name}:.*?-->\n(.*?)<!-- /{name} -->", README, re.DOTALL)
    assert found, f"README.md has no part called {name}"
    return found.group(1)


def settings_table() -> str:
    """One row for each field of `conf.Settings`: name, default, the docstring under it."""
    body = next(node.body for node in ast.parse(Path(conf.__file__).read_text()).body if isinstance(node, ast.ClassDef))
    meanings = {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
    }
    rows = [f"| `{field.name}` | `{field.default!r}` | {meanings[field.name]} |" for field in fields(conf.Settings)]
    return "\n".join(["| Key | Default | Meaning |", "|---|---|---|", *rows, ""])


def test_every_setting_stands_in_the_readme():
    assert part("settings") == settings_table()


def test_every_system_check_stands_in_the_readme():
    sources = [path.read_text() for app in ("points", "honor_roll") for path in (ROOT / app).rglob("*.py")]
    ids = {found for source in sources for found in re.findall(r"id=\"((?:points|honor_roll)\.[EW]\d{3})\"", source)}
    assert "points.E001" in ids
    assert sorted(re.findall(r"^\| `(\S+)`", part("checks"), re.MULTILINE)) == sorted(ids)


def test_the_screenshot_is_there():
    missing = [path for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README) if not (ROOT / path).exists()]
    assert missing == []
