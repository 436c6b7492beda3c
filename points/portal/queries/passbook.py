"""The lines of a passbook, each with what stands behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from points import conf
from points.disputes import queries as disputes
from points.disputes.models import Dispute
from points.hours.models import ServiceRecord
from points.ledger import queries as ledger
from points.ledger.models import Account, Transfer
from points.people.models import Resident
from points.rules import queries as rules
from points.rules.models import AwardRecord, ExpiryLine
from points.supermarket.models import Redemption


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the passbook with what stands behind it."""

    line: ledger.Line
    award: AwardRecord | None
    """What was valued; of a line that takes something back, what it takes back."""
    redemption: Redemption | None
    """What was redeemed; of a refund, what came back."""
    expiry: ExpiryLine | None
    """Why points went at the end of a year; of a line that takes that back, why they had gone."""
    taken_back_by: Transfer | None
    dispute: Dispute | None
    """The newest one about this line, open or answered."""

    @property
    def transfer(self) -> Transfer:
        return self.line.transfer

    @property
    def day(self) -> date:
        """The day it was recorded on: the balance afterwards follows this order, not that of the acts."""
        return timezone.localdate(self.transfer.created_at)

    @property
    def month(self) -> date:
        return self.day.replace(day=1)

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
        return _record_of(self.award)

    @property
    def can_be_somebody_else(self) -> bool:
        """Whether it could have been another person: the hours were entered by hand, and they stand."""
        record = self.service_record
        if record is None or record.state == ServiceRecord.State.REVERSED:
            return False
        return record.source == ServiceRecord.Source.BY_HAND and not self.transfer.reverses_id

    @property
    def recorder(self) -> str:
        """The name of whoever recorded it, as far as the login has one."""
        person = self.transfer.created_by
        return str(person.get_full_name()) if person else ""

    @property
    def explanation(self) -> str:
        """Why an award, or what went at the end of a year, has its amount; empty for everything else."""
        if self.expiry:
            return rules.explain_expiry(self.expiry)
        return rules.explain(self.award) if self.award else ""


@dataclass(frozen=True, kw_only=True)
class Page:
    entries: list[Entry]
    older: int | None
    """Key of the next page; None on the last one."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines of a passbook are looked for; all of them where nothing is said."""

    sides: Sequence[str] = ("debit", "credit")
    since: datetime | None = None
    until: datetime | None = None
    """Recorded from that moment on, and before that one: the balance afterwards follows this order."""
    kind: str = ""
    member: Resident | None = None
    """Who did what was awarded, or what was taken back."""

    @property
    def is_everything(self) -> bool:
        return not (self.since or self.until or self.kind or self.member)

    def choice(self) -> ledger.Choice:
        """As the ledger is asked."""
        return ledger.Choice(
            sides=self.sides,
            kinds=[self.kind] if self.kind else [],
            since=self.since,
            until=self.until,
            condition=_DONE_BY if self.member else "",
            values={"member": self.member.pk} if self.member else {},
        )


_DONE_BY = (
    f"EXISTS (SELECT 1 FROM {AwardRecord._meta.db_table} award "
    "WHERE award.transfer_id = COALESCE(line.reverses_id, line.id) AND award.resident_id = %(member)s)"
)


@dataclass(frozen=True, kw_only=True)
class Period:
    """Everything that was recorded from a moment up to another one, the oldest line first."""

    opening: int
    """Tenths before the first line."""
    entries: list[Entry]
    closing: int
    is_whole: bool
    """False where there were more lines than can be shown at once."""

    @property
    def came_in(self) -> int:
        return sum(max(0, entry.line.amount) for entry in self.entries)

    @property
    def went_out(self) -> int:
        return sum(max(0, -entry.line.amount) for entry in self.entries)


MOST_LINES = 1000
"""Of a period that is printed or taken along; a busy household writes some hundred in a year."""
_AT_ONCE = 250


