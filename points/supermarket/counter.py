"""What lies on the counter, and who stands before it, until the goods are redeemed.

The server keeps nothing of this: it travels in the till's form, the household by its number, each line as `good:price`
with its quantity beside it. So it survives a reload, two tabs and a restart, and the price that was shown comes back
with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict

from points.errors import HouseholdElsewhere, NobodyFound, OutOfStock
from points.people import queries as people
from points.people.models import Household, Resident
from points.permissions import User, Verb
from points.supermarket import queries
from points.supermarket.models import Good, Store
from points.supermarket.services import MOST, Line

_LINE = re.compile(r"(\d{1,18}):(\d{1,12})")
_CARD = "V1."
_MEMBERS = Prefetch("residents", queryset=Resident.objects.filter(is_active=True))
MOST_FOUND = 8
"""Households offered when a name fits several."""


@dataclass(kw_only=True)
class Counter:
    store: Store
    by: User
    household: Household | None = None
    lines: dict[int, Line] = field(default_factory=dict)
    """By the id of the good, in the order in which they were put down."""
    found: list[Household] = field(default_factory=list)
    """Whom a typed name may mean, when it is not clear."""
    is_cut: bool = False
    """Whether more households were found than are offered."""

    @classmethod
    def read(cls, store: Store, sent: QueryDict, *, by: User) -> "Counter":
        """From the fields of the form; what cannot be read is left out."""
        counter = cls(store=store, by=by)
        number = sent.get("household", "")
        counter.household = counter._customers().filter(account__number=number).first() if number.isalnum() else None
        matches = [match for text in sent.getlist("line") if (match := _LINE.fullmatch(text))]
        prices = {int(match[1]): int(match[2]) for match in matches}
        goods = store.goods.in_bulk(prices)
        for pk, price in prices.items():
            quantity = _quantity(sent, pk)
            if pk in goods and quantity:
                counter.lines[pk] = Line(good=goods[pk], quantity=quantity, price=price)
        return counter

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines.values())

    @property
    def remains(self) -> int | None:
        """Tenths left after this, below zero when points are short; None before the household is known."""
        return self.household.account.spendable - self.total if self.household else None

    @property
    def short(self) -> int:
        """Tenths that are missing."""
        return max(0, -(self.remains or 0))

    @property
    def is_ready(self) -> bool:
        return self.household is not None and bool(self.lines) and not self.short

    def find(self, typed: str) -> None:
        """What one field takes: a barcode, a card, a number or a name.

        Refuses with `nobody_found`, `card_unreadable`, `card_revoked`, `household_elsewhere`, `own_household`.
        """
        typed = typed.strip()
        if not typed:
            return
        if good := queries.good_by_barcode(self.store, typed):
            self.add(good.pk)
        elif typed.upper().startswith(_CARD):
            self._serve(people.read_card(typed).household)
        else:
            self._look_for(typed)

    def choose(self, number: str) -> None:
        """The household with this account number, out of those that were offered."""
        household = self._customers().filter(account__number=number).first()
        if household is None:
            raise NobodyFound(typed=number)
        self._serve(household)

    def add(self, pk: int) -> None:
        """One more of a good, at the price of now. Refuses with `out_of_stock`."""
        good = self.store.goods.filter(pk=pk, is_on_shelf=True).first()
        if good is None:
            return
        line = self.lines.get(pk) or Line(good=good, quantity=0, price=good.price)
        if not good.is_service and line.quantity >= good.stock:
            raise OutOfStock(good=good.name, good_id=good.pk, stock=good.stock)
        self.lines[pk] = replace(line, quantity=min(line.quantity + 1, MOST))

    def less(self, pk: int) -> None:
        line = self.lines.pop(pk, None)
        if line and line.quantity > 1:
            self.lines[pk] = replace(line, quantity=line.quantity - 1)

    def drop(self, pk: int) -> None:
        self.lines.pop(pk, None)

    def reprice(self, pk: int, price: int) -> None:
        """Show another price (tenths) than the one that was seen."""
        if line := self.lines.get(pk):
            self.lines[pk] = replace(line, price=price)

    def in_basket(self, good: Good) -> int:
        line = self.lines.get(good.pk)
        return line.quantity if line else 0

    def _look_for(self, typed: str) -> None:
        meant = people.find_households(self.by, typed, Verb.SELL)
        found = list(self._customers().filter(pk__in=meant.values("pk"))[: MOST_FOUND + 1])
        if not found:
            raise NobodyFound(typed=typed)
        self.found, self.is_cut = found[:MOST_FOUND], len(found) > MOST_FOUND
        if len(self.found) == 1:
            self._serve(self.found.pop())

    def _serve(self, household: Household) -> None:
        people.refuse_own_household(self.by, household)
        self.household = self._customers().filter(pk=household.pk).first()
        if self.household is None:
            raise HouseholdElsewhere()

    def _customers(self) -> QuerySet[Household]:
        here = {"is_active": True, "grid__path__startswith": self.store.community.path}
        return people.households_for(self.by, Verb.SELL).filter(**here).prefetch_related(_MEMBERS)


def _quantity(sent: Mapping[str, str], pk: int) -> int:
    typed = sent.get(f"quantity-{pk}", "")
    # Nobody buys a billion, and Python does not read a number of five thousand digits.
    return min(int(typed[:9]), MOST) if typed.isascii() and typed.isdigit() else 1
