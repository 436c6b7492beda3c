"""Drawing from the seed."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from tests.walk.model import Model, Request
from tests.walk.town import BEGIN

T = TypeVar("T")
About = dict[str, Any]

MINUTE = timedelta(minutes=1)


class Drawing:
    def __init__(self, seed: int, model: Model) -> None:
        self.random, self.model = Random(seed), model
        self.seed, self.number, self.now = seed, 0, BEGIN

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def pick(self, of: Sequence[T]) -> T:
        return of[int(self.random.random() * len(of))]

    def below(self, most: int) -> int:
        return int(self.random.random() * most)

    @property
    def key(self) -> str:
        return f"walk:{self.seed}:{self.number}"

    def ask(self, verb: str, about: About, *, by: str | int | None = None, key: str = "") -> Request:
        return Request(verb, key or self.key, self.someone() if by is None else by, about)

    def someone(self) -> str | int:
        drawn = self.random.random()
        if drawn < 0.96:
            return "staff" if drawn < 0.5 else "second"
        return self.pick(("neighbour", "stranger", 5))

    def newest(self, of: dict[str, Any], count: int) -> list[str]:
        """The last keys, without walking through the million before them."""
        backwards = reversed(of)
        return [key for key, _ in zip(backwards, range(count), strict=False)]

    def one_of(self, of: dict[str, Any]) -> str | None:
        """Mostly a late one."""
        newest = self.newest(of, 400)
        return self.pick(newest) if newest else None
