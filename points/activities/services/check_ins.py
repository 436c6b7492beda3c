"""Coming and going: four ways in, one way to record.

Every scan is kept, refused ones too, because fraud shows in refusals. An accepted scan is a fact; the check-in is
worked out anew from all facts of the person at the shift, the earliest way in and the latest way out. So scans may
arrive late, twice and in any order, and come to the same.

A scan without a time of its own is *live*: the server's clock counts, and a second way in is refused, because it is
most likely a mistake. A scan with a time was made elsewhere (without a signal, on paper) and is only added.

Most scans of cards and codes are plain; `plain_scans` takes those in one statement, to the same end. What follows below
it takes any scan and explains what it refuses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit, signals, statements
from points.activities import codes, plain_scans, queries, times
from points.activities.attempts import Attempt, CardSeen, Proviso, Told
from points.activities.models import CheckIn, Direction, Scan, Shift, Way
from points.activities.scans import counting_scans
from points.activities.working_out import DOUBLE_SECONDS, lock, vouch, work_out
from points.errors import (
    AlreadyCheckedIn,
    ChooseMember,
    IdempotencyMismatch,
    NotPermitted,
    PointsError,
    ReasonRequired,
    ShiftNotOpen,
)
from points.ledger import services as ledger
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User
from points.texts import refuse_personal_numbers

_A_MOMENT = timedelta(minutes=1)
"""A clock that is wrong by no more is right."""


@dataclass(frozen=True, kw_only=True)
class Entry(Told):
    """What an organiser says about somebody who could not be scanned, and when it was."""

    reason: str
    """Why there was no scan; required."""


def check_in_by_code(
    shift: Shift, *, resident: Resident, code: str, direction: str, by: User, key: str
) -> ledger.Answer[CheckIn]:
    """The volunteer scanned or typed the rotating code of the organiser's screen.

    `code` is what was typed, or the pass that `codes.admit` gave for it at first load. Refuses with `not_permitted`,
    `code_expired`, `outside_shift_time`, `already_checked_in`, `not_of_this_community`, `shift_not_open`,
    `idempotency_mismatch`.
    """
    if resident.user_id is None or resident.user_id != by.pk:
        raise NotPermitted()
    seen_at, refusal = timezone.now(), None
    try:
        seen_at = codes.seen_at(shift, code)
    except PointsError as refused:
        refusal = refused
    attempt = Attempt(
        shift=shift,
        resident=resident,
        direction=Direction(direction),
        way=Way.ROTATING_CODE,
        key=key,
        by=by,
        occurred_at=seen_at,
        refusal=refusal,
        code=code,
    )
    return _take_plainly(attempt) or _take(attempt)


def check_in_by_card(
    shift: Shift, *, card_text: str, direction: str, by: User, key: str, occurred_at: datetime | None = None
) -> ledger.Answer[CheckIn]:
    """The organiser read a card. `occurred_at` is a device's claim about a scan made without a signal.

    Refuses with `not_permitted`, `not_your_grid`, `card_unreadable`, `card_revoked`, `choose_member` (a card of a
    household with several members: enter the right one by hand), and as `check_in_by_code` does.
    """
    seen = CardSeen(shift_id=shift.pk, card_text=card_text, direction=direction, occurred_at=occurred_at)
    return check_in_seen(shift, seen=seen, by=by, key=key)


def check_in_seen(shift: Shift, *, seen: CardSeen, by: User, key: str) -> ledger.Answer[CheckIn]:
    """`check_in_by_card`, with what a device says about its scan and itself.

    A second reading at the same device within seconds is answered as the first one.
    """
    attempt = _attempt(seen, shift=shift, by=by, key=key)
    # A plain scan is permitted, judged and written in one statement.
    if taken := _take_plainly(attempt):
        return taken
    queries.require_organiser(by, shift.activity)
    return _take(_recognised(attempt))


def take_plain_card(seen: CardSeen, *, by: User, key: str, provided: Proviso | None = None) -> Scan | None:
    """The scan, when everything is as it should be: then nothing need be read before, neither shift nor caller.

    None, and nothing was written, when it is not: `check_in_by_card` takes it nevertheless, or says what is wrong.
    """
    shift = statements.stored(Shift, {"id": seen.shift_id})
    attempt = _attempt(seen, shift=shift, by=by, key=key, provided=provided)
    taken = _taken_plainly(attempt)
    return taken.scan if taken else None


def check_in_by_hand(
    shift: Shift, *, resident: Resident, direction: str, entry: Entry, by: User, key: str
) -> ledger.Answer[CheckIn]:
    """The organiser vouches for somebody without a card or a phone.

    Refuses with `not_permitted`, `not_your_grid`, `personal_data_in_text`, `reason_required`, `hand_minutes_used_up`,
    and as `check_in_by_code` does.
    """
    queries.require_organiser(by, shift.activity)
    # Before anything is kept: a refused scan keeps its reason, too.
    refuse_personal_numbers(entry.reason)
    attempt = Attempt(
        shift=shift,
        resident=resident,
        direction=Direction(direction),
        way=Way.BY_HAND,
        key=key,
        by=by,
        reason=entry.reason.strip(),
        refusal=None if entry.reason.strip() else ReasonRequired(),
        **_told(entry),
    )
    return _take(attempt)


def check_in_at_station(
    shift: Shift, *, resident: Resident, direction: str, asked_at: datetime, by: User, key: str
) -> ledger.Answer[CheckIn]:
    """Somebody asked at a code on the wall, and the station has seen what must follow: it permits, not this.

    `by` is the desk that confirmed, or the resident. The moment of asking counts. Refuses with `outside_shift_time`,
    `already_checked_in`, `not_of_this_community`, `shift_not_open`, `idempotency_mismatch`.
    """
    attempt = Attempt(
        shift=shift,
        resident=resident,
        direction=Direction(direction),
        way=Way.STATION,
        key=key,
        by=by,
        occurred_at=min(asked_at, timezone.now()),
    )
    return _take(attempt)


@contextmanager
def dry_run() -> Iterator[None]:
    """What is done inside is done as always, refusals included, and leaves nothing: for trying out a scanner."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _attempt(seen: CardSeen, *, shift: Shift, by: User, key: str, provided: Proviso | None = None) -> Attempt:
    return Attempt(
        shift=shift,
        direction=Direction(seen.direction),
        way=Way.CARD,
        key=key,
        by=by,
        card_text=seen.card_text,
        provided=provided,
        **_told(seen),
    )


