"""Rows that were written and that nobody has read yet.

Whoever books a month wants to know how much it came to; building thousands of rows that are then thrown away costs
more than writing them.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

Row = TypeVar("Row")


class Unread(Sequence[Row]):
    """A list in which each row is built when it is read for the first time, and stays the same one afterwards."""

    def __init__(self, count: int, build: Callable[[int], Row]) -> None:
        self._count, self._build, self._built = count, build, dict[int, Row]()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[one] for one in range(self._count)[index]]
        number = range(self._count)[index]
        if number not in self._built:
            self._built[number] = self._build(number)
        return self._built[number]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
