"""The demonstration site in processes of its own: it has other settings than the tests."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import built_once

ROOT = Path(__file__).resolve().parents[2]
PROBES = Path(__file__).resolve().parent / "probes"
TODAY = "2026-11-21"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.xdist_group("site"))


class Site:
    """A folder with a database and pictures, and the site's command line on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if name != "CACHE_URL"}
        self.environment = inherited | {
            "DATABASE_URL": f"sqlite:///{folder / built_once.DATABASE}",
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "community.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
        }

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("site/manage.py", *arguments)

    def probe(self, name: str) -> Any:
        """What the script in `probes/` prints on its last line, as JSON."""
        done = self._run(str(PROBES / f"{name}.py"))
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def load(self, tier: str) -> subprocess.CompletedProcess[str]:
        return self.manage("demo", "--tier", tier, "--today", TODAY)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="session")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Site]:
    """`new_site()` is a site with empty tables."""
    migrated = built_once.migrated_site(tmp_path_factory)

    def make() -> Site:
        site = Site(tmp_path_factory.mktemp("site"))
        built_once.copy_sqlite(migrated, site.folder / built_once.DATABASE)
        return site

    return make


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The small community, loaded once for all tests; nobody changes it."""
    migrated = built_once.migrated_site(tmp_path_factory)

    def load(folder: Path) -> None:
        built_once.copy_sqlite(migrated, folder / built_once.DATABASE)
        done = Site(folder).load("xs")
        assert done.returncode == 0, done.stdout + done.stderr

    return Site(built_once.folder(tmp_path_factory, "loaded-site", build=load))
