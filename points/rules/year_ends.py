"""The end of a year: which points are good until when, and when the rest may be booked.

The rule book in force on the last day of the year decides, for points from before it as well.

- *Expire*: what was credited before the year began and is not spent when it ends. So points are good until the end of
  the year after the one in which they came, a whole year at least; those of the year itself always stay. With the year
  itself counted in, the oldest could not go first: all of them would go, and that is the other rule.
- *Reset*: everything above the base that was credited before the year ended.

Nobody loses anything unannounced. Thirty days before the end of the year it is said to everybody whom it concerns;
where the rule book is adopted later than that, it is said then, and the points are good for thirty days more.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from points.ledger import queries as ledger
from points.ledger.models import Account
from points.people.models import Grid, Household, Resident
from points.rules.models import ExpiryRound, RuleBook

NOTICE = timedelta(days=30)
_IN_THE_MORNING = time(9, 0)
"""It may come as a text message, and nobody wants one at midnight."""


@dataclass(frozen=True, kw_only=True)
class YearEnd:
    """The end of one year by a rule book under which points do not carry over."""

    rule_book: RuleBook
    year: int

    @property
    def community(self) -> Grid:
        return self.rule_book.community

    @property
    def is_reset(self) -> bool:
        return self.rule_book.year_end == RuleBook.YearEnd.RESET

    @property
    def credited_before(self) -> date:
        """What came on this day or later stays."""
        return credited_before(self.year, is_reset=self.is_reset)

    @property
    def cut_off(self) -> datetime:
        return first_moment(self.credited_before)

    @property
    def announced_at(self) -> datetime:
        adopted_at = self.rule_book.adopted_at
        assert adopted_at is not None, "a rule book that decides was adopted"
        return max(announced_at(self.year), adopted_at)

    @property
    def booked_from(self) -> date:
        """The first day on which it may be booked."""
        return max(date(self.year + 1, 1, 1), timezone.localdate(self.announced_at) + NOTICE)

    @property
    def last_day(self) -> date:
        """The last day on which the points can be redeemed for certain."""
        return self.booked_from - timedelta(days=1)


def credited_before(year: int, *, is_reset: bool) -> date:
    return date(year + is_reset, 1, 1)


def first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def announced_at(year: int) -> datetime:
    """When it is said that points go at the end of the year, by a rule book that was adopted before."""
    return timezone.make_aware(datetime.combine(date(year, 12, 31) - NOTICE, _IN_THE_MORNING))


def losing_in(year_end: YearEnd) -> "QuerySet[Account, Any]":
    """The accounts of the community that would lose points if it were booked now, with what `with_unspent` says."""
    holders = holders_in(year_end.community, book=year_end.rule_book.book)
    return unspent(holders, year_end).filter(unspent__gt=0)


def unspent(accounts: QuerySet[Account], year_end: YearEnd) -> "QuerySet[Account, Any]":
    return ledger.with_unspent(accounts, before=year_end.cut_off, least=year_end.rule_book.base_points)


def holders_in(community: Grid, *, book: str) -> QuerySet[Account]:
    """The accounts of the households of a community and of its residents, in that book."""
    households = Household.objects.filter(grid__path__startswith=community.path)
    residents = Resident.objects.filter(household__grid__path__startswith=community.path, account__isnull=False)
    ours = Q(pk__in=households.values("account")) | Q(pk__in=residents.values("account"))
    return Account.objects.filter(ours, book=book, kind=Account.Kind.HOLDER)


def rounds_of(year_end: YearEnd) -> QuerySet[ExpiryRound]:
    """How it was booked, the newest first; all but the newest were taken back."""
    book = year_end.rule_book
    return ExpiryRound.objects.filter(community=book.community_id, book=book.book, year=year_end.year)


def next_attempt(year_end: YearEnd) -> int:
    """The number of the round that stands, or of the next one where none was booked or all were taken back."""
    newest = rounds_of(year_end).first()
    if newest is None:
        return 1
    return newest.attempt + (newest.undone_at is not None)
