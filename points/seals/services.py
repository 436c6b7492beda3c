"""Sealing what is new in the ledger."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from points import audit, signals
from points.errors.seals import SealsBroken
from points.permissions import User
from points.seals import checkpoints, merkle, rows
from points.seals.checkpoints import Signer
from points.seals.keys import new_key, signer
from points.seals.models import Leaf, Seal
from points.seals.proving import earliest_after

__all__ = ["destroy_salts", "new_key", "seal_ledger", "signer"]

Progress = Callable[[int], None]
"""Called with the number of transfers taken in so far."""


@transaction.atomic
def seal_ledger(*, signer: Signer, progress: Progress | None = None) -> Seal | None:
    """Append what was committed since the last seal, and sign the head; None when there is nothing new.

    All in one transaction: killed half-way it has done nothing, and two at once come to the same as one after the
    other, of which the second finds nothing. Costs what the new transfers cost, however many are sealed already.

    Refuses with `seals_broken` when the leaves do not end with the last seal or do not come to its root.
    """
    rows.lock()
    last = rows.head()
    tree = _grown(last)
    if rows.end() != tree.size or (last and tree.root() != bytes(last.root)):
        raise SealsBroken(number=last.number if last else 0)
    _append(tree, last, progress)
    if tree.size == (last.tree_size if last else 0):
        return None
    seal = _signed(tree, last, signer)
    seal.save(force_insert=True)
    signals.ring(signals.ledger_sealed, sender=Seal, seal=seal)
    return seal


@transaction.atomic
def destroy_salts(transfers: Iterable[int], *, by: User | None) -> int:
    """Make sure that nobody can link these transfers, by their ids, to their leaves any more. How many it were.

    For whoever erases a person's data, who has asked whether this may be. The tree and every published checkpoint stay
    as they are; `verify_ledger` says how many leaves are without a salt, and the audit log who wanted it when.
    """
    count = Leaf.objects.filter(transfer__in=list(transfers)).exclude(salt=b"").update(salt=b"")
    seal = rows.head()
    if count and seal:
        audit.write(seal, action="points.salts_destroyed", by=by, data=audit.facts(leaves=count))
    return count


def _grown(last: Seal | None) -> merkle.Growing:
    """The right edge of the tree as the last seal left it."""
    size = last.tree_size if last else 0
    edge = [rows.hashes(level, first, end) for level, first, end in merkle.edge_of(size)]
    return merkle.Growing(size=size, edge=edge)


def _append(tree: merkle.Growing, last: Seal | None, progress: Progress | None) -> None:
    start = tree.size
    for transfers in rows.unsealed(earliest_after(last)):
        leaves = rows.salted(tree.size, transfers)
        rows.insert_leaves(leaves)
        rows.insert_subtrees(tree.append([leaf[3] for leaf in leaves]))
        if progress:
            progress(tree.size - start)


def _signed(tree: merkle.Growing, last: Seal | None, signer: Signer) -> Seal:
    # A clock that was set back must not make a seal older than the one before.
    now = max(timezone.now(), last.sealed_at) if last else timezone.now()
    seal = Seal(
        number=last.number + 1 if last else 1,
        tree_size=tree.size,
        root=tree.root(),
        previous=checkpoints.head_hash(last),
        sealed_at=now,
        origin=signer.origin,
        public_key=signer.public_key,
    )
    seal.signature = signer.sign(checkpoints.body(seal).encode())
    return seal
