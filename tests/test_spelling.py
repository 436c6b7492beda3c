"""Names are spelled as DESIGN.md says, so that nobody has to look them up."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from points import audit

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
SPANS = {"since", "until", "in_force_from", "in_force_to"}
"""Days that begin or end a span read better without `_on`."""


def own_models() -> list[type[models.Model]]:
    """All but the log, whose fields are named by Wagtail."""
    found = [model for app in ("points", "honor_roll") for model in apps.get_app_config(app).get_models()]
    return [model for model in found if model is not audit.LogEntry]


def fields(kind: type[models.Field]) -> Iterator[tuple[str, models.Field]]:
    for model in own_models():
        yield from ((f"{model.__name__}.{row.name}", row) for row in model._meta.local_fields if isinstance(row, kind))


def ends_with(name: str, *endings: str) -> bool:
    return name.endswith(endings) or name.rpartition(".")[2] in SPANS


def test_moments_end_with_at():
    assert [name for name, _ in fields(models.DateTimeField) if not ends_with(name, "_at")] == []


def test_days_end_with_on():
    days = [name for name, row in fields(models.DateField) if not isinstance(row, models.DateTimeField)]
    assert [name for name in days if not ends_with(name, "_on")] == []


def test_yes_or_no_begins_with_is_or_has():
    names = [name for name, _ in fields(models.BooleanField)]
    assert [name for name in names if not re.search(r"\.(is|has)_", name)] == []


def test_whoever_acted_ends_with_by():
    users = [
        name for name, row in fields(models.ForeignKey) if row.related_model._meta.label == settings.AUTH_USER_MODEL
    ]
    assert [name for name in users if not ends_with(name, "_by", ".user")] == []


def test_constraints_carry_the_name_of_their_app():
    wrong = [
        f"{model.__name__}: {row.name}"
        for model in own_models()
        for row in [*model._meta.constraints, *model._meta.indexes]
        if not row.name.startswith(f"{model._meta.app_label}_")
    ]
    assert wrong == []


def test_migrations_are_named_by_hand():
    files = [path for app in ("points", "honor_roll") for path in (ROOT / app / "migrations").glob("0*.py")]
    assert len(files) >= 3
    assert [path.name for path in files if "_auto_" in path.name or "_alter_" in path.name] == []


def test_every_line_of_the_log_has_a_sentence():
    sources = [path.read_text() for app in ("points", "honor_roll") for path in (ROOT / app).rglob("*.py")]
    written = {found for text in sources for found in re.findall(r'action="((?:points|honor_roll)\.\w+)"', text)}
    assert written - set(audit.ACTIONS) == set()