def period_of(account: Account, *, since: datetime | None, until: datetime | None) -> Period:
    """The lines of that time with the balances before and after them, at most `MOST_LINES`."""
    choice = ledger.Choice(since=since, until=until)
    entries: list[Entry] = []
    before: int | None = None
    while len(entries) <= MOST_LINES:
        part = ledger.sift(account, choice=choice, limit=_AT_ONCE, before=before)
        entries += _entries(part.lines)
        before = part.older
        if before is None:
            break
    prefetch_related_objects([entry.transfer for entry in entries], "created_by")
    opening = _balance_before(account, since)
    return Period(
        opening=opening,
        entries=entries[::-1],
        closing=entries[0].line.balance if entries else opening,
        is_whole=len(entries) <= MOST_LINES,
    )


def _balance_before(account: Account, moment: datetime | None) -> int:
    if moment is None:
        return 0
    newest = ledger.sift(account, choice=ledger.Choice(until=moment), limit=1).lines
    return newest[0].balance if newest else 0


def latest_of(account: Account, *, count: int) -> list[Entry]:
    """The newest lines of the passbook."""
    return _entries(ledger.statement(account, limit=count))


def page_of(account: Account, *, wanted: Wanted | None = None, before: int | None = None) -> Page:
    """A page of the passbook, the newest line first.

    Where only some lines are wanted a page may be short, or empty, and still lead on to an older one.
    """
    size, wanted = conf.settings().statement_page_size, wanted or Wanted()
    if wanted.is_everything:
        lines = ledger.statement(account, limit=size + 1, before=before, sides=wanted.sides)
        older = lines[size - 1].transfer.pk if len(lines) > size else None
        return Page(entries=_entries(lines[:size]), older=older)
    part = ledger.sift(account, choice=wanted.choice(), limit=size, before=before)
    return Page(entries=_entries(part.lines), older=part.older)


def entry_of(account: Account, transfer_id: int) -> Entry | None:
    """One line; None when the transfer is none of the account's."""
    transfer = ledger.transfers_of(account).select_related("created_by", "reverses").filter(pk=transfer_id).first()
    return _entries([ledger.line_of(transfer, account)])[0] if transfer else None


def _entries(lines: Sequence[ledger.Line]) -> list[Entry]:
    """The lines with what stands behind them, in the same few statements however many there are."""
    meant = [line.transfer.reverses_id or line.transfer.pk for line in lines]
    awards = {award.transfer_id: award for award in _awards(meant)}
    redemptions = {redemption.transfer_id: redemption for redemption in _redemptions(meant)}
    expiries = rules.explained_lines(line.transfer for line in lines)
    undoing = Transfer.objects.filter(reverses__in=[line.transfer.pk for line in lines])
    taken_back = {transfer.reverses_id: transfer for transfer in undoing}
    disputed = _disputed(lines, awards)
    return [
        Entry(
            line=line,
            award=awards.get(pk),
            redemption=redemptions.get(pk),
            expiry=expiries.get(pk),
            taken_back_by=taken_back.get(line.transfer.pk),
            dispute=disputed.get(line.transfer.pk),
        )
        for line, pk in zip(lines, meant, strict=True)
    ]


def _disputed(lines: Sequence[ledger.Line], awards: Mapping[int | None, AwardRecord]) -> dict[int, Dispute]:
    """The newest dispute of each line; one about minutes belongs to the line that they brought."""
    brought = {record.pk: pk for pk, award in awards.items() if pk and (record := _record_of(award))}
    about = disputes.about(transfers=[line.transfer.pk for line in lines], records=brought)
    return {dispute.transfer_id or brought[dispute.service_record_id or 0]: dispute for dispute in about}


def _record_of(award: AwardRecord | None) -> ServiceRecord | None:
    return getattr(award, "service_record", None)


def _awards(transfers: Iterable[int]) -> QuerySet[AwardRecord]:
    with_all = AwardRecord.objects.select_related(
        "rule__rule_book", "resident", "recorded_by", "service_record__recorded_by", "service_record__confirmed_by"
    )
    return with_all.filter(transfer__in=transfers)


def _redemptions(transfers: Iterable[int]) -> QuerySet[Redemption]:
    with_all = Redemption.objects.select_related("store", "created_by").prefetch_related("lines__good")
    return with_all.filter(transfer__in=transfers)


def balance_after(record: AwardRecord) -> int | None:
    """Tenths on the account after an award; None where it moved nothing."""
    moved = record.transfer
    if moved is None:
        return None
    return moved.credit_balance if moved.credit_id == record.account_id else moved.debit_balance
