"""The time that was really served, after a forgotten check-out: the volunteer proposes, the organiser answers.

What is accepted becomes a correction, by the rules of every correction: less time is booked at once, more waits for a
second person.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit, conf
from points.errors import (
    AlreadyProposed,
    FutureDate,
    HoursReplaced,
    InvalidTimes,
    NothingForgotten,
    NotPermitted,
    OwnEntry,
    ProposalAnswered,
    ProposalOver,
    ReasonRequired,
)
from points.hours.models import ServiceRecord, TimeProposal
from points.hours.services.records import correct, lock, permit
from points.people import queries as people
from points.people.models import Deed
from points.permissions import User
from points.texts import refuse_personal_numbers

_LONGEST = timedelta(days=1)


@transaction.atomic
def propose_time(record: ServiceRecord, *, ended_at: datetime, text: str, by: User) -> TimeProposal:
    """Say when the person really left. Once for a record, within `propose_days` of its closing.

    Refuses with `not_permitted`, `personal_data_in_text`, `nothing_forgotten`, `proposal_over`, `hours_replaced`,
    `already_proposed`, `reason_required`, `invalid_times`, `future_date`.
    """
    if not record.resident.is_active or not people.stands_for(by, record.resident, Deed.DISPUTE):
        raise NotPermitted()
    refuse_personal_numbers(text)

    locked = lock(record)
    refuse_proposing(locked)
    if not text.strip():
        raise ReasonRequired()
    if not locked.started_at <= ended_at <= locked.started_at + _LONGEST:
        raise InvalidTimes()
    if ended_at > timezone.now():
        raise FutureDate(day=f"{timezone.localtime(ended_at):%Y-%m-%d %H:%M}")

    proposal = TimeProposal.objects.create(record=locked, ended_at=ended_at, text=text.strip(), proposed_by_id=by.pk)
    data = audit.facts(service_record=locked.pk) | people.on_behalf_of(by, locked.resident)
    log(instance=locked, action="points.time_proposed", user=by, data=data)
    return proposal


def refuse_proposing(record: ServiceRecord) -> None:
    """Refuses as `propose_time` does whatever the person may say: said before anything is typed."""
    if not record.is_closed_automatically:
        raise NothingForgotten()
    if record.state == ServiceRecord.State.REVERSED:
        raise HoursReplaced()
    days = conf.settings().propose_days
    if timezone.now() > record.recorded_at + timedelta(days=days):
        raise ProposalOver(days=days)
    if TimeProposal.objects.filter(record=record).exists():
        raise AlreadyProposed()


@transaction.atomic
def accept_time(proposal: TimeProposal, *, by: User) -> ServiceRecord:
    """Correct the hours to the proposed time, with its words as the reason.

    Refuses with `own_entry` (whoever proposed it), `proposal_answered`, and as `correct` does.
    """
    locked = _lock_open(proposal, by=by)
    record = locked.record
    times = {"started_at": record.started_at, "ended_at": locked.ended_at}
    corrected = correct(record, **times, reason=locked.text, by=by, key=f"proposal:{locked.pk}").result
    _answer(locked, TimeProposal.State.ACCEPTED, by=by)
    return corrected


@transaction.atomic
def decline_time(proposal: TimeProposal, *, answer: str, by: User) -> TimeProposal:
    """Say why the time stays. Refuses with `not_permitted`, `not_your_grid`, `own_household`, `own_entry`,
    `personal_data_in_text`, `proposal_answered`, `reason_required`."""
    locked = _lock_open(proposal, by=by)
    refuse_personal_numbers(answer)
    if not answer.strip():
        raise ReasonRequired()
    return _answer(locked, TimeProposal.State.DECLINED, by=by, answer=answer.strip())


def _lock_open(proposal: TimeProposal, *, by: User) -> TimeProposal:
    permit(proposal.record, by=by)
    if proposal.proposed_by_id == by.pk:
        raise OwnEntry()
    # The record first, as in every service of this room.
    record = lock(proposal.record)
    locked = TimeProposal.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal.pk)
    if locked.state != TimeProposal.State.OPEN:
        raise ProposalAnswered()
    locked.record = record
    return locked


def _answer(locked: TimeProposal, state: TimeProposal.State, *, by: User, answer: str = "") -> TimeProposal:
    locked.state, locked.answer, locked.answered_by_id, locked.answered_at = state, answer, by.pk, timezone.now()
    locked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    data = audit.facts(state=state)
    log(instance=locked.record, action="points.time_answered", user=by, data=data)
    return locked
