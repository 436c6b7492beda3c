"""Sealing: what is new is appended, nothing else happens, and what is sealed can be proved."""

import json
from base64 import b64decode
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from points import signals
from points.errors import NotSealed, ProofDestroyed, SealsBroken
from points.ledger import services as ledger
from points.models import Leaf, Seal, Subtree, Transfer
from points.seals import checkpoints, queries, records, rows, verify
from points.seals import services as seals
from tests.seals.tampering import Unguarded

pytestmark = pytest.mark.django_db


def test_what_is_new_is_sealed_and_proved(award, signer):
    first = award("a", "b", "c")
    assert seals.seal_ledger(signer=signer).tree_size == 3
    second = award("d", "e")
    seal = seals.seal_ledger(signer=signer)
    assert (seal.number, seal.tree_size) == (2, 5)
    for transfer in first + second:
        proof = vars(queries.proof(transfer))
        assert verify.check_proof(proof, signer.key_text) == 5
        assert json.loads(proof["record"])["id"] == transfer.pk


def test_nothing_new_is_no_seal(award, signer):
    assert seals.seal_ledger(signer=signer) is None
    award("a")
    seals.seal_ledger(signer=signer)
    assert seals.seal_ledger(signer=signer) is None
    assert Seal.objects.count() == 1


