"""System checks of the seals: what is signed has a name that can be read back, and the key is its owner's."""

from pathlib import Path
from typing import Any

from django.core import checks
from django.core.checks import Tags, register

from points import conf
from points.seals import keys, verify

_OTHERS = 0o077


@register()
def check_names(**_: Any) -> list[checks.Error]:
    """`points.E003`: an origin or an old key that nobody can read back makes seals that nobody can check."""
    origin, wrong = conf.settings().seal_origin, []
    if not origin or "+" in origin or origin.split() != [origin] or len(origin) > 100:
        hint = "Up to 100 signs without spaces and without “+”, such as example.org/points."
        wrong.append(checks.Error(f"POINTS['seal_origin'] cannot name a key: {origin!r}", hint=hint, id="points.E003"))
    for key in conf.settings().seal_old_keys:
        if not _is_key(key):
            hint = "Copy it whole, as `seal_ledger --new-key` and the notice show it."
            wrong.append(checks.Error(f"No public key in POINTS['seal_old_keys']: {key}", hint=hint, id="points.E003"))
    return wrong


@register(Tags.security, deploy=True)
def check_key_file(**_: Any) -> list[checks.Warning]:
    """`points.W006`: whoever reads the private key can seal another ledger."""
    file = Path(keys.path() or "/nowhere")
    if not file.exists() or not file.stat().st_mode & _OTHERS:
        return []
    hint = f"chmod 600 {file}; if others may have read it, make a new key and keep the old public one."
    return [checks.Warning(f"The private key {file} can be read by others.", hint=hint, id="points.W006")]


def _is_key(text: str) -> bool:
    try:
        verify.key_in(text)
    except verify.Wrong:
        return False
    return True
