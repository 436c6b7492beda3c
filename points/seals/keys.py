"""The private key that signs seals: in a file outside the database, so that who rules the database cannot seal.

The file is an ordinary Ed25519 key in PEM, readable by its owner only. Signing needs the package `cryptography` (the
extra `seal`); checking does not.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from points import conf
from points.errors.seals import SealKeyMissing, SealKeyUnreadable
from points.seals import checkpoints, verify

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519
except ImportError:  # pragma: no cover - a host that only checks seals
    serialization = None  # type: ignore[assignment]

ENVIRONMENT = "POINTS_SEAL_KEY"
_NOT_INSTALLED = "the package “cryptography” is not installed (extra “seal”)"


@dataclass(frozen=True, kw_only=True)
class FileSigner:
    origin: str
    public_key: bytes
    key: Any = field(repr=False)

    @property
    def key_text(self) -> str:
        """The public key as it is published."""
        return checkpoints.key_text(self.origin, self.public_key)

    def sign(self, message: bytes) -> bytes:
        return bytes(self.key.sign(message))


def path() -> str:
    """Where the key should be; empty when nobody said."""
    return conf.settings().seal_key or os.environ.get(ENVIRONMENT, "")


def signer() -> FileSigner:
    """Refuses with `seal_key_missing`, `seal_key_unreadable`."""
    if not path():
        raise SealKeyMissing()
    return _read(path())


def new_key(file: str) -> FileSigner:
    """Make a key in a new file; one that exists is never overwritten. Refuses with `seal_key_unreadable`."""
    if serialization is None:
        raise SealKeyUnreadable(path=file, reason=_NOT_INSTALLED)
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
    except OSError as error:
        raise SealKeyUnreadable(path=file, reason=str(error.strerror)) from error
    return _read(file)


def trusted() -> list[str]:
    """The public keys whose seals count: the one in use, as far as its file is at hand, and those used before."""
    keys = list(conf.settings().seal_old_keys)
    if path() and serialization is not None and Path(path()).exists():
        keys.insert(0, _read(path()).key_text)
    return keys


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Quickly where `cryptography` is there: a year of hourly seals is checked in a second."""
    if serialization is None:
        return verify.is_signed(public_key, message, signature)
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(file: str) -> FileSigner:
    if serialization is None:
        raise SealKeyUnreadable(path=file, reason=_NOT_INSTALLED)
    try:
        key = serialization.load_pem_private_key(Path(file).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no private key in PEM without a password"
        raise SealKeyUnreadable(path=file, reason=str(reason)) from error
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise SealKeyUnreadable(path=file, reason="it is not an Ed25519 key")
    return FileSigner(origin=conf.settings().seal_origin, public_key=key.public_key().public_bytes_raw(), key=key)
