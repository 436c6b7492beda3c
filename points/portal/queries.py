"""What a resident sees of the own household.

Every function starts from a resident or from an account that a view took from the resident who is logged in, never
from a number in the address: what lies outside the household cannot be asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from django.contrib.auth.models import PermissionsMixin
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from points import conf
from points.activities import queries as activities
from points.activities.models import CheckIn, Shift, SignUp
from points.hours import queries as hours
from points.hours.models import ServiceRecord
from points.ledger import queries as ledger
from points.ledger.models import Account, Transfer
from points.people import queries as people
from points.people.models import Card, Grid, Household, Resident
from points.permissions import User, Verb
from points.rules import queries as rules
from points.rules.models import AwardRecord
from points.supermarket import queries as supermarket
from points.supermarket.models import Redemption, Store


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the passbook with what stands behind it."""

    line: ledger.Line
    award: AwardRecord | None
    """What was valued; of a line that takes something back, what it takes back."""
    redemption: Redemption | None
    """What was redeemed; of a refund, what came back."""
    taken_back_by: Transfer | None

    @property
    def transfer(self) -> Transfer:
        return self.line.transfer

    @property
    def month(self) -> date:
        """The month it was recorded in: the balance afterwards follows this order, not that of the acts."""
        return timezone.localdate(self.transfer.created_at).replace(day=1)

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        match self.transfer.kind:
            case Transfer.Kind.REVERSAL:
                return _("Taken back: %(what)s") % {"what": self._what}
            case Transfer.Kind.REFUND:
                return _("Returned: %(what)s") % {"what": self._what}
            case _other:
                return self._what

    @property
    def _what(self) -> str:
        if self.redemption:
            # No line break between a good and how many of it.
            goods = [f"{line.good.name}\u00a0×\u00a0{line.quantity}" for line in self.redemption.lines.all()]
            return pgettext("between goods", ", ").join(goods)
        if self.award:
            return self.award.rule.name
        meant = self.transfer.reverses or self.transfer
        return meant.memo or meant.get_kind_display()

    @property
    def service_record(self) -> ServiceRecord | None:
        return getattr(self.award, "service_record", None) if self.award else None

    @property
    def explanation(self) -> str:
        """Why an award has its amount; empty for everything else."""
        return rules.explain(self.award) if self.award else ""


@dataclass(frozen=True, kw_only=True)
class Page:
    entries: list[Entry]
    older: int | None
    """Key of the next page; None on the last one."""


def latest_of(account: Account, *, count: int) -> list[Entry]:
    """The newest lines of the passbook."""
    return _entries(ledger.statement(account, limit=count))


def page_of(account: Account, *, before: int | None = None, sides: Sequence[str] = ("debit", "credit")) -> Page:
    """A page of the passbook, the newest line first."""
    size = conf.settings().statement_page_size
    lines = ledger.statement(account, limit=size + 1, before=before, sides=sides)
    older = lines[size - 1].transfer.pk if len(lines) > size else None
    return Page(entries=_entries(lines[:size]), older=older)


def entry_of(account: Account, transfer_id: int) -> Entry | None:
    """One line; None when the transfer is none of the account's."""
    transfer = ledger.transfers_of(account).select_related("created_by", "reverses").filter(pk=transfer_id).first()
    return _entries([ledger.line_of(transfer, account)])[0] if transfer else None


def _entries(lines: Sequence[ledger.Line]) -> list[Entry]:
    """The lines with what stands behind them, in the same few statements however many there are."""
    meant = [line.transfer.reverses_id or line.transfer.pk for line in lines]
    awards = {award.transfer_id: award for award in _awards(meant)}
    redemptions = {redemption.transfer_id: redemption for redemption in _redemptions(meant)}
    undoing = Transfer.objects.filter(reverses__in=[line.transfer.pk for line in lines])
    taken_back = {transfer.reverses_id: transfer for transfer in undoing}
    return [
        Entry(
            line=line,
            award=awards.get(pk),
            redemption=redemptions.get(pk),
            taken_back_by=taken_back.get(line.transfer.pk),
        )
        for line, pk in zip(lines, meant, strict=True)
    ]


