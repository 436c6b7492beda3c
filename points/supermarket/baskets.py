"""What is to be redeemed: the goods as they stood on the screen, by whom, where and by which key."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils import timezone

from points.amounts import LARGEST
from points.ledger import services as ledger
from points.ledger.models import Transfer
from points.people.models import Household
from points.permissions import User
from points.supermarket.models import Good, Store

MOST = 999
"""Largest quantity on one line."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A good as it stood on the screen when the household chose it."""

    good: Good
    quantity: int
    price: int
    """Tenths for one unit, as it was seen."""

    @property
    def amount(self) -> int:
        return self.quantity * self.price


@dataclass(frozen=True, kw_only=True)
class Basket:
    household: Household
    store: Store
    lines: Sequence[Line]
    """In the order of the goods' ids, in which their rows are locked."""
    key: UUID
    by: User

    @property
    def request(self) -> dict[str, Any]:
        """What makes two baskets the same request."""
        return {
            "household": self.household.id,
            "store": self.store.id,
            "lines": [[line.good.id, line.quantity, line.price] for line in self.lines],
        }

    @property
    def fingerprint(self) -> str:
        """`request_hash` of the request, written down in place: all baskets are of one form, and a queue waits."""
        lines = ",".join(f"[{line.good.id},{line.quantity},{line.price}]" for line in self.lines)
        text = f'{{"household":{self.household.id},"lines":[{lines}],"store":{self.store.id}}}'
        return sha256(text.encode()).hexdigest()

    @cached_property
    def request_key(self) -> str:
        return f"redemption:{self.key}"

    @property
    def is_possible(self) -> bool:
        """Whether it is one at all: something in it, each good once, in a quantity that people carry home."""
        goods = {line.good.id for line in self.lines}
        return 0 < len(self.lines) == len(goods) and all(1 <= line.quantity <= MOST for line in self.lines)

    @property
    def unreal_line(self) -> Line | None:
        """A line with a price that was on no screen: nothing on a shelf is free."""
        return next((line for line in self.lines if line.price <= 0), None)

    @property
    def is_at_home(self) -> bool:
        """Whether the household belongs to the store's community."""
        return self.household.is_active and self.household.grid.path.startswith(self.store.community.path)

    @property
    def is_plain(self) -> bool:
        """Nothing about it is refused without looking into the database."""
        pays, gets = self.posting.debit, self.posting.credit
        is_sound = self.is_possible and self.is_at_home and not self.unreal_line and self.by.is_active
        return is_sound and pays.is_holder and pays.book == gets.book and self.posting.amount <= LARGEST

    @cached_property
    def posting(self) -> ledger.Posting:
        goods = ", ".join(f"{line.good.name} × {line.quantity}" for line in self.lines)
        return ledger.Posting(
            debit=self.household.account,
            credit=self.store.account,
            amount=sum(line.amount for line in self.lines),
            kind=Transfer.Kind.REDEMPTION,
            key=self.request_key,
            occurred_on=timezone.localdate(),
            memo=f"{self.store.name}: {goods}"[:200],
        )
