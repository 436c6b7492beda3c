"""What `check --deploy` says about printing."""

import os
import stat
import sys

import pytest
from django.core.checks import run_checks

from points import checks

pytestmark = pytest.mark.once


def found(*, is_deployed: bool = True) -> list[str]:
    ids = [str(message.id) for message in run_checks(include_deployment_checks=is_deployed)]
    return [name for name in ids if name in {"points.W007", "points.W008"}]


@pytest.fixture
def fontconfig(tmp_path, monkeypatch):
    """`fontconfig("", code=0)` is a machine whose `fc-list` says that."""

    def install(says: str, *, code: int = 0) -> None:
        program = tmp_path / "fc-list"
        program.write_text(f"#!/bin/sh\nprintf '%s' '{says}'\nexit {code}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return install


def test_a_machine_that_can_print_hears_nothing(printer):
    assert found() == []


def test_a_machine_without_a_chinese_font_is_warned(printer, fontconfig):
    fontconfig("")
    assert found() == ["points.W008"]
    assert found(is_deployed=False) == []


def test_a_font_is_enough(fontconfig):
    fontconfig("Noto Sans CJK SC")
    assert checks.has_chinese_font() is True


def test_where_fontconfig_cannot_be_asked_nothing_is_claimed(printer, fontconfig, monkeypatch, tmp_path):
    fontconfig("", code=1)
    assert (checks.has_chinese_font(), found()) == (None, [])
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert (checks.has_chinese_font(), found()) == (None, [])


def test_a_library_that_is_there_and_cannot_be_loaded_is_named(printer, monkeypatch):
    """The package is found on the disk; its own import of Pango's bindings fails."""
    for name in [name for name in sys.modules if name == "weasyprint" or name.startswith("weasyprint.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pydyf", None)
    assert found() == ["points.W007"]


def test_whoever_did_not_install_the_extra_is_not_asked_for_fonts(monkeypatch, fontconfig):
    fontconfig("")
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    for name in [name for name in sys.modules if name == "weasyprint" or name.startswith("weasyprint.")]:
        monkeypatch.delitem(sys.modules, name)
    assert found() == []