def _awards(transfers: Iterable[int]) -> QuerySet[AwardRecord]:
    with_all = AwardRecord.objects.select_related(
        "rule__rule_book", "resident", "recorded_by", "service_record__recorded_by", "service_record__confirmed_by"
    )
    return with_all.filter(transfer__in=transfers)


def _redemptions(transfers: Iterable[int]) -> QuerySet[Redemption]:
    with_all = Redemption.objects.select_related("store", "created_by").prefetch_related("lines__good")
    return with_all.filter(transfer__in=transfers)


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


@dataclass(frozen=True, kw_only=True)
class Duties:
    """What there is to do for the community."""

    runs_shifts: bool
    records_awards: bool
    hours_waiting: int
    """Records that wait for a second person, where the user may be that person."""
    sells: bool
    opens_admin: bool

    @property
    def has_screens(self) -> bool:
        """Whether any of them is done outside Wagtail's admin."""
        return any((self.runs_shifts, self.records_awards, self.hours_waiting, self.sells))

    @property
    def has_any(self) -> bool:
        """Whoever has one is staff: a login without a household is no mistake then."""
        return self.has_screens or self.opens_admin


def duties_of(user: User) -> Duties:
    verbs = people.verbs_of(user)
    return Duties(
        # A duty counts before its first shift is planned: the desk then says that there is none.
        runs_shifts=Verb.RUN_SHIFT in verbs or activities.shifts_run_by(user).exists(),
        records_awards=Verb.RECORD_AWARD in verbs,
        hours_waiting=activities.hours_to_confirm(user).count() if Verb.CONFIRM_HOURS in verbs else 0,
        sells=Verb.SELL in verbs and supermarket.stores_for(user, Verb.SELL).exists(),
        opens_admin=bool(verbs) and cast(PermissionsMixin, user).has_perm("wagtailadmin.access_admin"),
    )


def balance_after(record: AwardRecord) -> int | None:
    """Tenths on the account after an award; None where it moved nothing."""
    moved = record.transfer
    if moved is None:
        return None
    return moved.credit_balance if moved.credit_id == record.account_id else moved.debit_balance


def members_of(household: Household) -> QuerySet[Resident]:
    return household.residents.filter(is_active=True)


def stores_of(community: Grid) -> QuerySet[Store]:
    return Store.objects.filter(community=community, is_active=True)


def card_of(resident: Resident) -> Card | None:
    """The newest card in force: the resident's own, or else that of the household."""
    cards = Card.objects.filter(household=resident.household_id, revoked_at__isnull=True)
    own_first = F("resident").desc(nulls_last=True)
    return cards.filter(Q(resident=None) | Q(resident=resident)).order_by(own_first, "-pk").first()


@dataclass(frozen=True, kw_only=True)
class Served:
    """Hours with the reason for what they brought."""

    record: ServiceRecord

    @property
    def explanation(self) -> str:
        return rules.explain(self.record.award) if self.record.award else ""


@dataclass(frozen=True, kw_only=True)
class Year:
    year: int
    minutes: hours.Minutes
    lines: list[Served]
    years: list[int]
    """All years with records, the newest first."""


def year_of(resident: Resident, year: int | None = None) -> Year:
    """What the resident served in a year; in the newest one with records, or else in this one."""
    mine = ServiceRecord.objects.filter(resident=resident)
    years = [day.year for day in mine.dates("occurred_on", "year", order="DESC")]
    year = year or (years[0] if years else timezone.localdate().year)
    records = mine.filter(occurred_on__year=year).select_related("award", "recorded_by")
    return Year(
        year=year,
        minutes=hours.minutes_of(resident, since=date(year, 1, 1), until=date(year + 1, 1, 1)),
        lines=[Served(record=record) for record in records.order_by("-occurred_on", "-pk")],
        years=years,
    )


def community_of(resident: Resident) -> Grid:
    return people.community_of(resident.household.grid)
