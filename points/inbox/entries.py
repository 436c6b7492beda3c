"""One entry of the inbox, and for whom it is read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from points.inbox.models import Kind
from points.ledger.models import Account
from points.people.models import Resident


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that was entered in a resident's name."""

    source: str
    """Where it is read from; with `position` it stands for one row."""
    position: int
    """In its source; the newest is the highest."""
    kind: Kind
    at: datetime
    title: str
    text: str = ""
    amount: int | None = None
    """Tenths, signed; None where no points moved."""
    transfer: int | None = None
    """Id of the line of the passbook that explains it."""
    record: int | None = None
    """Id of the minutes that were entered by hand, to which the person may say “not me”."""
    is_own: bool = True
    """False for what another member of the household did: it stands in the common passbook, and is told to nobody
    else outside of the site."""


@dataclass(frozen=True)
class Holder:
    """A resident with the accounts whose lines stand in his name."""

    resident: Resident

    @cached_property
    def accounts(self) -> list[Account]:
        """That of the household, and the own one where there is one."""
        own = self.resident.account
        return [self.resident.household.account, *([own] if own else [])]
