"""What stands in a card's QR: upper-case letters, digits and dots, for which such codes have a mode of their own.

`V2.<serial>.<signature>` is signed with a key whose public half every scanner may hold: it knows the card as genuine
without a network. `V1.<serial>.<keyed hash>` is what a site without such a key prints, and what older cards bear; only
the server can check it, and goes on reading it. It is coarser, so that an old phone reads it from a creased card.

The text holds no personal data, and from a serial that somebody saw nobody makes a card. Old cards outlive a new key as
long as the public half of theirs stands in `card_old_keys`, and those of the first kind a change of the site's secret
as long as the old one stands in `SECRET_KEY_FALLBACKS`.
"""

import base64
import binascii

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from points.people import card_keys

_HASHED, _SIGNED = "V1", "V2"
_SALT = "points.people.card"
_HASH_BYTES = 10
_LONGEST = 160


def signed(serial: str) -> str:
    """The text for the QR of the card with this serial."""
    signature = card_keys.sign(_message(serial))
    if signature is None:
        return f"{_HASHED}.{serial}.{_keyed_hash(serial, settings.SECRET_KEY)}"
    return f"{_SIGNED}.{serial}.{_letters(signature)}"


def serial_in(text: str) -> str | None:
    """The serial in a card's text, or None when the text is not one that this site signed."""
    version, _, rest = text[:_LONGEST].strip().upper().partition(".")
    serial, _, proof = rest.partition(".")
    if not serial or not rest.isascii():
        return None
    is_genuine = {_HASHED: _is_hashed, _SIGNED: _is_signed}.get(version)
    return serial if is_genuine and is_genuine(serial, proof) else None


def _is_hashed(serial: str, keyed_hash: str) -> bool:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Every secret is tried, so that the time says nothing about which one fitted.
    fits = [constant_time_compare(keyed_hash, _keyed_hash(serial, secret)) for secret in secrets]
    return any(fits)


def _is_signed(serial: str, letters: str) -> bool:
    try:
        signature = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        return False
    # The last letter holds bits that mean nothing: only one spelling is the card's.
    return _letters(signature) == letters and card_keys.is_signed(_message(serial), signature)


def _message(serial: str) -> bytes:
    return f"{_SIGNED}.{serial}".encode()


def _letters(signature: bytes) -> str:
    return base64.b32encode(signature).decode().rstrip("=")


def _keyed_hash(serial: str, secret: str | bytes) -> str:
    digest = salted_hmac(_SALT, serial, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:_HASH_BYTES]).decode()
