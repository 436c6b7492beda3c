"""What takes long to build is built once for all workers of a run.

To migrate SQLite from nothing or to load the demo takes half a minute; each worker would do it again for each file.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "community.sqlite3"
"""The name of the demo site's database in its folder."""


def folder(factory: pytest.TempPathFactory, name: str, *, build: Callable[[Path], None]) -> Path:
    """The folder that the first worker built; the others wait for it and must not change what is there."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # The folder of the run, in which each worker has its own.
        root = root.parent
    built, mark = root / name, root / f"{name}.built"
    with open(root / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            # What a build left that failed.
            shutil.rmtree(built, ignore_errors=True)
            built.mkdir()
            build(built)
            mark.touch()
    return built


def copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)


def migrated_site(factory: pytest.TempPathFactory) -> Path:
    """The demo site's database with empty tables; to be copied, not used."""

    def migrate(folder: Path) -> None:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / DATABASE}", "VAR_DIR": str(folder)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "site/manage.py", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    return folder(factory, "migrated-site", build=migrate) / DATABASE
