"""Which figures are a PIN, and which of them a neighbour would try first."""

import re
from collections.abc import Iterator
from itertools import pairwise

from points.errors import PinInvalid, PinWeak
from points.people.models import Resident

_PIN = re.compile(r"[0-9]{4,6}")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def read(typed: str) -> str:
    """The figures, however wide they were typed. Refuses with `pin_invalid`."""
    pin = typed.strip().translate(_WIDE)
    if not _PIN.fullmatch(pin):
        raise PinInvalid()
    return pin


def refuse_weak(pin: str, resident: Resident) -> None:
    """Refuses with `pin_weak`: steps and repetitions, and whatever stands on the door, the card or in the register."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    half = len(pin) // 2
    is_repeated = pin[:half] * 2 == pin or len(set(pin)) == 1
    if len(steps) == 1 or is_repeated or any(_is_part(pin, known) for known in _known_of(resident)):
        raise PinWeak()


def _is_part(pin: str, known: str) -> bool:
    return bool(known) and (known.endswith(pin) or known.zfill(len(pin)) == pin)


def _known_of(resident: Resident) -> Iterator[str]:
    household = resident.household
    yield from (
        re.sub(r"[^0-9]", "", text) for text in (household.door, household.account.number, resident.phone or "")
    )
    yield from re.findall(r"[0-9]+", household.door)
    if born := resident.born_on:
        yield from (born.strftime(form) for form in ("%Y%m%d", "%y%m%d", "%Y", "%Y%m", "%d%m%Y"))
