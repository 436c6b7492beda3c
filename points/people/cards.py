"""What stands in a card's QR: `V1.<serial>.<keyed hash>`, upper-case letters, digits and dots.

QR codes have a mode for just these characters, so that the picture stays coarse and an old phone reads it from a
creased card. The text holds no personal data. The hash is keyed with the site's secret: nobody makes a card for a
serial that he saw. Cards outlive a change of the secret as long as the old one stands in `SECRET_KEY_FALLBACKS`.
"""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_VERSION = "V1"
_SALT = "points.people.card"
_HASH_BYTES = 10
_LONGEST = 64


def signed(serial: str) -> str:
    """The text for the QR of the card with this serial."""
    return f"{_VERSION}.{serial}.{_keyed_hash(serial, settings.SECRET_KEY)}"


def serial_in(text: str) -> str | None:
    """The serial in a card's text, or None when the text is not one that this site signed."""
    version, _, rest = text[:_LONGEST].strip().upper().partition(".")
    serial, _, keyed_hash = rest.partition(".")
    if version != _VERSION or not serial or not rest.isascii():
        return None
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Every secret is tried, so that the time says nothing about which one fitted.
    fits = [constant_time_compare(keyed_hash, _keyed_hash(serial, secret)) for secret in secrets]
    return serial if any(fits) else None


def _keyed_hash(serial: str, secret: str | bytes) -> str:
    digest = salted_hmac(_SALT, serial, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:_HASH_BYTES]).decode()