def _told(told: Told) -> dict[str, Any]:
    now = timezone.now()
    return {"claimed_at": told.occurred_at, "occurred_at": _occurred_at(told, now), "device": told.device}


def _occurred_at(told: Told, now: datetime) -> datetime:
    if told.occurred_at is None:
        return now
    # A device's clock can be hours off, and is so when it sends as when it scanned.
    wrong_by = now - told.sent_at if told.sent_at else _A_MOMENT
    at = told.occurred_at + wrong_by if abs(wrong_by) > _A_MOMENT else told.occurred_at
    # Nothing happens in the future, whatever it says.
    return min(at, now)


def _bearer(card_text: str) -> Resident:
    card = people.read_card(card_text)
    if card.resident:
        return card.resident
    members = list(card.household.residents.filter(is_active=True)[:2])
    if len(members) != 1:
        raise ChooseMember()
    return members[0]


def _recognised(attempt: Attempt) -> Attempt:
    """With whoever holds the card, or with what is wrong with it."""
    try:
        return replace(attempt, resident=_bearer(attempt.card_text))
    except PointsError as refusal:
        return replace(attempt, refusal=refusal)


def _take_plainly(attempt: Attempt) -> ledger.Answer[CheckIn] | None:
    taken = _taken_plainly(attempt)
    return ledger.Answer(result=taken.check_in, is_replay=False) if taken else None


def _taken_plainly(attempt: Attempt) -> plain_scans.Taken | None:
    taken = plain_scans.take(attempt)
    if taken:
        signals.ring(signals.checked_in, sender=CheckIn, check_in=taken.check_in)
    return taken


def _take(attempt: Attempt) -> ledger.Answer[CheckIn]:
    try:
        return ledger.once(
            key=attempt.key,
            request=attempt.request(),
            act=lambda: _accept(attempt),
            replay=lambda: CheckIn.objects.get(
                shift=attempt.shift, resident__scans__key=attempt.key, resident__scans__shift=attempt.shift
            ),
        )
    except IdempotencyMismatch:
        # Not a scan but a client that mixed up its keys; the scan that has this key is kept.
        raise
    except PointsError as refusal:
        # The transaction of the scan was rolled back; its trace is written outside of it.
        Scan.objects.bulk_create([attempt.refused(refusal)], ignore_conflicts=True)
        raise


def _accept(attempt: Attempt) -> CheckIn:
    shift = queries.shared(attempt.shift)
    _refuse(attempt, shift)
    assert attempt.resident is not None, "whoever was not recognised has been refused"
    check_in = lock(shift, attempt.resident)
    if attempt.is_live_entry and check_in.in_at and not _is_double(attempt, shift, attempt.resident):
        raise AlreadyCheckedIn(at=f"{timezone.localtime(check_in.in_at):%H:%M}")

    scan = attempt.scan()
    scan.save(force_insert=True)
    work_out(check_in)
    if attempt.way == Way.BY_HAND:
        vouch(check_in, shift, by=attempt.by)
        data = audit.facts(shift=shift.pk, direction=attempt.direction, scan=scan.pk)
        log(instance=check_in, action="points.checked_in", user=attempt.by, data=data)
    signals.ring(signals.checked_in, sender=CheckIn, check_in=check_in)
    return check_in


def _refuse(attempt: Attempt, shift: Shift) -> None:
    if attempt.refusal:
        raise attempt.refusal
    if shift.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if attempt.resident:
        queries.refuse_strangers(attempt.resident, attempt.shift.activity.community)
    times.refuse_outside(shift, attempt.direction, attempt.occurred_at)


def _is_double(attempt: Attempt, shift: Shift, resident: Resident) -> bool:
    """Whether the same device read the same person in a moment ago: a camera looks several times a second."""
    since = attempt.occurred_at - timedelta(seconds=DOUBLE_SECONDS)
    same = counting_scans(shift.pk, resident.pk).filter(direction=attempt.direction, way=attempt.way)
    return bool(attempt.device) and same.filter(device=attempt.device, occurred_at__gte=since).exists()
