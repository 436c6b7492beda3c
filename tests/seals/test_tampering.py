"""The short form of `python -m tests.seals.tamper`, and what each kind of tampering is called."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command

from points.models import Leaf, Seal, Subtree, Transfer
from points.seals import checkpoints, keys, queries
from points.seals import services as seals
from tests.seals import tampering
from tests.seals.story import Story, build
from tests.seals.tampering import Unguarded

pytestmark = pytest.mark.django_db
EACH = 5


@pytest.fixture
def sealed(signer, db):
    return build(Random(7), signer=signer, count=3)


def test_every_tampering_is_found_and_its_row_named(sealed):
    random = Random(11)
    for way in tampering.WAYS.values():
        for _number in range(EACH):
            wanted, found = tampering.tampered(sealed, way, random)
            assert tampering.is_found(wanted, found), (way.__name__, wanted, found)


def test_a_ledger_that_goes_on_raises_no_alarm(sealed):
    story = Story(Random(13), name="more")
    assert [tampering.clean(sealed, story) for _number in range(5)] == [""] * 5


def test_the_command_names_the_row_and_fails(sealed, capsys):
    pk = sealed.transfers[40]
    with Unguarded():
        Transfer.objects.filter(pk=pk).update(memo="另一个")
    with pytest.raises(CommandError, match=f"the first: points_transfer #{pk}: is not what was sealed in seal 1"):
        call_command("verify_ledger")


def test_the_command_counts_what_is_sealed(sealed, capsys):
    call_command("verify_ledger")
    out = capsys.readouterr().out
    assert f"sealed transfers{len(sealed.transfers):>31,}" in out
    assert "Everything holds." in out


def facts():
    return [difference.fact for difference in queries.verify().differences]


def test_a_seal_of_another_day_is_found(sealed):
    with Unguarded():
        Seal.objects.filter(number=2).update(sealed_at=Seal.objects.get(number=2).sealed_at - timedelta(days=9))
    assert facts()[:2] == ["is smaller or older than the seal before", "has a signature that does not hold"]


def test_a_seal_taken_out_is_found(sealed):
    with Unguarded():
        Seal.objects.filter(number=2).delete()
    assert facts()[0] == "stands where seal 2 should"


def test_a_seal_by_a_key_that_nobody_knows_is_found_and_an_old_key_is_known(sealed, signer, settings, tmp_path):
    newer = seals.new_key(str(tmp_path / "newer.pem"))
    settings.POINTS |= {"seal_key": str(tmp_path / "newer.pem")}
    assert facts()[0] == "is signed with a key that is neither in use nor among the old keys"
    settings.POINTS |= {"seal_old_keys": (signer.key_text,)}
    assert facts() == []
    Story(Random(3), name="more").go_on(3)
    seals.seal_ledger(signer=newer)
    assert facts() == []
    assert queries.older(sealed.published) == ""


def test_a_subtree_that_is_not_of_its_leaves_is_found(sealed):
    with Unguarded():
        Subtree.objects.update(hash=bytes(32))
    assert facts() == ["is not the hash of its leaves"]


def test_leaves_under_no_seal_are_found(sealed):
    last = len(sealed.transfers)
    with Unguarded():
        Leaf.objects.create(position=last, transfer_id=10**9, salt=bytes(16), hash=bytes(32))
    assert facts() == ["is under no seal (transfer #1000000000)"]


def test_a_transfer_sealed_long_after_it_says_it_was_recorded_is_found(sealed, signer):
    """Also when the job was made to take it in."""
    with Unguarded():
        tampering.insert(sealed, Random(5))
        Seal.objects.filter(number__lte=3).update(sealed_at=Seal.objects.get(number=1).sealed_at)
    assert any("says that it was recorded before seal 3" in fact for fact in facts())


def test_without_a_key_at_hand_the_signatures_are_still_checked(sealed, settings):
    settings.POINTS = {}
    assert keys.trusted() == []
    assert facts() == []
    with Unguarded():
        Seal.objects.filter(number=3).update(signature=bytes(64))
    assert facts() == ["has a signature that does not hold"]


def test_a_checkpoint_of_somebody_else_proves_nothing(sealed, tmp_path):
    other = seals.new_key(str(tmp_path / "other.pem"))
    seal = Seal.objects.get(number=2)
    seal.public_key = other.public_key
    seal.signature = other.sign(checkpoints.body(seal).encode())
    assert "not signed by a key" in queries.older(checkpoints.text(seal))


def test_the_command_compares_a_checkpoint_that_was_kept(sealed, signer, tmp_path, capsys):
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(sealed.published, encoding="utf-8")
    call_command("verify_ledger", checkpoint=str(kept))
    assert "checkpoints compared" in capsys.readouterr().out
    with Unguarded():
        for model in (Leaf, Subtree, Seal):
            model.objects.all()._raw_delete("default")
    seals.seal_ledger(signer=signer)
    call_command("verify_ledger")
    with pytest.raises(CommandError, match="the sealed transfers are not those of the checkpoint"):
        call_command("verify_ledger", checkpoint=str(kept))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_ledger", checkpoint=str(tmp_path / "nowhere"))
