"""Recording minutes that were served, confirming and correcting them.

Minutes and the points that they bring are written together or not at all. What was entered by hand waits for a second
person, and so does what an organiser records for the own household. Nothing is ever edited: a correction takes the
award back and writes a record that replaces the first one, with its reason; where it adds time, that waits as well, and
what was booked before stays with the household meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit
from points.errors import (
    FutureDate,
    HoursDisputed,
    HoursNotWaiting,
    HoursOverlap,
    HoursReplaced,
    InvalidTimes,
    OwnEntry,
    ReasonRequired,
)
from points.hours import overlaps
from points.hours.drafts import Draft, act_of, brings_points, entered_by, needs_second_person
from points.hours.models import ServiceRecord
from points.hours.services.vouching import vouch
from points.ledger import services as ledger
from points.ledger.models import Account
from points.people import queries as people
from points.permissions import User, Verb
from points.rules import services as rules
from points.rules.models import AwardRecord
from points.texts import refuse_personal_numbers

_LONGEST = timedelta(days=1)


def record_many(drafts: Sequence[Draft], *, by: User | None, key: str) -> list[ServiceRecord]:
    """Write the records, in the order given, and book their awards in one batch with `key`.

    `by` is None for the clock. The caller has permitted it and written its own key; runs inside its transaction.
    Records of the household of `by`, and those entered by hand, are written without an award and wait for a second
    person. What stands in another record of the person is cut off, down to no minute at all. Locks the accounts.
    Refuses as `rules.record_many` does.
    """
    # Two shifts that are closed at once meet here and see each other's records.
    accounts = Account.objects.filter(household__in={draft.resident.household_id for draft in drafts})
    list(accounts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    drafts = overlaps.counted_once(drafts)
    own = people.own_households(by) if by else set()
    records = [
        _as_record(draft, by=by, is_waiting=draft.resident.household_id in own or needs_second_person(draft))
        for draft in drafts
    ]
    _award([record for record in records if record.state == ServiceRecord.State.BOOKED], by=by, key=key)
    return ServiceRecord.objects.bulk_create(records)


@transaction.atomic
def confirm(record: ServiceRecord, *, by: User) -> ServiceRecord:
    """Book hours that wait for a second person.

    Refuses with `not_permitted`, `not_your_grid`, `own_household`, `own_entry` (whoever entered or recorded them),
    `hours_not_waiting`, `hours_disputed` (nobody has answered yet), and as `rules.record_many` does.
    """
    permit(record, by=by)
    if by.pk in entered_by(record):
        raise OwnEntry()

    locked = lock(record)
    if locked.state != ServiceRecord.State.WAITING:
        raise HoursNotWaiting()
    if locked.is_disputed:
        raise HoursDisputed()

    _award_instead(locked, _standing(locked), key=f"{locked.key}:confirm", by=by)
    locked.state = ServiceRecord.State.BOOKED
    locked.confirmed_by_id, locked.confirmed_at = by.pk, timezone.now()
    locked.save(update_fields=["state", "award", "confirmed_by", "confirmed_at"])
    log(instance=locked, action="points.hours_confirmed", user=by, data=audit.facts(minutes=locked.minutes))
    return locked


def correct(
    record: ServiceRecord, *, started_at: datetime, ended_at: datetime, reason: str, by: User, key: str
) -> ledger.Answer[ServiceRecord]:
    """Take the award back and write a record with other times in place of this one, entered by hand.

    Equal times mean that nobody was there: such a record has no minutes and brings nothing. What adds time, or comes
    from whoever entered it, waits for a second person. Refuses with `not_permitted`, `not_your_grid`, `own_household`,
    `personal_data_in_text`, `reason_required`, `invalid_times`, `future_date`, `hours_overlap`, `hours_replaced`,
    `hours_disputed` (they wait, and other times would book them), `hand_minutes_used_up`, `idempotency_mismatch`, and
    as `rules.record_many` does.
    """
    permit(record, by=by)
    refuse_personal_numbers(reason)
    request = {"correct": record.pk, "from": started_at, "to": ended_at, "reason": reason}

    def act() -> ServiceRecord:
        if not reason.strip():
            raise ReasonRequired()
        if not started_at <= ended_at <= started_at + _LONGEST:
            raise InvalidTimes()
        if ended_at > timezone.now():
            raise FutureDate(day=f"{timezone.localtime(ended_at):%Y-%m-%d %H:%M}")
        return _replace(lock(record), started_at=started_at, ended_at=ended_at, reason=reason, by=by)

    return ledger.once(key=key, request=request, act=act, replay=lambda: ServiceRecord.objects.get(replaces=record.pk))


def permit(record: ServiceRecord, *, by: User) -> None:
    """Refuses whoever has no such duty here, or belongs to the household."""
    people.require(by, Verb.CONFIRM_HOURS, record.community)
    people.refuse_own_household(by, record.resident.household)


def lock(record: ServiceRecord) -> ServiceRecord:
    """The record as it stands now; whoever confirms or corrects it at the same moment waits."""
    rows = ServiceRecord.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("community", "resident__household__account", "award").get(pk=record.pk)


def _replace(old: ServiceRecord, *, started_at: datetime, ended_at: datetime, reason: str, by: User) -> ServiceRecord:
    if old.state == ServiceRecord.State.REVERSED:
        raise HoursReplaced()
    if old.is_disputed and old.state == ServiceRecord.State.WAITING and started_at < ended_at:
        raise HoursDisputed()
    draft = _corrected(old, started_at=started_at, ended_at=ended_at)
    is_more = _says_more(draft, old, by=by)
    ServiceRecord.objects.filter(pk=old.pk).update(state=ServiceRecord.State.REVERSED)
    new = _as_record(draft, by=by, is_waiting=is_more and needs_second_person(draft))
    new.replaces, new.reason = old, reason.strip()
    if new.state == ServiceRecord.State.BOOKED:
        _award_instead(new, _standing(new), key=f"{old.key}:undo", by=by)
    _refuse_overlap(new)
    if is_more:
        vouch(new.key, minutes=new.minutes, by=by)
    new.save(force_insert=True)
    log(
        instance=new,
        action="points.hours_corrected",
        user=by,
        data=audit.facts(replaces=old.pk, before=old.minutes, after=new.minutes),
    )
    return new


def _says_more(draft: Draft, old: ServiceRecord, *, by: User) -> bool:
    """Whether it gives time that was neither booked before nor entered by somebody else."""
    is_within = old.started_at <= draft.started_at and draft.ended_at <= old.ended_at
    is_said_by_another = old.state == ServiceRecord.State.BOOKED or by.pk not in entered_by(old)
    return bool(draft.minutes) and not (is_within and is_said_by_another)


def _standing(new: ServiceRecord) -> AwardRecord | None:
    """What the household has for the records before this one: it keeps that while corrections wait."""
    old = new.replaces
    while old is not None and old.award is None:
        old = old.replaces
    return old.award if old else None


def _refuse_overlap(new: ServiceRecord) -> None:
    # A shift that is closed at this moment is waited for: closing locks the accounts before it reads.
    list(Account.objects.select_for_update(of=("self",)).filter(pk=new.resident.household.account_id))
    stretch = new.started_at, new.ended_at
    taken = overlaps.counted([new.resident_id], since=new.started_at, until=new.ended_at)
    if stretch[0] < stretch[1] and overlaps.longest_free(stretch, taken.get(new.resident_id, ())) != stretch:
        raise HoursOverlap()


def _award_instead(new: ServiceRecord, old: AwardRecord | None, *, key: str, by: User) -> None:
    """Book what the new record brings in place of the old award, which somebody may have undone before."""
    is_standing = old is not None and old.undone_at is None
    if old and is_standing and brings_points(new):
        new.award = rules.replace(old, act=act_of(new), key=key, by=by, reason=new.reason)
    elif old and is_standing:
        rules.take_back(old, key=key, by=by, reason=new.reason)
    else:
        _award([new], by=by, key=f"{new.key}:award")


def _corrected(old: ServiceRecord, *, started_at: datetime, ended_at: datetime) -> Draft:
    return Draft(
        resident=old.resident,
        community=old.community,
        key=_next_key(old),
        title=old.title,
        place=old.place,
        content=old.content,
        organiser=old.organiser,
        occurred_on=timezone.localdate(started_at),
        started_at=started_at,
        ended_at=ended_at,
        minutes=int((ended_at - started_at) / timedelta(minutes=1)),
        source=ServiceRecord.Source.BY_HAND,
        rule_code=old.rule_code,
        difficulty=old.difficulty,
    )


def _next_key(old: ServiceRecord) -> str:
    if old.replaces_id is None:
        return f"{old.key}:2"
    root, _, number = old.key.rpartition(":")
    return f"{root}:{int(number) + 1}"


def _as_record(draft: Draft, *, by: User | None, is_waiting: bool) -> ServiceRecord:
    fields = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    state = ServiceRecord.State.WAITING if is_waiting else ServiceRecord.State.BOOKED
    return ServiceRecord(**fields, state=state, recorded_by_id=by.pk if by else None)


def _award(records: Sequence[ServiceRecord], *, by: User | None, key: str) -> None:
    """Book what the records bring and give each its award; those without a rule or without a minute bring nothing."""
    acts = [act_of(record) for record in records if brings_points(record)]
    if not acts:
        return
    awards = {award.key: award for award in rules.record_many(acts, by=by, key=key)}
    for record in records:
        record.award = awards.get(record.key)
