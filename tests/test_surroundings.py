"""A missing server or browser is seen in the summary, with its remedy, instead of passing unnoticed."""

import os

import pytest

from tests import surroundings

pytestmark = pytest.mark.once


def demand(found: object, *, name: str, remedy: str) -> None:
    if not found and surroundings.is_required(name):
        pytest.fail(remedy)
    if not found:
        pytest.skip(remedy)


def test_the_same_tests_can_run_on_postgresql():
    remedy = surroundings.NO_POSTGRESQL.format(url=surroundings.wanted_url())
    demand(surroundings.postgresql_url(), name="POSTGRESQL", remedy=remedy)


def test_the_browser_tests_find_a_chromium():
    demand(surroundings.chromium(), name="BROWSER", remedy=surroundings.NO_CHROMIUM)


def test_the_browser_tests_find_what_looks_for_barriers():
    demand(surroundings.axe(), name="BROWSER", remedy=surroundings.NO_AXE)


def test_printed_matter_can_be_made_and_looked_at():
    missing = surroundings.missing_for_printing()
    remedy = surroundings.NO_PRINTING.format(missing=", ".join(missing))
    demand(None if missing else "all", name="PRINTING", remedy=remedy)


def test_a_program_that_is_not_there_is_missing_for_printing(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert {"pdftoppm", "a Chinese font"} <= set(surroundings.missing_for_printing())


def test_a_server_that_is_not_there_is_not_found(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://nobody@127.0.0.1:1/test")
    assert surroundings.postgresql_url() is None


def test_a_browser_that_is_not_there_is_not_found(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    assert surroundings.chromium() is None


def test_axe_that_is_not_there_is_not_found(monkeypatch, tmp_path):
    monkeypatch.setattr(surroundings, "AXE", tmp_path / "axe.min.js")
    assert surroundings.axe() is None


@pytest.mark.parametrize(("value", "is_required"), [("1", True), ("0", False), ("", False)])
def test_a_switch_turns_the_skip_into_a_failure(monkeypatch, value, is_required):
    monkeypatch.setenv("REQUIRE_BROWSER", value)
    outcome = pytest.fail.Exception if is_required else pytest.skip.Exception
    with pytest.raises(outcome, match="apt-get install chromium"):
        demand(None, name="BROWSER", remedy=surroundings.NO_CHROMIUM)
    assert os.environ["REQUIRE_BROWSER"] == value
