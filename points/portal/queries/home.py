"""What a resident sees of the own household at a glance."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from points.activities import queries as activities
from points.activities.models import CheckIn, Shift, SignUp
from points.disputes.models import Dispute
from points.inbox import queries as inbox
from points.ledger import queries as ledger
from points.ledger.models import Account
from points.people import queries as people
from points.people.models import Card, Grid, Household, Resident
from points.permissions import User
from points.rules import queries as rules
from points.rules.models import RuleBook
from points.supermarket.models import Store


@dataclass(frozen=True, kw_only=True)
class Month:
    """Tenths that came in and went out since the first of the month."""

    came_in: int
    went_out: int


def this_month(account: Account) -> Month:
    first = timezone.make_aware(datetime.combine(timezone.localdate().replace(day=1), time.min))
    came_in, went_out = ledger.moved_since(account, first)
    return Month(came_in=came_in, went_out=went_out)


@dataclass(frozen=True, kw_only=True)
class YearEnd:
    """What the rule book says about the points at the end of the year."""

    on: date
    """The last day on which they can be redeemed."""
    is_reset: bool
    """All above the base goes; otherwise the oldest expire."""
    is_near: bool


_NEAR_DAYS = 92


def year_end_of(community: Grid) -> YearEnd | None:
    """None where points carry over. The day is the rule book's, and no amount: how much it will be is booked then."""
    today = timezone.localdate()
    book = rules.book_in_force(community, on=today)
    if book is None or book.year_end == RuleBook.YearEnd.CARRY_OVER:
        return None
    last = date(today.year, 12, 31)
    is_reset = book.year_end == RuleBook.YearEnd.RESET
    return YearEnd(on=last, is_reset=is_reset, is_near=(last - today).days < _NEAR_DAYS)


@dataclass(frozen=True, kw_only=True)
class News:
    """What came in since it was read."""

    count: int

    @property
    def is_many(self) -> bool:
        """Too many to be counted: “99+”."""
        return self.count >= inbox.MOST_COUNTED

    @property
    def at_most(self) -> int:
        return min(self.count, inbox.MOST_COUNTED - 1)


def news_of(resident: Resident, *, by: User) -> News:
    since = inbox.read_up_to(resident, by=by)
    return News(count=inbox.unread_count(resident, since=since))


def open_disputes_of(account: Account) -> list[Dispute]:
    """What the household still waits for, the newest first."""
    waiting = Dispute.objects.filter(account=account, state=Dispute.State.OPEN)
    return list(waiting.select_related("service_record__award").order_by("-pk")[:_MOST_DISPUTES])


_MOST_DISPUTES = 5


@dataclass(frozen=True, kw_only=True)
class Pending:
    """Attendance that becomes hours and points when the organiser closes the shift."""

    check_in: CheckIn
    amount: int | None
    """Tenths that can be expected; None when it brings hours only."""


def pending_of(resident: Resident) -> list[Pending]:
    """Shifts that the resident came to and that are not closed."""
    came = CheckIn.objects.filter(resident=resident, in_at__isnull=False, shift__state=Shift.State.OPEN)
    came = came.select_related(
        "shift__activity__community",
        "shift__activity__team",
        "resident__household__grid",
        "resident__household__account",
    )
    return [Pending(check_in=check_in, amount=_expected(check_in)) for check_in in came.order_by("-in_at")]


def _expected(check_in: CheckIn) -> int | None:
    award = activities.worth_at_the_end(check_in).award
    return award.amount if award else None


def next_sign_up(resident: Resident) -> SignUp | None:
    """The next shift that the resident signed up for and that is not over."""
    return activities.sign_ups_of(resident).filter(shift__ends_at__gt=timezone.now()).first()


def members_of(household: Household) -> QuerySet[Resident]:
    return household.residents.filter(is_active=True)


def stores_of(community: Grid) -> QuerySet[Store]:
    return Store.objects.filter(community=community, is_active=True)


def card_of(resident: Resident) -> Card | None:
    """The newest card in force: the resident's own, or else that of the household."""
    cards = Card.objects.filter(household=resident.household_id, revoked_at__isnull=True)
    own_first = F("resident").desc(nulls_last=True)
    return cards.filter(Q(resident=None) | Q(resident=resident)).order_by(own_first, "-pk").first()


def community_of(resident: Resident) -> Grid:
    return people.community_of(resident.household.grid)
