"""What is refused before anything is written, and that a restore is all or nothing."""

import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from points.keeping import queries
from points.models import RequestKey, Transfer


def restore(file: Path, *options: str) -> str:
    said = StringIO()
    call_command("restore", file, *options, stdout=said, stderr=said)
    return said.getvalue()


def refusal(file: Path, *options: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as refused:
        restore(file, *options)
    return refused.value.returncode, str(refused.value)


def is_empty() -> bool:
    return connection.introspection.table_names() == []


def test_the_files_are_there_again(restored, settings):
    assert (settings.MEDIA_ROOT / "goods" / "rice.txt").read_bytes() == b"rice"
    assert (settings.MEDIA_ROOT / "米.txt").read_text() == "大米"
    assert sorted(path.name for path in settings.MEDIA_ROOT.iterdir()) == ["goods", "米.txt"]


def test_a_look_at_the_archive_writes_nothing(story, empty, settings):
    said = restore(story.archive, "--check")
    assert "Every part of the archive is whole." in said
    assert (is_empty(), settings.MEDIA_ROOT.exists()) == (True, False)


def test_a_database_with_something_in_it_is_refused(story, site):
    before = Transfer.objects.count()
    code, sentence = refusal(story.archive)
    assert (code, Transfer.objects.count()) == (2, before)
    assert f"{before} transfers" in sentence or f"{before} 笔" in sentence
    assert "--replace" in sentence


def test_a_file_with_another_content_is_not_overwritten(story, empty, settings):
    place = settings.MEDIA_ROOT / "goods" / "rice.txt"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"the only copy")
    code, sentence = refusal(story.archive)
    assert (code, place.read_bytes(), is_empty()) == (2, b"the only copy", True)
    assert "goods/rice.txt" in sentence


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_byte_that_changed_is_found(story, empty, tmp_path, share):
    content = bytearray(story.archive.read_bytes())
    with zipfile.ZipFile(story.archive) as file:
        size = file.getinfo("database").compress_size
    content[int(60 + size * share)] ^= 0xFF
    (tmp_path / "bent.zip").write_bytes(content)
    assert refusal(tmp_path / "bent.zip")[0] == 2
    assert is_empty()


def test_half_an_archive_is_none(story, empty, tmp_path):
    content = story.archive.read_bytes()
    (tmp_path / "half.zip").write_bytes(content[: len(content) // 2])
    assert refusal(tmp_path / "half.zip")[0] == 2
    assert refusal(tmp_path / "none.zip")[0] == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"vendor": "oracle"}, "oracle"),
        ({"migrations": ["points.9999_the_future"]}, "points.9999_the_future"),
        ({"format": 2}, "2"),
    ],
    ids=["another database", "a newer release", "a newer format"],
)
def test_what_cannot_be_read_here_is_refused_first(remade, empty, facts, words):
    code, sentence = refusal(remade(**facts))
    assert (code, is_empty()) == (2, True)
    assert words in sentence


def test_migrations_of_an_app_that_is_gone_do_not_matter(story, remade, site):
    manifest = queries.check(story.archive, progress=lambda what, done: None)
    file = remade(migrations=[*manifest.migrations, "gone.0001_initial", "points.0001_squashed"])
    assert queries.check(file, progress=lambda what, done: None).migrations[-1] == "points.0001_squashed"


def test_an_older_archive_names_the_migrations_that_it_lacks(story, site):
    manifest = queries.check(story.archive, progress=lambda what, done: None)
    assert queries.unapplied(manifest) == []
    manifest.migrations.remove("points.0003_seals")
    assert queries.unapplied(manifest) == ["points.0003_seals"]


@pytest.mark.parametrize("name", ["../../outside.txt", "/outside.txt"])
def test_no_file_gets_outside_of_its_folder(remade, empty, tmp_path, name):
    assert refusal(remade({f"media/{name}": b"x"}))[0] == 2
    assert is_empty()
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_dump_that_breaks_off_leaves_the_database_as_it_was(story, remade, empty):
    """Its digest is right, so that only the restore itself can find out."""
    with zipfile.ZipFile(story.archive) as file:
        dumped = file.read("database")
    code, _sentence = refusal(remade({"database": dumped[: len(dumped) * 2 // 3]}))
    assert (code, is_empty()) == (2, True)


def test_the_same_over_a_site_that_lives(story, remade, site):
    with zipfile.ZipFile(story.archive) as file:
        dumped = file.read("database")
    before = Transfer.objects.count()
    code, _sentence = refusal(remade({"database": dumped[: len(dumped) * 2 // 3]}), "--replace", "--no-copy")
    assert (code, Transfer.objects.count()) == (2, before)


def test_another_secret_key_is_said(story, site, settings):
    assert "SECRET_KEY" not in restore(story.archive, "--check")
    settings.SECRET_KEY = "another one"
    assert "SECRET_KEY_FALLBACKS" in restore(story.archive, "--check")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite waits for a moment in which nobody writes")
def test_a_site_that_is_still_running_is_not_replaced(story, site):
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    try:
        other.ensure_connection()
        code, _sentence = refusal(story.archive, "--replace")
    finally:
        other.close()
    assert (code, list(story.folder.glob("backup-*"))) == (2, [])
    assert Transfer.objects.exists()


def test_what_is_replaced_is_kept_first(story, restored, settings, tmp_path):
    """The last test of this file's story: two requests more, a file changed, and all of it is back."""
    place = settings.MEDIA_ROOT / "goods" / "rice.txt"
    place.write_bytes(b"changed")
    RequestKey.objects.create(key="later", request_hash="x")
    count = Transfer.objects.count()
    said = restore(story.archive, "--replace", "--copy-to", str(tmp_path))
    [kept] = tmp_path.iterdir()
    assert str(kept) in said
    assert "Everything holds." in said
    assert (place.read_bytes(), Transfer.objects.count()) == (b"rice", count)
    assert not RequestKey.objects.filter(key="later").exists()
    assert queries.check(kept, progress=lambda what, done: None).file_count == 2
    with zipfile.ZipFile(kept) as file:
        assert file.read("media/goods/rice.txt") == b"changed"
