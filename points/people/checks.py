"""System check of the cards: the key is there, and it is its owner's."""

import base64
import binascii
from pathlib import Path
from typing import Any

from django.core import checks
from django.core.checks import Tags, register

from points import conf
from points.people import card_keys

_OTHERS = 0o077
_KEY_BYTES = 32


@register()
def check_old_keys(**_: Any) -> list[checks.Error]:
    """`points.E004`: cards of a key that cannot be read back would all be refused."""
    hint = "Copy it whole, as `card_key` showed it."
    return [
        checks.Error(f"No public key in POINTS['card_old_keys']: {key}", hint=hint, id="points.E004")
        for key in conf.settings().card_old_keys
        if not _is_key(key)
    ]


@register(Tags.security, deploy=True)
def check_key(**_: Any) -> list[checks.Warning]:
    """`points.W009`: without its key the site prints cards that a scanner without a network cannot check, and whoever
    else reads the key makes cards."""
    if reason := card_keys.card_key_problem():
        hint = "Make one with `manage.py card_key FILE`, or take the setting out."
        return [checks.Warning(f"Cards are not signed: {reason}", hint=hint, id="points.W009")]
    file = Path(card_keys.card_key_path() or "/nowhere")
    if not file.exists() or not file.stat().st_mode & _OTHERS:
        return []
    hint = f"chmod 600 {file}; if others may have read it, make a new key and issue the cards anew."
    return [checks.Warning(f"The private key {file} can be read by others.", hint=hint, id="points.W009")]


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False
