"""Everything that the chapters of the story share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from demo.settlement import Say
from demo.tiers import Tier
from points.models import Card, Grid, Household, Resident
from points.permissions import User


@dataclass(kw_only=True)
class Stage:
    tier: Tier
    today: date
    since: date
    """First day of the history: the quarter before the one before this one."""
    users: dict[str, User]
    community: Grid
    leaves: Sequence[Grid]
    households: Sequence[Household]
    say: Say
    words: dict[str, Any] = field(default_factory=dict)
    volunteers: list[Resident] = field(default_factory=list)
    """The most eager ones first."""
    cards: dict[int, Card] = field(default_factory=dict)
    """By resident."""

    @property
    def administrator(self) -> User:
        return self.users["guanliyuan"]
