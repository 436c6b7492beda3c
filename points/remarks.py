"""What rooms above the activities have to say about a shift before it is closed, such as points nobody passed.

The page of the closing asks here and knows none of them; a room registers its source in `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Remark:
    title: Any
    lines: Sequence[Any] = ()
    href: str = ""
    """Where more of it stands."""
    action: Any = ""
    """The words of that link."""


Source = Callable[[int], Iterable[Remark]]
"""Given the id of the shift."""

_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def about(shift: int) -> list[Remark]:
    return [remark for source in _sources for remark in source(shift)]
