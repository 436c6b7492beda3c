"""Somebody adds the plugin to a site of their own, as the README says."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture(scope="module")
def seen(host) -> dict:
    """What a visit to the migrated site has shown."""
    host.manage("migrate", "--no-input", "--verbosity", "0")
    host.manage("points_groups")
    return json.loads(host.run("visit.py").splitlines()[-1])


def test_the_wheel_holds_the_plugin_and_nothing_else(wheel):
    names = ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"points", "honor_roll"}
    wanted = ["points/py.typed", "points/migrations/0001_initial.py", "points/templates/points/base.html"]
    wanted += ["points/static/points/points.css", "points/locale/zh_Hans/LC_MESSAGES/django.mo"]
    wanted += [
        "points/static/points/vendor/zxing_reader-3.1.3.wasm",
        "points/static/points/vendor/zxing-cpp.LICENSE.txt",
    ]
    assert [name for name in wanted if name not in names] == []


def test_the_host_runs_the_installed_plugin_and_not_this_checkout(seen, host):
    assert Path(seen["installed"]).is_relative_to(host.python.parent.parent)


def test_the_host_needs_no_migration_of_its_own(host, seen):
    assert "No changes detected" in host.manage("makemigrations", "--check", "--dry-run")


def test_the_host_passes_the_system_check(host, seen):
    assert "no issues" in host.manage("check", "points", "honor_roll", "--fail-level", "WARNING")


def test_the_books_of_a_new_host_are_proved(host, seen):
    assert "Everything holds" in host.manage("verify_ledger")


def test_pages_are_served(seen):
    assert (seen["home"], seen["roll"]) == (200, 200)
    assert (seen["portal_of_a_member"], seen["statement"]) == (200, 200)
    assert seen["portal"] == 302, "the portal is personal: a stranger signs in first"


def test_an_honor_is_read_with_a_masked_name(seen):
    assert "欧阳×娜" in seen["roll_text"]
    assert "欧阳娜娜" not in seen["roll_text"]


def test_the_admin_opens(seen):
    assert (seen["admin"], seen["roll_in_admin"]) == (200, 200)


def test_the_api_answers(seen):
    assert seen["openapi"].startswith("3.")
    assert seen["account"]["number"] == seen["number"]
    assert seen["account_for_a_stranger"] == 401
