"""The key that signs cards: an Ed25519 key in a file outside the database, as the one that signs seals.

A scanner holds the public half and so knows a genuine card without a network; nobody can make a card with it. Signing
and checking need the package `cryptography` (the extra `seal`). A site without a key issues cards that only the server
can check.
"""

import base64
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from points import conf

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519
except ImportError:  # pragma: no cover - a host without signed cards
    serialization = None  # type: ignore[assignment]

ENVIRONMENT = "POINTS_CARD_KEY"


def card_key_path() -> str:
    """Where the key should be; empty when nobody said."""
    return conf.settings().card_key or os.environ.get(ENVIRONMENT, "")


def sign(message: bytes) -> bytes | None:
    """None where no key is at hand."""
    key = _key()
    return bytes(key.sign(message)) if key else None


def public_card_keys() -> tuple[bytes, ...]:
    """The keys whose cards are genuine: the one in use and those used before."""
    key = _key()
    known = [base64.b64decode(text) for text in conf.settings().card_old_keys]
    return tuple([key.public_key().public_bytes_raw(), *known] if key else known)


def is_signed(message: bytes, signature: bytes) -> bool:
    return serialization is not None and any(_fits(key, message, signature) for key in public_card_keys())


def new_card_key(file: str) -> bytes:
    """Make a key in a new file and give its public half; one that exists is never overwritten."""
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(pem)
    return bytes(_read(file).public_key().public_bytes_raw())


def card_key_problem() -> str:
    """Why cards cannot be signed although a key is named; empty when they can, or when none is named."""
    if not card_key_path():
        return ""
    if serialization is None:
        return "the package “cryptography” is not installed (extra “seal”)"
    try:
        key = _read(card_key_path())
    except (OSError, ValueError, TypeError) as error:
        return str(error)
    return "" if isinstance(key, ed25519.Ed25519PrivateKey) else "it is not an Ed25519 key"


def _key() -> Any:
    return None if not card_key_path() or card_key_problem() else _read(card_key_path())


@lru_cache(maxsize=8)
def _read(file: str) -> Any:
    return serialization.load_pem_private_key(Path(file).read_bytes(), password=None)


# A card is read on the way in and on the way out, and checking it costs more than all that surrounds it.
@lru_cache(maxsize=4096)
def _fits(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