@pytest.mark.parametrize("portions", [(1,), (255, 1), (256,), (257, 255), (600,), (3, 300, 5, 511)])
def test_any_portions_come_to_the_tree_of_all(many, signer, portions):
    for number, count in enumerate(portions):
        many(count, prefix=f"{number}:")
        seal = seals.seal_ledger(signer=signer)
    hashes = rows.hashes(0, 0, seal.tree_size)
    assert len(hashes) == sum(portions)
    assert Subtree.objects.filter(level=1).count() == sum(portions) // 256
    assert queries.verify().differences == []
    for position in {0, sum(portions) // 2, sum(portions) - 1}:
        verify.check_proof(vars(queries.proof(Leaf.objects.get(position=position).transfer)))


def test_older_trees_are_the_beginning_of_the_newest(many, signer):
    published = []
    for number, count in enumerate((3, 300, 5, 511)):
        many(count, prefix=f"{number}:")
        published.append(checkpoints.text(seals.seal_ledger(signer=signer)))
    for checkpoint in published:
        assert queries.older(checkpoint) == ""
        size = int(checkpoint.splitlines()[1])
        assert verify.check_consistency(vars(queries.head(since=size)), checkpoint) == (size, 819)


def test_a_transfer_that_is_not_sealed_has_no_proof(award, signer):
    with pytest.raises(NotSealed):
        queries.head()
    award("a")
    seals.seal_ledger(signer=signer)
    with pytest.raises(NotSealed):
        queries.proof(award("b")[0])
    with pytest.raises(NotSealed):
        queries.head(since=2)


def test_seals_are_chained_and_signed(award, signer):
    award("a")
    first = seals.seal_ledger(signer=signer)
    award("b")
    second = seals.seal_ledger(signer=signer)
    text = checkpoints.text(second)
    assert verify.opened(text, signer.key_text) == (2, bytes(second.root))
    assert text.splitlines()[:2] == ["example.org/points", "2"]
    said = dict(line.split(" ", 1) for line in text.splitlines()[3:6])
    assert said["seal"] == "2"
    assert said["sealed"] == records.moment(second.sealed_at)
    assert b64decode(said["previous"]) == checkpoints.head_hash(first)


def test_a_clock_that_was_set_back_does_not_set_the_seals_back(award, signer):
    award("a")
    first = seals.seal_ledger(signer=signer)
    later = first.sealed_at + timedelta(minutes=30)
    with Unguarded():
        Seal.objects.filter(number=1).update(sealed_at=later)
    award("b")
    assert seals.seal_ledger(signer=signer).sealed_at == later


def test_a_tree_that_does_not_come_to_its_last_root_is_not_built_on(award, signer):
    award("a", "b")
    seals.seal_ledger(signer=signer)
    with Unguarded():
        Leaf.objects.filter(position=1).update(hash=bytes(32))
    award("c")
    with pytest.raises(SealsBroken), transaction.atomic():
        seals.seal_ledger(signer=signer)
    assert (Seal.objects.count(), Leaf.objects.count()) == (1, 2)


def test_leaves_that_no_seal_has_are_not_built_on(award, signer):
    award("a", "b")
    seals.seal_ledger(signer=signer)
    with Unguarded():
        Seal.objects.all()._raw_delete("default")
    with pytest.raises(SealsBroken), transaction.atomic():
        seals.seal_ledger(signer=signer)
    assert Leaf.objects.count() == 2


def test_one_leaf_more_costs_no_more_statements_at_any_size(many, award, signer, django_assert_max_num_queries):
    many(600)
    seals.seal_ledger(signer=signer)
    award("late")
    with django_assert_max_num_queries(11):
        seals.seal_ledger(signer=signer)
    with django_assert_max_num_queries(11):
        queries.proof(Transfer.objects.earliest("pk"))


def test_hosts_are_told(award, signer, django_capture_on_commit_callbacks):
    told = []

    def hear(seal, **_):
        told.append(seal.number)

    signals.ledger_sealed.connect(hear)
    try:
        award("a")
        with django_capture_on_commit_callbacks(execute=True):
            seals.seal_ledger(signer=signer)
            seals.seal_ledger(signer=signer)
    finally:
        signals.ledger_sealed.disconnect(hear)
    assert told == [1]


def test_the_record_is_json_and_the_same_on_every_database(award, signer):
    memo = "".join(map(chr, range(1, 32))) + '"\\/\x7f 社区 \U0001f33e'
    transfer = award("a", memo=memo)[0]
    for created_at in (transfer.created_at.replace(microsecond=0), transfer.created_at.replace(microsecond=120)):
        with Unguarded():
            Transfer.objects.filter(pk=transfer.pk).update(created_at=created_at)
        record = rows.record_of(transfer.pk)
        plain = {name: getattr(transfer, name) for name in records.NAMES}
        plain |= {"occurred_on": str(transfer.occurred_on), "created_at": records.moment(created_at)}
        assert record == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def test_every_column_is_in_the_record_or_left_out_on_purpose():
    columns = {field.attname for field in Transfer._meta.local_concrete_fields}
    assert columns == {*records.NAMES, *records.LEFT_OUT}


def test_a_reversal_is_sealed_too(award, signer):
    undone = ledger.reverse(award("a")[0], key="undo", by=None).result
    seals.seal_ledger(signer=signer)
    assert json.loads(queries.proof(undone).record)["reverses_id"] == undone.reverses_id


CHANGES = {
    "leaf": lambda: Leaf.objects.update(hash=bytes(32)),
    "position": lambda: Leaf.objects.update(position=7),
    "another salt": lambda: Leaf.objects.update(salt=bytes(16)),
    "salt and hash": lambda: Leaf.objects.update(salt=b"", hash=bytes(32)),
    "leaf away": lambda: Leaf.objects.all()._raw_delete("default"),
    "seal": lambda: Seal.objects.update(sealed_at=timezone.now()),
    "seal away": lambda: Seal.objects.all()._raw_delete("default"),
    "subtree": lambda: Subtree.objects.update(hash=bytes(32)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_sealed_cannot_be_changed(many, signer, change):
    many(256)
    seals.seal_ledger(signer=signer)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert queries.verify().differences == []


def test_a_destroyed_salt_ends_the_proof_and_not_the_tree(award, signer):
    first, second = award("a", "b")
    seals.seal_ledger(signer=signer)
    assert seals.destroy_salts([first.pk], by=None) == 1
    assert seals.destroy_salts([first.pk], by=None) == 0
    with pytest.raises(ProofDestroyed):
        queries.proof(first)
    verify.check_proof(vars(queries.proof(second)))
    found = queries.verify()
    assert found.differences == []
    assert found.figures["leaves whose salt was destroyed"] == 1


def test_a_leaf_says_nothing_to_whoever_has_no_salt(award, signer):
    """Two transfers of the same content have leaves that nobody can tell to be alike."""
    award("a", "b")
    seals.seal_ledger(signer=signer)
    salts = [bytes(leaf.salt) for leaf in Leaf.objects.all()]
    assert len(set(salts)) == 2
    assert {len(salt) for salt in salts} == {16}
