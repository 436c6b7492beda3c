"""`seal_ledger` says what it did, and how to make a key when there is none."""

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from points.models import Leaf, Seal
from points.seals import checkpoints, keys

pytestmark = pytest.mark.django_db


def test_it_seals_and_shows_the_checkpoint(award, signer, capsys):
    award("a", "b")
    call_command("seal_ledger")
    out = capsys.readouterr().out
    assert out.startswith("Seal 1: 2 transfers, ")
    assert checkpoints.text(Seal.objects.get()) in out
    call_command("seal_ledger")
    assert capsys.readouterr().out == "Nothing new since the last seal.\n"


def test_a_dry_run_counts_and_writes_nothing(award, signer, capsys):
    award("a", "b", "c")
    call_command("seal_ledger", dry_run=True)
    assert capsys.readouterr().out == "3 transfers would be sealed.\n"
    assert not Leaf.objects.exists()


def test_without_a_key_it_says_how_to_make_one(award):
    award("a")
    with pytest.raises(CommandError, match="seal_ledger --new-key"):
        call_command("seal_ledger")
    assert not Seal.objects.exists()


def test_a_new_key_is_for_its_owner_only_and_never_overwritten(tmp_path, capsys, monkeypatch, award):
    file = tmp_path / "seal.pem"
    call_command("seal_ledger", new_key=str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv(keys.ENVIRONMENT, str(file))
    assert f"Public key: {keys.signer().key_text}" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("seal_ledger", new_key=str(file))
    award("a")
    call_command("seal_ledger")
    assert Seal.objects.get().number == 1


@pytest.mark.parametrize("content", [b"hello", b""])
def test_a_file_that_is_no_key_is_named(tmp_path, settings, award, content):
    file = tmp_path / "seal.pem"
    settings.POINTS = {"seal_key": str(file)}
    with pytest.raises(CommandError, match=r"seal\.pem"):
        call_command("seal_ledger")
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"seal\.pem"):
        call_command("seal_ledger")


def test_the_key_is_not_in_the_database(award, signer):
    award("a")
    call_command("seal_ledger")
    secret = signer.key.private_bytes_raw()
    assert not any(
        secret in bytes(value)
        for row in [*Seal.objects.values_list(), *Leaf.objects.values_list()]
        for value in row
        if isinstance(value, bytes | memoryview)
    )
    assert b"PRIVATE" in Path(keys.path()).read_bytes()
