"""Entering the times of many by hand at once: what is missing is filled in, what is known stays.

At the end of a big event a row of people walks past the table without scanning out, and a paper list comes with twenty
names. Each of them gets a scan of his own that says who entered it and why; all are entered in one transaction or
nobody is. Statements do not grow with the people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from points import audit, signals
from points.activities import queries, times
from points.activities.models import CheckIn, Direction, Scan, Shift, SignUp, Way
from points.activities.working_out import lock_all, vouch_all, work_out_all
from points.errors import FutureDate, NotOfThisCommunity, ReasonRequired, ShiftNotOpen
from points.ledger import services as ledger
from points.permissions import User
from points.texts import refuse_personal_numbers


@dataclass(frozen=True, kw_only=True)
class Together:
    """What an organiser says about several people: why they were not scanned, and when they came or left."""

    residents: Sequence[int]
    reason: str
    in_at: datetime | None = None
    out_at: datetime | None = None

    @property
    def times(self) -> dict[Direction, datetime]:
        given = {Direction.IN: self.in_at, Direction.OUT: self.out_at}
        return {direction: at for direction, at in given.items() if at}


def enter_together(shift: Shift, *, told: Together, by: User, key: str) -> ledger.Answer[int]:
    """Fill in by hand when these people came or left; the answer is for how many something was missing.

    They signed up for the shift or were scanned at it. Nobody leaves before he came: for such a person nothing is
    entered. Refuses with `not_permitted`, `not_your_grid`, `personal_data_in_text`, `reason_required`,
    `shift_not_open`, `outside_shift_time`, `future_date`, `not_of_this_community`, `hand_minutes_used_up`,
    `idempotency_mismatch`.
    """
    queries.require_organiser(by, shift.activity)
    refuse_personal_numbers(told.reason)
    wanted = sorted(set(told.residents))
    entered = Scan.objects.filter(shift=shift, resident__in=wanted, key__startswith=f"{key}:")
    return ledger.once(
        key=key,
        request={"enter": shift.pk, "residents": wanted, "reason": told.reason, "in": told.in_at, "out": told.out_at},
        act=lambda: _enter(shift, wanted, told, by=by, key=key),
        replay=lambda: entered.values("resident").distinct().count(),
    )


def _enter(shift: Shift, residents: Sequence[int], told: Together, *, by: User, key: str) -> int:
    locked = queries.shared(shift)
    _refuse(shift, locked, residents, told)
    missing = _missing(lock_all(locked, residents), told.times)
    scans = [
        Scan(
            shift=locked,
            resident_id=check_in.resident_id,
            direction=direction,
            way=Way.BY_HAND,
            key=f"{key}:{check_in.resident_id}:{direction}",
            occurred_at=at,
            claimed_at=at,
            recorded_by_id=by.pk,
            reason=told.reason.strip()[:200],
        )
        for check_in, direction, at in missing
    ]
    Scan.objects.bulk_create(scans, batch_size=200)
    touched = list({check_in.pk: check_in for check_in, _direction, _at in missing}.values())
    work_out_all(touched)
    vouch_all(touched, locked, by=by)
    data = audit.facts(shift=shift.pk, together=len(touched))
    audit.write_each(touched, action="points.checked_in", by=by, data=data)
    for check_in in touched:
        signals.ring(signals.checked_in, sender=CheckIn, check_in=check_in)
    return len(touched)


def _refuse(shift: Shift, locked: Shift, residents: Sequence[int], told: Together) -> None:
    if locked.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if not told.reason.strip():
        raise ReasonRequired()
    for direction, at in told.times.items():
        times.refuse_outside(locked, direction, at)
        if at > timezone.now():
            raise FutureDate(day=times.clock(at))
    signed_up = SignUp.objects.filter(shift=locked, resident=OuterRef("pk"), state=SignUp.State.CONFIRMED)
    was_here = CheckIn.objects.filter(shift=locked, resident=OuterRef("pk"))
    known = queries.residents_of(shift.activity.community).filter(Q(Exists(signed_up)) | Q(Exists(was_here)))
    if known.filter(pk__in=residents).count() < len(residents):
        raise NotOfThisCommunity()


def _missing(
    check_ins: Sequence[CheckIn], given: Mapping[Direction, datetime]
) -> list[tuple[CheckIn, Direction, datetime]]:
    """What is to be added for whom. A way out alone says nothing, nor one before the way in."""
    found = []
    for check_in in check_ins:
        in_at = check_in.in_at or given.get(Direction.IN)
        out_at = check_in.out_at or given.get(Direction.OUT)
        if in_at is None or (out_at is not None and out_at < in_at):
            continue
        known = {Direction.IN: check_in.in_at, Direction.OUT: check_in.out_at}
        found += [(check_in, direction, at) for direction, at in given.items() if known[direction] is None]
    return found
