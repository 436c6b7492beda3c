"""What a resident sees of the own household at a glance."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from points.activities import queries as activities
from points.activities.models import CheckIn, Shift, SignUp
from points.disputes.models import Dispute
from points.inbox import queries as inbox
from points.ledger import queries as ledger
from points.ledger.models import Account, Book
from points.people import queries as people
from points.people.models import Card, Grid, Household, Resident
from points.permissions import User
from points.rules import queries as rules
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
    amount: int
    """Tenths that would go if nothing more was spent."""


_NEAR = timedelta(days=92)


def year_end_of(account: Account, community: Grid) -> YearEnd | None:
    """None where points carry over. The amount is that of now: whatever is spent until then takes the oldest first."""
    today = timezone.localdate()
    year_end = _next_year_end(account, community, today)
    if year_end is None:
        return None
    found = rules.unspent(Account.objects.filter(pk=account.pk), year_end).get()
    last = year_end.last_day
    is_near = last - today < _NEAR and found.unspent > 0
    return YearEnd(on=last, is_reset=year_end.is_reset, is_near=is_near, amount=found.unspent)


def _next_year_end(account: Account, community: Grid, today: date) -> rules.YearEnd | None:
    """In January that of the year before, where a book that was adopted late made its points good for longer."""
    years = [today.year - 1, today.year] if today.month == 1 else [today.year]
    found = (rules.year_end_of(community, year=year, book=Book(account.book)) for year in years)
    return next((one for one in found if one and one.last_day >= today), None)


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
