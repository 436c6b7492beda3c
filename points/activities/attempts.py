"""An attempt: a scan before it is accepted or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from points.activities.models import Direction, Scan, Shift, Way
from points.errors import PointsError
from points.people.models import Resident
from points.permissions import User


@dataclass(frozen=True, kw_only=True)
class CardSeen:
    """A card that was read at a shift of which no more than the number is known."""

    shift_id: int
    card_text: str
    direction: str
    occurred_at: datetime | None = None
    """A device's claim about a scan made without a signal."""


@dataclass(frozen=True, kw_only=True)
class Proviso:
    """What the caller only remembers about itself, as a condition of the statement that acts for it."""

    condition: str
    """SQL; may name `%(by)s`, who acts, and what stands in `values`."""
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What was read, where, and when."""

    shift: Shift
    direction: Direction
    way: Way
    key: str
    by: User
    occurred_at: datetime
    """The time that counts."""
    resident: Resident | None = None
    """None while nobody was recognised."""
    claimed_at: datetime | None = None
    """None for a live scan."""
    reason: str = ""
    refusal: PointsError | None = None
    """What was wrong with the code or the card, found before anything was locked."""
    card_text: str = ""
    provided: Proviso | None = None
    """Set where only a plain scan may follow: the careful way does not ask it."""

    @property
    def is_live_entry(self) -> bool:
        """A second one is a mistake."""
        return self.direction == Direction.IN and self.claimed_at is None

    def request(self) -> dict[str, Any]:
        return {
            "check_in": self.shift.pk,
            "direction": str(self.direction),
            "way": str(self.way),
            # What a card opens may change before the scan is sent again; what was read from it does not.
            "resident": self.resident.pk if self.resident and not self.card_text else None,
            "card": self.card_text,
            "claimed_at": self.claimed_at,
            "reason": self.reason,
        }

    def scan(self, *, refusal: str = "") -> Scan:
        return Scan(
            shift=self.shift,
            resident=self.resident,
            direction=self.direction,
            way=self.way,
            key=self.key,
            occurred_at=self.occurred_at,
            claimed_at=self.claimed_at,
            recorded_by_id=self.by.pk,
            refusal=refusal,
            reason=self.reason[:200],
        )
