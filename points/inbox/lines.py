"""Entries from the ledger: every line of the accounts that stand in somebody's name."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from points.amounts import format_points
from points.hours.models import ServiceRecord
from points.inbox.entries import Entry, Holder
from points.inbox.models import Kind
from points.ledger import queries as ledger
from points.ledger.models import Account, Transfer
from points.rules import queries as rules
from points.rules.models import AwardRecord, ExpiryLine

_GOODS = {Transfer.Kind.REDEMPTION, Transfer.Kind.REFUND}


def newest(holder: Holder, account: Account, *, before: int | None, limit: int) -> list[Entry]:
    """The newest lines of one account, or those older than the transfer with the id `before`."""
    lines = ledger.statement(account, limit=limit, before=before)
    awards, expiries = _awards(lines), rules.explained_lines(line.transfer for line in lines)
    source = name_of(account)
    found = [_entry(line, awards.get(line.transfer.reverses_id or line.transfer.pk), holder, source) for line in lines]
    return [_explained(entry, expiries.get(entry.position)) for entry in found]


def name_of(account: Account) -> str:
    """Of the source: one for each book, so that a page knows how far it has come in each."""
    return str(account.book)


def _awards(lines: Sequence[ledger.Line]) -> dict[int, AwardRecord]:
    meant = [line.transfer.reverses_id or line.transfer.pk for line in lines if line.transfer.kind not in _GOODS]
    awards = AwardRecord.objects.filter(transfer__in=meant).select_related("service_record", "resident")
    return {award.transfer_id: award for award in awards if award.transfer_id is not None}


def _entry(line: ledger.Line, award: AwardRecord | None, holder: Holder, source: str) -> Entry:
    transfer = line.transfer
    record: ServiceRecord | None = getattr(award, "service_record", None)
    is_own = award is None or award.resident_id in (None, holder.resident.pk)
    return Entry(
        source=source,
        position=transfer.pk,
        kind=Kind.GOODS if transfer.kind in _GOODS else Kind.POINTS,
        at=transfer.created_at,
        title=_title(transfer),
        text=_text(transfer, award, record),
        amount=line.amount,
        transfer=transfer.pk,
        record=record.pk if record and is_own and not transfer.reverses_id and is_by_hand(record) else None,
        is_own=is_own,
    )


def _explained(entry: Entry, expiry: ExpiryLine | None) -> Entry:
    """With the sentence about what went at the end of a year; the line that takes it back says its own reason."""
    return replace(entry, text=rules.explain_expiry(expiry)) if expiry else entry


def _title(transfer: Transfer) -> str:
    meant = transfer.reverses or transfer
    what = meant.memo or meant.get_kind_display()
    match transfer.kind:
        case Transfer.Kind.REVERSAL:
            return _("Taken back: %(what)s") % {"what": what}
        case Transfer.Kind.REFUND:
            return _("Returned: %(what)s") % {"what": what}
        case _other:
            return what


def _text(transfer: Transfer, award: AwardRecord | None, record: ServiceRecord | None) -> str:
    """Who did it, and what the household should know about the line."""
    who = award.resident.name if award and award.resident else ""
    return " · ".join(filter(None, [who, _remark(transfer, record)]))


def _remark(transfer: Transfer, record: ServiceRecord | None) -> str:
    if transfer.shortfall:
        missing = format_points(transfer.shortfall)
        return _("%(missing)s points more were asked for and not there.") % {"missing": missing}
    if transfer.kind == Transfer.Kind.REVERSAL:
        return _("Reason: %(reason)s") % {"reason": transfer.memo} if transfer.memo else ""
    return how_recorded(record) if record else ""


def is_by_hand(record: ServiceRecord) -> bool:
    return record.source == ServiceRecord.Source.BY_HAND


def how_recorded(record: ServiceRecord) -> str:
    """What the person should know about minutes in his name; empty where both ends were scanned."""
    if record.is_closed_automatically:
        return _("The check-out was missing and was closed automatically.")
    if record.replaces_id:
        return _("The hours were corrected by hand.")
    return _("The hours were entered by hand.") if is_by_hand(record) else ""
