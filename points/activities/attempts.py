"""An attempt: a scan before it is accepted or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.crypto import salted_hmac

from points import errors
from points.activities.models import Direction, Scan, Shift, Way
from points.errors import PointsError
from points.people.models import Resident
from points.permissions import User


class Reason(StrEnum):
    """Why a scan is refused: there are no other reasons. Each is the code of a refusal, which has the sentence."""

    ALREADY_CHECKED_IN = errors.AlreadyCheckedIn.code
    CARD_REVOKED = errors.CardRevoked.code
    CARD_UNREADABLE = errors.CardUnreadable.code
    CHOOSE_MEMBER = errors.ChooseMember.code
    CODE_EXPIRED = errors.CodeExpired.code
    HAND_MINUTES_USED_UP = errors.HandMinutesUsedUp.code
    NOT_OF_THIS_COMMUNITY = errors.NotOfThisCommunity.code
    OUTSIDE_SHIFT_TIME = errors.OutsideShiftTime.code
    REASON_REQUIRED = errors.ReasonRequired.code
    SHIFT_NOT_OPEN = errors.ShiftNotOpen.code


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a device says about a scan."""

    occurred_at: datetime | None = None
    """When it was, for a scan made without a signal; None for now."""
    sent_at: datetime | None = None
    """What the device's clock shows while it sends; without it nobody knows how wrong that clock is."""
    device: str = ""
    """The name that the device made up for itself."""


@dataclass(frozen=True, kw_only=True)
class CardSeen(Told):
    """A card that was read at a shift of which no more than the number is known."""

    shift_id: int
    card_text: str
    direction: str


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
    code: str = ""
    """The rotating code, or the pass, as it came."""
    device: str = ""
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

    def scan(self) -> Scan:
        return Scan(
            shift=self.shift,
            resident=self.resident,
            direction=self.direction,
            way=self.way,
            key=self.key,
            occurred_at=self.occurred_at,
            claimed_at=self.claimed_at,
            recorded_by_id=self.by.pk,
            reason=self.reason[:200],
            device=self.device,
        )

    def refused(self, refusal: PointsError) -> Scan:
        scan = self.scan()
        scan.refusal, scan.digest = Reason(refusal.code).value, digest_of(self.card_text or self.code)
        return scan


def digest_of(text: str) -> str:
    """Empty where nothing was read."""
    read = text.strip().upper()
    return salted_hmac("points.activities.scan", read, algorithm="sha256").hexdigest()[:32] if read else ""
