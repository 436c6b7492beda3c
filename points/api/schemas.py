"""What is sent and what is answered. Amounts are integer tenths of a point.

Requests are strict: no unknown field, no number written as text, no text beyond its length, no time without its zone.
Answers to writes are made from rows that never change, so that a repeat gives the same body.

They are models of pydantic and not of ninja: ninja's read rows by their attributes, of which there are none here, and
check every body twice for that.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Header
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

BATCH_LIMIT = 500
LARGEST_ID = 2**63 - 1
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


def _is_text(value: Any) -> Any:
    """A time is written out; a number of seconds since 1970 is a guess about its zone."""
    if not isinstance(value, str | date):
        raise ValueError("a date or time is written as text")
    return value


def _is_of_our_time(value: date) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if not _EARLIEST <= day < _LATEST:
        raise ValueError("not a day of our time")
    return value


def _is_printable(text: str) -> str:
    if "\x00" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)):
        raise ValueError("contains signs that are no text")
    return text


Text = Annotated[str, AfterValidator(_is_printable)]
Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
Day = Annotated[date, BeforeValidator(_is_text), AfterValidator(_is_of_our_time)]
Moment = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_is_of_our_time)]
Number = Annotated[Text, Field(min_length=9, max_length=20, examples=["12345678-9"])]
CardText = Annotated[Text, Field(min_length=1, max_length=160)]
DeviceName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,20}$")]
Reason = Annotated[Text, Field(max_length=200)]
Key = Annotated[
    UUID, Header(alias="Idempotency-Key", description="Made before sending; the same again gives the same answer.")
]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Said(BaseModel):
    """An answer. The sentences under the fields stand in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


# --- accounts -------------------------------------------------------------------------------------------------------


class AccountOut(Said):
    number: str
    book: str
    balance: int
    held: int
    base: int
    spendable: int


class TransferOut(Said):
    id: int
    kind: str
    occurred_on: date
    created_at: datetime
    amount: int
    """Signed: above zero when it came in."""
    balance: int
    """Right after it."""
    shortfall: int
    memo: str
    explanation: str
    """Why this amount, in a sentence; empty where no rule stands behind it."""
    reverses: int | None


class TransferPage(Said):
    items: list[TransferOut]
    next: int | None
    """`before` of the next page; null on the last."""


# --- awards ---------------------------------------------------------------------------------------------------------


class AwardIn(Request):
    account: Number
    rule: Annotated[Text, Field(min_length=1, max_length=20)]
    occurred_on: Day
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1
    minutes: Annotated[int, Field(strict=True, ge=1, le=24 * 60)] | None = None
    difficulty: Annotated[Text, Field(max_length=20)] = ""
    points: Annotated[int, Field(strict=True, ge=0, le=10**9)] | None = None
    """Tenths that a panel chose, for a rule with a range."""
    note: Annotated[Text, Field(max_length=200)] = ""


class AwardOut(Said):
    id: int
    account: str
    rule: str
    occurred_on: date
    quantity: int
    amount: int
    """Signed; what the rule and its caps came to."""
    cut: int
    """What a cap cut off."""
    explanation: str
    transfer: int | None
    balance: int | None
    """Right after it; null when nothing moved."""


# --- check-ins ------------------------------------------------------------------------------------------------------


class Seen(Request):
    """Somebody who was scanned by a card, or vouched for by hand."""

    shift: Id
    direction: Literal["in", "out"]
    card: CardText | None = None
    resident: Id | None = None
    reason: Reason = ""
    """Why there was no scan; needed with `resident`."""
    occurred_at: Moment | None = None
    """When it was, for a scan that was made without a signal; left out for one that is made now."""
    device: DeviceName = ""
    """A name that the scanner made up for itself, to tell two of them apart. A second reading of a card by the same one
    within ten seconds is answered as the first."""

    @model_validator(mode="after")
    def _one_way(self) -> "Seen":
        if len(self.ways()) != 1:
            raise ValueError("exactly one way to recognise somebody is needed")
        return self

    def ways(self) -> list[Any]:
        return [way for way in (self.card, self.resident) if way is not None]


class CheckInIn(Seen):
    code: Annotated[Text, Field(min_length=1, max_length=32)] | None = None
    """The rotating code, for the person who is signed in."""
    simulate: bool = False
    """Do everything, answer as always, and leave no trace: for trying out a scanner. The answer has no `scan`."""

    def ways(self) -> list[Any]:
        return [way for way in (self.card, self.resident, self.code) if way is not None]

    @model_validator(mode="after")
    def _a_code_is_live(self) -> "CheckInIn":
        if self.code is not None and self.occurred_at is not None:
            raise ValueError("a code is read now")
        return self


class KeyedCheckIn(Seen):
    key: UUID


class CheckInBatch(Request):
    check_ins: Annotated[list[KeyedCheckIn], Field(min_length=1, max_length=BATCH_LIMIT)]
    sent_at: Moment | None = None
    """What the device's clock shows now. Where that is wrong by more than a minute, `occurred_at` of each is put right
    by as much; `claimed_at` of the answer keeps what the device said."""


class CheckInOut(Said):
    scan: int | None
    """Null for what was only tried."""
    shift: int
    resident: int
    name: str
    """Masked for a device; whole for people with the duty to see people."""
    direction: str
    way: str
    occurred_at: datetime
    """The time that counts."""
    claimed_at: datetime | None
    """What the device said; null for a scan of that moment."""
    recorded_at: datetime


class CheckInResult(Said):
    key: UUID
    status: int
    """201 taken, 200 taken before, otherwise the status of the problem."""
    check_in: CheckInOut | None = None
    problem: dict[str, Any] | None = None


class CheckInResults(Said):
    results: list[CheckInResult]


class RosterLineOut(Said):
    resident: int
    name: str
    """Whole for people who run the shift, masked for a device."""
    is_signed_up: bool
    in_at: datetime | None
    out_at: datetime | None
    is_by_hand: bool
    minutes: int | None


class Roster(Said):
    shift: int
    state: str
    minutes_scanned: int
    """What the shift would come to if it were closed now, of those whose both ends were scanned."""
    minutes_by_hand: int
    """Of those of whom an end was entered by a person; the two are never added up."""
    lines: list[RosterLineOut]


class CodeOut(Said):
    code: str
    seconds_left: int


# --- redemptions ----------------------------------------------------------------------------------------------------


class LineIn(Request):
    good: Id
    quantity: Annotated[int, Field(strict=True, ge=1, le=999)]
    price: Annotated[int, Field(strict=True, ge=1, le=10**9)]
    """For one unit, as it was seen."""


class RedemptionIn(Request):
    store: Annotated[Text, Field(min_length=1, max_length=40)]
    """Its code."""
    card: CardText | None = None
    account: Number | None = None
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _one_household(self) -> "RedemptionIn":
        if (self.card is None) == (self.account is None):
            raise ValueError("either a card or an account is needed")
        return self


class LineOut(Said):
    good: int
    quantity: int
    price: int
    amount: int


class RedemptionOut(Said):
    id: int
    number: str
    store: str
    account: str
    total: int
    balance: int
    """Right after it."""
    lines: list[LineOut]
    created_at: datetime


class RefundIn(Request):
    reason: Annotated[Text, Field(min_length=1, max_length=200)]


class RefundOut(Said):
    redemption: int
    number: str
    amount: int
    balance: int
    """Right after it."""
    reason: str
    created_at: datetime
