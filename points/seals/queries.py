"""Reading the seals: the head of the tree, and proofs for whoever wants to check."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from points.errors import PointsError
from points.errors.seals import NotSealed, ProofDestroyed
from points.ledger.models import Transfer
from points.seals import checkpoints, keys, merkle, proving, records, rows
from points.seals import verify as script
from points.seals.models import Leaf, Seal
from points.verification import Verification

CHECKPOINT = "checkpoint.txt"
"""The newest one among the public files."""
_TILE_LEVELS = 8


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That the record of a transfer stands under a checkpoint. Whoever has it needs nothing else of ours."""

    record: str
    """The transfer, as it was hashed."""
    salt: str
    """Base64, like the hashes."""
    position: int
    """Of the leaf in the tree, from 0."""
    hashes: list[str]
    """Beside the path from the leaf to the root, the lowest first."""
    checkpoint: str
    public_key: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """The newest checkpoint."""

    number: int
    size: int
    root: str
    sealed_at: str
    checkpoint: str
    public_key: str
    consistency: list[str] | None
    """The hashes that show that an older tree is the beginning of this one; null when none was asked for."""


def latest() -> Seal | None:
    return rows.head()


def checkpoint_of(seal: Seal) -> str:
    """Its signed text, as it is published."""
    return checkpoints.text(seal)


def head(*, since: int | None = None) -> Head:
    """With the proof that the tree of `since` leaves is its beginning. Refuses with `not_sealed`."""
    seal = rows.head()
    if seal is None or (since is not None and since > seal.tree_size):
        raise NotSealed()
    hashes = None if since is None else merkle.consistency(since, seal.tree_size, _reader())
    return Head(
        number=seal.number,
        size=seal.tree_size,
        root=_text(seal.root),
        sealed_at=records.moment(seal.sealed_at),
        checkpoint=checkpoints.text(seal),
        public_key=checkpoints.key_of(seal),
        consistency=None if hashes is None else [_text(found) for found in hashes],
    )


def proof(transfer: Transfer) -> Proof:
    """Under the newest checkpoint. Refuses with `not_sealed`, `proof_destroyed`."""
    seal = rows.head()
    leaf = Leaf.objects.filter(transfer=transfer).first()
    if seal is None or leaf is None:
        raise NotSealed()
    if not leaf.salt:
        raise ProofDestroyed()
    return Proof(
        record=rows.record_of(transfer.pk),
        salt=_text(leaf.salt),
        position=leaf.position,
        hashes=[_text(found) for found in merkle.inclusion(leaf.position, seal.tree_size, _reader())],
        checkpoint=checkpoints.text(seal),
        public_key=checkpoints.key_of(seal),
    )


def unsealed_count() -> int:
    """How many transfers the next seal would take in."""
    return rows.unsealed_count(proving.earliest_after(rows.head()))


def numbered(number: int | None) -> Seal | None:
    """The seal of that number, or the newest."""
    return Seal.objects.filter(number=number).first() if number else rows.head()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A seal as its pages show it."""

    seal: Seal
    root: str
    checkpoint: str
    public_key: str

    @property
    def root_in_groups(self) -> list[str]:
        """To be read aloud and compared: four signs at a time."""
        return [self.root[first : first + 4] for first in range(0, len(self.root), 4)]


def shown(seal: Seal | None) -> Shown | None:
    if seal is None:
        return None
    checkpoint, key = checkpoints.text(seal), checkpoints.key_of(seal)
    return Shown(seal=seal, root=_text(seal.root), checkpoint=checkpoint, public_key=key)


LISTED: dict[str, Any] = {
    "before": Coalesce(Subquery(Seal.objects.filter(number=OuterRef("number") - 1).values("tree_size")), 0),
    "day": TruncDate("sealed_at"),
    "is_last_of_day": ~Exists(Seal.objects.filter(number=OuterRef("number") + 1, sealed_at__date=OuterRef("day"))),
}
"""What a listing says besides the fields: how many transfers the seals before it have, and whether its checkpoint
stands for its day, as in `daily`. Seals are in the order of time."""


def size_before(seal: Seal) -> int:
    return Seal.objects.filter(number=seal.number - 1).values_list("tree_size", flat=True).first() or 0


def is_signed(seal: Seal) -> bool:
    """Whether its signature is that of the key it names. Whose key that is, `verify` says."""
    return keys.is_signed(bytes(seal.public_key), checkpoints.body(seal).encode(), bytes(seal.signature))


def daily(*, before: int | None = None) -> QuerySet[Seal]:
    """The last seal of each day, the newest first; with `before` those with lower numbers."""
    last = Seal.objects.annotate(day=TruncDate("sealed_at")).values("day").annotate(last=Max("number"))
    seals = Seal.objects.filter(number__in=last.values("last")).order_by("-number")
    return seals.filter(number__lt=before) if before else seals


def public_files() -> Iterator[tuple[str, str]]:
    """By name what an auditor needs besides proofs: `verify.py`, the public keys, the last checkpoint of each day."""
    yield "verify.py", Path(script.__file__).read_text(encoding="utf-8")
    seal = rows.head()
    if seal is None:
        return
    yield CHECKPOINT, checkpoints.text(seal)
    signed = Seal.objects.order_by("number").values_list("origin", "public_key")
    yield "keys.txt", "".join(f"{checkpoints.key_text(*key)}\n" for key in dict.fromkeys(_plain(signed)))
    for each in daily().iterator():
        yield f"checkpoint-{each.number:06}.txt", checkpoints.text(each)


def key_file() -> Path | None:
    """Where the private key should be; None when nobody said."""
    return Path(keys.path()) if keys.path() else None


def key_in_use() -> str:
    """The public key that belongs to the private one at hand; empty when there is none that can be read."""
    try:
        return keys.signer().key_text
    except PointsError:
        return ""


def older(checkpoint: str) -> str:
    """What is wrong with the ledger in the light of a checkpoint that was published earlier; empty when nothing is.

    A tree that was made anew has the right signatures if the key was stolen, too. It does not have the old root.
    """
    known = {*keys.trusted(), *(checkpoints.key_of(seal) for seal in Seal.objects.all())}
    published = checkpoints.opened(checkpoint, keys=sorted(known))
    seal = rows.head()
    if published is None:
        return "the checkpoint is not signed by a key of this ledger"
    if seal is None or seal.tree_size < published.size:
        return f"the checkpoint has {published.size} transfers, the seals only {seal.tree_size if seal else 0}"
    root = merkle.root_of(published.size, _reader())
    return "" if root == published.root else "the sealed transfers are not those of the checkpoint"


def verify() -> Verification:
    """Prove that every leaf is what its transfer says now, and that roots, chain and signatures hold."""
    return proving.verify()


def _reader() -> merkle.Node:
    """Hashes of the tree by level and number; a tile is read once."""

    @cache
    def tile(level: int, number: int) -> list[bytes]:
        return rows.hashes(level, number * merkle.TILE, (number + 1) * merkle.TILE)

    def node(level: int, number: int) -> bytes:
        first = number << level % _TILE_LEVELS
        inside = first % merkle.TILE
        count = 1 << level % _TILE_LEVELS
        return merkle.joined(tile(level // _TILE_LEVELS, first // merkle.TILE)[inside : inside + count])

    return node


def _text(data: bytes | memoryview) -> str:
    return b64encode(bytes(data)).decode()


def _plain(keys: Iterable[tuple[str, bytes | memoryview]]) -> Iterator[tuple[str, bytes]]:
    return ((origin, bytes(key)) for origin, key in keys)
