"""Proving the seals against the ledger as it stands now.

What a superuser can do with the database, and where it shows:

- a transfer changed, moved, dated back or exchanged: its record no longer comes to its leaf;
- a transfer or a leaf deleted: the leaf has no transfer, or a position is missing;
- a transfer slipped in: it says that it was recorded before a seal that does not have it;
- a leaf made to fit: the root of its seal no longer comes out;
- a seal made to fit: its signature, or that of a key that nobody knows;
- the whole tree made anew, or its end cut off: nothing here, but every checkpoint that was published before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, zip_longest
from operator import attrgetter

from points.ledger.models import Transfer
from points.seals import checkpoints, keys, records, rows
from points.seals.merkle import Growing, Whole
from points.seals.models import Leaf, Seal, Subtree
from points.verification import Difference, Verification

SETTLES_WITHIN = timedelta(hours=1)
"""No transaction takes longer from writing a transfer to its commit. What says that it was recorded longer before a
seal, and was not there, was not recorded then."""

_LEAF, _SEAL, _SUBTREE = (model._meta.db_table for model in (Leaf, Seal, Subtree))
_TRANSFER = Transfer._meta.db_table


def earliest_after(seal: Seal | None) -> datetime | None:
    """The earliest moment that a transfer which is not under this seal can say it was recorded at."""
    return seal.sealed_at - SETTLES_WITHIN if seal else None


def verify() -> Verification:
    seals = list(Seal.objects.order_by("number"))
    proof = _Proof()
    differences = [*_chain(seals), *proof.of_leaves(seals), *_passed_over(seals)]
    figures = {
        "seals": len(seals),
        "sealed transfers": proof.tree.size,
        "leaves whose salt was destroyed": proof.without_salt,
        "transfers that wait for a seal": rows.unsealed_count(earliest_after(seals[-1] if seals else None)),
    }
    return Verification(figures=figures, differences=differences)


def _chain(seals: list[Seal]) -> Iterator[Difference]:
    """The signature of each seal, and what it says about the one before."""
    known, before = keys.trusted(), None
    for number, seal in enumerate(seals, start=1):
        if seal.number != number:
            yield _of_seal(seal, f"stands where seal {number} should")
            return
        if bytes(seal.previous) != checkpoints.head_hash(before):
            yield _of_seal(seal, "does not follow from the seal before")
        if before and (seal.tree_size <= before.tree_size or seal.sealed_at < before.sealed_at):
            yield _of_seal(seal, "is smaller or older than the seal before")
        if not keys.is_signed(bytes(seal.public_key), checkpoints.body(seal).encode(), bytes(seal.signature)):
            yield _of_seal(seal, "has a signature that does not hold")
        # Where no key is at hand, as with an auditor's copy, the published checkpoints say whose seals they are.
        if known and checkpoints.key_of(seal) not in known:
            yield _of_seal(seal, "is signed with a key that is neither in use nor among the old keys")
        before = seal


def _of_seal(seal: Seal, fact: str) -> Difference:
    return Difference(table=_SEAL, row=f"#{seal.number}", fact=fact)


def _passed_over(seals: list[Seal]) -> Iterator[Difference]:
    """Transfers that should be under the last seal and are not."""
    if not seals:
        return
    limit = earliest_after(seals[-1])
    assert limit is not None, "there is a seal"
    for pk in rows.passed_over(limit):
        fact = f"says that it was recorded before seal {seals[-1].number}, which does not have it"
        yield Difference(table=_TRANSFER, row=f"#{pk}", fact=fact)


@dataclass(kw_only=True)
class _Proof:
    """Walks over all leaves and grows the tree once more."""

    tree: Growing = field(default_factory=Growing)
    without_salt: int = 0

    def of_leaves(self, seals: list[Seal]) -> Iterator[Difference]:
        before: Seal | None = None
        for seal in seals:
            yield from self._under(seal, before)
            before = seal
        for chunk in rows.leaves_from(seals[-1].tree_size if seals else 0):
            yield from (_of_leaf(leaf, "is under no seal") for leaf in chunk)

    def _under(self, seal: Seal, before: Seal | None) -> Iterator[Difference]:
        earliest = earliest_after(before)
        text = records.moment(earliest) if earliest else ""
        for chunk in rows.leaves_between(self.tree.size, seal.tree_size):
            yield from self._compared(chunk, seal, text)
            yield from _kept_subtrees(self.tree.append([bytes(leaf[3]) for leaf in chunk]))
        if self.tree.size != seal.tree_size:
            yield _of_seal(seal, f"has {seal.tree_size} leaves, of which {self.tree.size} are there")
        elif self.tree.root() != bytes(seal.root):
            yield _of_seal(seal, "its leaves do not come to its root")

    def _compared(self, chunk: list[rows.OldLeaf], seal: Seal, earliest: str) -> Iterator[Difference]:
        for position, (kept_position, pk, salt, kept, record, recorded) in enumerate(chunk, start=self.tree.size):
            if kept_position != position:
                yield Difference(table=_LEAF, row=f"#{position}", fact=f"is missing under seal {seal.number}")
                return
            if record is None:
                yield Difference(table=_TRANSFER, row=f"#{pk}", fact=f"was sealed in seal {seal.number} and is gone")
            elif not salt:
                self.without_salt += 1
            elif records.committed(record, salt) != bytes(kept):
                fact = f"is not what was sealed in seal {seal.number}"
                yield Difference(table=_TRANSFER, row=f"#{pk}", fact=fact)
            elif recorded is not None and recorded < earliest:
                fact = f"says {recorded}, but the seal before {seal.number} did not have it"
                yield Difference(table=_TRANSFER, row=f"#{pk}", fact=fact)


def _of_leaf(leaf: rows.OldLeaf, fact: str) -> Difference:
    return Difference(table=_LEAF, row=f"#{leaf[0]}", fact=f"{fact} (transfer #{leaf[1]})")


def _kept_subtrees(whole: list[Whole]) -> Iterator[Difference]:
    """A proof is made of the hashes that are kept; these come out of the leaves. Names the first that does not."""
    for level, same_level in groupby(whole, key=attrgetter("level")):
        found = list(same_level)
        kept = rows.hashes(level, found[0].number, found[-1].number + 1)
        for subtree, root in zip_longest(found, kept):
            if subtree is None or subtree.hash != root:
                row = f"{level}/{(subtree or found[-1]).number}"
                yield Difference(table=_SUBTREE, row=row, fact="is not the hash of its leaves")
                break
