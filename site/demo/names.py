"""Invented names and families. Any likeness to living people is chance."""

from datetime import date
from random import Random
from typing import Any

from points.people.services import Member

_ELDERS, _CHILDREN = 64, 17
_DOTTED = 0.3
"""Of the minorities, how many bear a name that does not look Han; the others have Han names, as is usual there."""


class Families:
    """Makes households up, one after the other, from the dice it was given."""

    def __init__(self, chance: Random, names: dict[str, Any], *, minority_share: float, today: date) -> None:
        self.chance, self.names, self.today = chance, names, today
        self.minority_share = minority_share
        self._phones = 0

    def family(self, size: int) -> list[Member]:
        """A head, most often a spouse, then children, parents and grandchildren as the house has room."""
        head_is_woman = self.chance.random() < 0.4
        head_age = self.chance.randint(29, 66)
        is_minority = self.chance.random() < self.minority_share * _DOTTED
        surname = self._surname()
        roles = [(head_is_woman, head_age), (not head_is_woman, head_age + self.chance.randint(-4, 4))]
        elders = 0
        while len(roles) < size:
            is_woman = self.chance.random() < 0.5
            if elders < 2 and head_age < 56 and self.chance.random() < 0.35:
                elders += 1
                roles.append((is_woman, head_age + self.chance.randint(22, 30)))
            else:
                roles.append((is_woman, max(1, head_age - self.chance.randint(22, 34))))
        return [
            self.member(
                self.name(is_woman, surname=surname if number != 1 else self._surname(), is_minority=is_minority),
                age,
                is_head=number == 0,
            )
            for number, (is_woman, age) in enumerate(roles[:size])
        ]

    def member(self, name: str, age: int, *, is_head: bool = False, phone: str | None = None) -> Member:
        born_on = date(self.today.year - age, self.chance.randint(1, 12), self.chance.randint(1, 28))
        if phone is None and _CHILDREN < age < 80 and self.chance.random() < (0.85 if age < _ELDERS else 0.45):
            phone = self._phone()
        return Member(name=name, phone=phone, born_on=min(born_on, self.today), is_head=is_head)

    def name(self, is_woman: bool, *, surname: str = "", is_minority: bool = False) -> str:
        given = "women" if is_woman else "men"
        if is_minority:
            return str(self.chance.choice(self.names[f"minority_{given}"]))
        return (surname or self._surname()) + str(self.chance.choice(self.names[given]))

    def _surname(self) -> str:
        rare = self.chance.random() < 0.01
        return str(self.chance.choice(self.names["compound"] if rare else self.names["surnames"]))

    def _phone(self) -> str:
        # One after the other in a range that no carrier has given out.
        self._phones += 1
        return f"199{self._phones:08d}"
