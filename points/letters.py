"""Codes that people read from a wall or a screen and type."""

import secrets

LENGTH = 8
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without look-alikes: no 0 O, 1 I L, 2 Z, 5 S, 8 B."""


def read(typed: str) -> str:
    """As it was shown: in any case, blanks and hyphens allowed."""
    return "".join(typed.upper().split()).replace("-", "")


def new_code() -> str:
    """One of 25^8, which nobody finds by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
