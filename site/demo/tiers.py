"""The communities of the demo: five sizes, from a small Traditional Chinese one to a city on the border."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
SEED = 20260101


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One community, as its data file has it."""

    size: str
    code: str
    name: str
    place: str
    script: str
    """`zh-hans` or `zh-hant`: chooses names, words and goods."""
    slogan: str
    lead: str
    households: int
    people: int
    minority_share: float
    volunteers: int
    crowd: int
    """How many times more people come to an activity than in a small community."""
    customers: int
    """Households at the supermarket on one opening day."""
    tree: list[dict[str, Any]]
    door: dict[str, Any]
    teams: list[str]

    def chance(self, topic: str) -> Random:
        """The dice for one topic. Each has its own, so that a change in one leaves the others alone."""
        return Random(f"{SEED}:{self.size}:{topic}")

    def json(self, name: str) -> Any:
        """What the data file `name` holds in the script of the community."""
        return json.loads((DATA / f"{name}.json").read_text("utf-8"))[self.script]

    def sheet(self, name: str) -> Path:
        """The CSV `name` in the script of the community."""
        return DATA / (f"{name}.csv" if self.script == "zh-hans" else f"{name}_{self.script}.csv")

    def rows(self, name: str) -> list[dict[str, str]]:
        with self.sheet(name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def load(size: str) -> Tier:
    return Tier(size=size, **_communities()[size])


def sizes() -> list[str]:
    return list(_communities())


def _communities() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "communities.json").read_text("utf-8"))
    return found
