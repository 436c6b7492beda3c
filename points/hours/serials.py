"""Serial numbers of certificates: read aloud on the phone, typed from paper, and never guessed.

Eleven random signs and one that checks them, `K7QM-3XHP-9RTB`, without the letters and digits that look alike. Each
stands for a number below 31, which is prime: so the weighted sum finds every single slip and every two that are
swapped. There are 31 to the power of 11 of them, for a page that takes a few guesses in a minute.
"""

import secrets

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 12
_GROUP = 4


def new_serial() -> str:
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH - 1))
    return drawn + _check_sign(drawn)


def read_serial(typed: str) -> str | None:
    """The serial in what was typed (small letters, spaces and hyphens allowed); None where it cannot be one."""
    serial = "".join(typed[:40].split()).replace("-", "").upper()
    is_one = len(serial) == _LENGTH and set(serial) <= set(_SIGNS)
    return serial if is_one and serial[-1] == _check_sign(serial[:-1]) else None


def grouped(serial: str) -> str:
    """As people read it."""
    return "-".join(serial[start : start + _GROUP] for start in range(0, len(serial), _GROUP))


def _check_sign(drawn: str) -> str:
    # The check sign itself weighs one more than the last of them, so that swapping it shows, too.
    total = sum(weight * _SIGNS.index(sign) for weight, sign in enumerate(drawn, start=1))
    return _SIGNS[-total * pow(_LENGTH, -1, len(_SIGNS)) % len(_SIGNS)]
