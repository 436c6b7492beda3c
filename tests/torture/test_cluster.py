"""Where the PostgreSQL that may be killed comes from, and what is said where there is none."""

import pytest

from tests.torture import cluster

pytestmark = pytest.mark.once


def install(folder):
    folder.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        (folder / name).touch()


def test_a_machine_without_postgresql_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("POSTGRESQL_BIN", str(tmp_path))
    assert "apt-get install postgresql" in cluster.why_not()


def test_the_newest_postgresql_is_taken(monkeypatch, tmp_path):
    monkeypatch.delenv("POSTGRESQL_BIN", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(cluster, "PLACES", (f"{tmp_path}/*/bin",))
    for version in ("9.6", "14", "15"):
        install(tmp_path / version / "bin")
    (tmp_path / "16" / "bin").mkdir(parents=True)
    assert cluster.binaries() == tmp_path / "15" / "bin"


def test_what_postgresql_bin_names_is_taken(monkeypatch, tmp_path):
    install(tmp_path / "mine")
    monkeypatch.setenv("POSTGRESQL_BIN", f"{tmp_path}/mine")
    assert cluster.binaries() == tmp_path / "mine"
