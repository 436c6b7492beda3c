"""Who else keeps something about a person: for the copy that everybody may have, and for those who want to be erased.

The plugin's own tables are known where this is used. Another app (the honor roll, the site with its logins and phones)
registers a *keeper* in its `AppConfig.ready`, and is asked along with them. Nothing here knows a room; people and
accounts are named by their ids.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from points.permissions import User


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table of somebody's copy."""

    name: str
    """Of its files, such as `hours`."""
    title: Any
    columns: Mapping[str, Any]
    """Key for programs and heading in the reader's language, in the order of the values in a row."""
    rows: Callable[[], Iterable[Sequence[Any]]]
    """Made when it is written, one row at a time; asked twice, for two kinds of file."""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Somebody who is being erased, as he was known until now."""

    resident: int
    user: Any
    """Id of the login; None where there was none."""
    name: str
    phone: str
    """As kept, such as `+8613912345678`; empty where there was none."""
    accounts: Sequence[int]
    """Behind which nobody stands any more."""
    by: User

    @property
    def spoken(self) -> list[str]:
        """What must stand nowhere afterwards. A name of one character would be found everywhere."""
        national = self.phone.removeprefix("+86")
        return [text for text in (self.name, self.phone, national) if len(text) > 1]


class Keeper:
    """Somebody else who keeps facts about residents. Both verbs are asked inside a transaction."""

    def sheets(self, *, resident: int, user: Any) -> Iterable[Sheet]:
        """What is kept about the person, for the person."""
        return ()

    def erase(self, leaving: Leaving) -> None:
        """Let go of it. What is raised keeps everything as it was."""


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    _keepers.append(keeper)


def keepers() -> Sequence[Keeper]:
    return tuple(_keepers)
