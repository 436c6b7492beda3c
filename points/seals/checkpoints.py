"""The text of a seal: a signed note that programs of other logs can read too (c2sp.org/tlog-checkpoint).

    example.org/points            origin
    1000000                       transfers
    CsUYapGGPo4dkMgIAUqom/Xa...   root
    seal 12
    sealed 2026-11-21T04:00:00.000000Z
    previous p0Xb2L9...           hash of the same lines of the seal before

    — example.org/points Az3grlgtz...

The lines above the gap are signed. The three that other logs do not have say in which order and when the seals were
made, so that a seal cannot be dated back or left out.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from points.seals import records, verify
from points.seals.models import Seal

NOTHING_BEFORE = bytes(32)
_ED25519 = b"\x01"


class Signer(Protocol):
    """A private key, wherever it is."""

    origin: str
    public_key: bytes

    def sign(self, message: bytes) -> bytes: ...


def body(seal: Seal) -> str:
    """What is signed."""
    lines = [
        seal.origin,
        str(seal.tree_size),
        _text(seal.root),
        f"seal {seal.number}",
        f"sealed {records.moment(seal.sealed_at)}",
        f"previous {_text(seal.previous)}",
    ]
    return "\n".join(lines) + "\n"


def text(seal: Seal) -> str:
    """The whole checkpoint."""
    signature = verify.key_id(seal.origin, bytes(seal.public_key)) + bytes(seal.signature)
    return f"{body(seal)}\n— {seal.origin} {_text(signature)}\n"


def head_hash(seal: Seal | None) -> bytes:
    """What the next seal says about this one."""
    return sha256(body(seal).encode()).digest() if seal else NOTHING_BEFORE


def key_text(origin: str, public_key: bytes) -> str:
    """The public key as it is published: with its name and a number that shows a typing slip."""
    return f"{origin}+{verify.key_id(origin, public_key).hex()}+{_text(_ED25519 + public_key)}"


def key_of(seal: Seal) -> str:
    return key_text(seal.origin, bytes(seal.public_key))


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A published checkpoint, opened with a key that is trusted."""

    size: int
    root: bytes


def opened(checkpoint: str, *, keys: list[str]) -> Checkpoint | None:
    """None when none of the keys has signed it."""
    for key in keys:
        try:
            size, root = verify.opened(checkpoint, key)
        except verify.Wrong:
            continue
        return Checkpoint(size=size, root=root)
    return None


def _text(data: bytes | memoryview) -> str:
    return b64encode(bytes(data)).decode()
