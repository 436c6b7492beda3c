"""What somebody was praised for, told by whoever keeps it: the plugin's own rooms know no honors.

An app that keeps commendations (the honor roll) registers a function in its `AppConfig.ready`; the register of
volunteers asks all of them. Nothing here knows a room; people are named by their ids.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Commendation:
    resident: int
    title: str
    given_on: date
    given_by: str
    """The organisation."""


Teller = Callable[[Sequence[int], date, date], Iterable[Commendation]]
"""`teller(residents, since, until)`: what these people were given from `since` up to and without `until`."""

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    _tellers.append(teller)


def given_to(residents: Sequence[int], *, since: date, until: date) -> list[Commendation]:
    """Of all tellers, by day."""
    found = [one for teller in _tellers for one in teller(residents, since, until)]
    return sorted(found, key=lambda one: (one.given_on, one.resident))
