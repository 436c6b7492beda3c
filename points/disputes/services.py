"""Disputes: a resident says that something is not right, and somebody who had no part in it answers.

What is upheld is undone in the same transaction as the answer: points and minutes are taken back as they always are,
by a second line. What was booked at the till, or moved in another way, is put right where it was booked; the answer
then names the line that did it. Hours that wait for a second person are frozen until the answer.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from points import audit, signals
from points.disputes import queries
from points.disputes.models import Dispute
from points.errors import (
    AlreadyDisputed,
    DisputeAnswered,
    NotByHand,
    NotOfHousehold,
    NotPermitted,
    OwnEntry,
    ReasonRequired,
    UndoElsewhere,
)
from points.hours import queries as hours_queries
from points.hours import services as hours
from points.hours.models import ServiceRecord
from points.ledger import services as ledger
from points.ledger.models import Account, Transfer
from points.people import queries as people
from points.people.models import Deed, Grid, Resident
from points.permissions import User, Verb
from points.rules import queries as rules_queries
from points.rules import services as rules
from points.texts import refuse_personal_numbers


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """What a dispute is about, and where it is seen and answered."""

    account: Account
    community: Grid
    transfer: Transfer | None = None
    service_record: ServiceRecord | None = None


def raise_dispute(
    about: Transfer | ServiceRecord, *, resident: Resident, kind: Dispute.Kind, text: str, by: User, key: UUID
) -> ledger.Answer[Dispute]:
    """Tell the staff that a line of the passbook or somebody's minutes are not right.

    Any active member of the household may, or whoever acts for one, and nobody needs to say why. Where minutes brought
    the line, the dispute is about the minutes, so that both ways lead to the same one. Refuses with `not_permitted`,
    `not_of_household`, `personal_data_in_text`, `not_by_hand`, `already_disputed`, `idempotency_mismatch`.
    """
    _permit_raising(resident, by)
    subject = _subject_of(about, resident)
    text = text.strip()
    refuse_personal_numbers(text)

    def act() -> Dispute:
        if subject.service_record:
            hours.dispute(subject.service_record)
        # The passbook is the queue: two members who tap at the same moment raise one dispute.
        Account.objects.select_for_update(no_key=True).get(pk=subject.account.pk)
        _refuse_raising(subject, kind)
        return _raise(subject, Dispute(key=key, resident=resident, kind=kind, text=text, raised_by_id=by.pk), by=by)

    return ledger.once(
        key=f"dispute:{key}",
        request={"about": str(about._meta), "id": about.pk, "resident": resident.pk, "kind": kind, "text": text},
        act=act,
        replay=lambda: Dispute.objects.get(key=key),
    )


def uphold(
    dispute: Dispute, *, answer: str, by: User, key: UUID, remedy: Transfer | None = None
) -> ledger.Answer[Dispute]:
    """Say that the resident is right, and undo the entry; the household reads the answer.

    An award is taken back, and minutes are corrected to none. What was reversed or refunded before needs nothing more.
    Everything else is put right elsewhere, and `remedy` is the line of the same passbook that did it.
    Refuses with `not_permitted`, `not_your_grid`, `own_household`, `own_entry`, `personal_data_in_text`,
    `reason_required`, `dispute_answered`, `undo_elsewhere`, `idempotency_mismatch`.
    """
    permit_answering(dispute, by=by)
    answer = answer.strip()
    refuse_personal_numbers(answer)

    def act() -> Dispute:
        locked = _lock_open(dispute, answer)
        put_right_by = _undo(locked, answer=answer, by=by) or _refuse_unless_put_right(locked, remedy)
        return _answer(locked, state=Dispute.State.UPHELD, answer=answer, by=by, remedy=put_right_by)

    return ledger.once(
        key=f"uphold:{key}",
        request={"dispute": dispute.pk, "answer": answer, "remedy": remedy.pk if remedy else None},
        act=act,
        replay=lambda: Dispute.objects.get(pk=dispute.pk),
    )


@transaction.atomic
def dismiss(dispute: Dispute, *, answer: str, by: User) -> Dispute:
    """Say why the entry stays as it is. Refuses as `uphold` does, but for what concerns undoing."""
    permit_answering(dispute, by=by)
    answer = answer.strip()
    refuse_personal_numbers(answer)
    return _answer(_lock_open(dispute, answer), state=Dispute.State.DISMISSED, answer=answer, by=by)


# --- raising --------------------------------------------------------------------------------------------------------


def _permit_raising(resident: Resident, by: User) -> None:
    if not resident.is_active or not people.stands_for(by, resident, Deed.DISPUTE):
        raise NotPermitted()


def _subject_of(about: Transfer | ServiceRecord, resident: Resident) -> _Subject:
    if isinstance(about, ServiceRecord):
        if about.resident.household_id != resident.household_id:
            raise NotOfHousehold()
        account = resident.household.account
        return _Subject(account=account, community=about.community, service_record=about)
    mine = Account.objects.filter(pk__in=[resident.household.account_id, resident.account_id])
    held = mine.filter(pk__in=[about.debit_id, about.credit_id]).first()
    if held is None:
        raise NotOfHousehold()
    if record := queries.record_of(about):
        return _Subject(account=held, community=record.community, service_record=record)
    award = queries.award_of(about)
    community = award.rule.rule_book.community if award else people.community_of(resident.household.grid)
    return _Subject(account=held, community=community, transfer=about)


def _refuse_raising(subject: _Subject, kind: Dispute.Kind) -> None:
    record = subject.service_record
    if kind == Dispute.Kind.NOT_ME and (record is None or record.source != ServiceRecord.Source.BY_HAND):
        raise NotByHand()
    known = Dispute.objects.filter(transfer=subject.transfer, service_record=record)
    if known.filter(state=Dispute.State.OPEN).exists():
        raise AlreadyDisputed()


def _raise(subject: _Subject, dispute: Dispute, *, by: User) -> Dispute:
    dispute.account, dispute.community = subject.account, subject.community
    dispute.transfer, dispute.service_record = subject.transfer, subject.service_record
    dispute.save(force_insert=True)
    data = audit.facts(transfer=dispute.transfer_id, service_record=dispute.service_record_id, kind=dispute.kind)
    data |= people.on_behalf_of(by, dispute.resident)
    audit.write(dispute, action="points.dispute_raised", by=by, data=data)
    signals.ring(signals.dispute_raised, sender=Dispute, dispute=dispute)
    return dispute


# --- answering ------------------------------------------------------------------------------------------------------


def permit_answering(dispute: Dispute, *, by: User) -> None:
    """Refuses whoever has no such duty here, had a part in the entry, or belongs to the household."""
    people.require(by, Verb.ANSWER_DISPUTE, dispute.community)
    household = rules_queries.household_of(dispute.account)
    for own in (household, dispute.resident.household):
        if own is not None:
            people.refuse_own_household(by, own)
    if by.pk in _who_entered(dispute):
        raise OwnEntry()


def _who_entered(dispute: Dispute) -> set[object]:
    """Everybody who had a part in it: who raised it for somebody, who recorded the entry, who approved it."""
    transfer, record = queries.transfer_behind(dispute), dispute.service_record
    award = queries.award_of(transfer) if transfer else None
    return {
        dispute.raised_by_id,
        transfer and transfer.created_by_id,
        award and award.recorded_by_id,
        record and record.recorded_by_id,
        record and record.confirmed_by_id,
        *(hours_queries.entered_by(record) if record else ()),
    }


def _lock_open(dispute: Dispute, answer: str) -> Dispute:
    locked = Dispute.objects.select_for_update(of=("self",), no_key=True).get(pk=dispute.pk)
    if locked.state != Dispute.State.OPEN:
        raise DisputeAnswered()
    if not answer:
        raise ReasonRequired()
    return locked


def _undo(dispute: Dispute, *, answer: str, by: User) -> Transfer | None:
    """Take points and minutes back where that is done here; the line that did it, or that had done it before."""
    key, record, transfer = f"dispute:{dispute.pk}:undo", dispute.service_record, queries.transfer_behind(dispute)
    if record and record.state != ServiceRecord.State.REVERSED:
        # Equal times: nobody was there.
        began = record.started_at
        hours.correct(record, started_at=began, ended_at=began, reason=answer, by=by, key=key)
    elif transfer and not record and not queries.reversal_of(transfer):
        award = queries.award_of(transfer)
        if award and award.undone_at is None:
            rules.take_back(award, key=key, by=by, reason=answer)
    return queries.reversal_of(transfer)


def _refuse_unless_put_right(dispute: Dispute, remedy: Transfer | None) -> Transfer | None:
    if remedy is None and queries.can_be_undone_here(dispute):
        # Minutes without points, or an award that had moved nothing.
        return None
    if remedy is None or not queries.remedies_for(dispute).filter(pk=remedy.pk).exists():
        raise UndoElsewhere()
    return remedy


def _answer(
    dispute: Dispute, *, state: Dispute.State, answer: str, by: User, remedy: Transfer | None = None
) -> Dispute:
    dispute.state, dispute.answer, dispute.remedy = state, answer, remedy
    dispute.answered_by_id, dispute.answered_at = by.pk, timezone.now()
    dispute.save(update_fields=["state", "answer", "remedy", "answered_by", "answered_at"])
    if dispute.service_record:
        hours.settle(dispute.service_record)
    data = audit.facts(account=dispute.account_id, remedy=remedy.pk if remedy else None)
    audit.write(dispute, action=f"points.dispute_{state}", by=by, data=data)
    signals.ring(signals.dispute_answered, sender=Dispute, dispute=dispute)
    return dispute
