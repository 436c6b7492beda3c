"""The file that a backup leaves, and that a failed one leaves none."""

import os
import stat
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from points.models import Seal
from points.seals import queries as seals
from tests.keeping.ground import leading_to

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite copies itself")


def back_up(target: Path) -> str:
    said = StringIO()
    call_command("backup", target, stdout=said)
    return said.getvalue()


def refusal(target: Path) -> tuple[int, str]:
    with pytest.raises(CommandError) as refused:
        back_up(target)
    return refused.value.returncode, str(refused.value)


def test_only_its_owner_reads_it_and_nothing_half_lies_about(story):
    assert stat.S_IMODE(story.archive.stat().st_mode) == 0o600
    assert list(story.folder.glob(".*")) == []


def test_it_holds_database_files_and_seals(story):
    with zipfile.ZipFile(story.archive) as file:
        names = file.namelist()
    assert names[0] == "database"
    assert names[-1] == "manifest.json"
    assert {"media/goods/rice.txt", "media/米.txt", "seals/verify.py", "seals/keys.txt"} < set(names)
    assert {"seals/checkpoint.txt", "seals/checkpoint-000001.txt"} < set(names)


def test_the_private_key_stays_outside_wherever_it_lies_and_the_public_one_is_said(story, site):
    with zipfile.ZipFile(story.archive) as file:
        assert "media/seal.pem" not in file.namelist()
        assert all(b"PRIVATE KEY" not in file.read(name) for name in file.namelist())
        assert file.read("seals/keys.txt").decode().split() == [seals.key_in_use()]
    assert seals.key_in_use() in story.said
    assert "SECRET_KEY" in story.said


def test_the_seals_in_it_are_checked_without_the_site(story, site, tmp_path):
    with zipfile.ZipFile(story.archive) as file:
        for name in ("seals/verify.py", "seals/checkpoint.txt"):
            (tmp_path / Path(name).name).write_bytes(file.read(name))
    head = seals.head(since=Seal.objects.get().tree_size)
    (tmp_path / "head.json").write_text(
        f'{{"checkpoint": {head.checkpoint!r}, "consistency": [], "public_key": "{head.public_key}"}}'.replace("'", '"')
    )
    script = [sys.executable, "verify.py", "--consistency", "head.json", "checkpoint.txt", "--key", head.public_key]
    assert subprocess.run(script, cwd=tmp_path, check=False, capture_output=True).returncode == 0


def test_into_a_folder_it_gets_a_name_of_its_own(story, site, tmp_path):
    said = back_up(tmp_path)
    [made] = tmp_path.iterdir()
    assert made.name.startswith("backup-2")
    assert str(made) in said


def test_a_file_that_is_there_is_never_overwritten(story, site):
    before = story.archive.read_bytes()
    code, sentence = refusal(story.archive)
    assert (code, story.archive.read_bytes()) == (2, before)
    assert str(story.archive) in sentence


def test_a_folder_that_is_not_there_is_named(story, site, tmp_path):
    assert refusal(tmp_path / "nowhere" / "site.zip")[0] == 2


def test_files_that_lie_elsewhere_are_not_in_it_and_that_is_said(story, site, settings, tmp_path):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}
    assert "the uploaded files" in back_up(tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as file:
        assert not [name for name in file.namelist() if name.startswith("media/")]


@on_postgresql
def test_without_its_program_nothing_is_left_behind(story, site, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    code, sentence = refusal(tmp_path / "site.zip")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "pg_dump" in sentence


@on_postgresql
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('echo "pg_dump (PostgreSQL) 9.6.24"', "9.6.24"),
        (
            '[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" || { echo half; echo no room >&2; exit 1; }',
            "no room",
        ),
    ],
    ids=["too old", "fails"],
)
def test_a_program_that_cannot_do_it_leaves_nothing_behind(story, site, tmp_path, monkeypatch, script, words):
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    code, sentence = refusal(tmp_path / "site.zip")
    assert (code, [path.name for path in tmp_path.iterdir()]) == (2, ["bin"])
    assert words in sentence


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about the file of SQLite")
def test_a_broken_file_is_not_backed_up(story, site, tmp_path):
    """Pages in the middle are overwritten: a copy of them would be restored one day."""
    file = tmp_path / "broken.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
        size = file.stat().st_size
    with file.open("r+b") as out:
        out.seek(size // 2)
        out.write(b"?" * 20_000)
    with leading_to(str(file)):
        assert refusal(tmp_path / "site.zip")[0] == 2
    assert not list(tmp_path.glob("*.zip")) + list(tmp_path.glob(".*"))
