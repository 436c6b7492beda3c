"""Closing a shift: the one moment at which attendance becomes hours and points."""

from datetime import datetime

from django.utils import timezone
from wagtail.log_actions import log

from points import audit, signals
from points.activities import queries, times
from points.activities.drafts import drafts_of
from points.activities.models import CheckIn, Shift
from points.errors import ShiftNotOpen, ShiftNotOver, ShiftNotStarted
from points.hours import services as hours
from points.hours.models import ServiceRecord
from points.ledger import services as ledger
from points.permissions import User


def close_shift(shift: Shift, *, key: str, by: User) -> ledger.Answer[Shift]:
    """Turn everybody's times into service records and book the awards, in one transaction and one batch.

    Whoever did not scan out is taken to have stayed until the planned end, and is marked. The household of `by` is
    recorded but waits for a second person. Paid work leaves no volunteer hours, nor
    does a role without them. Refuses with `not_permitted`,
    `not_your_grid`, `shift_not_started`, `shift_not_open` (somebody else closed it), and as `hours.record_many` does.
    """
    queries.require_organiser(by, shift.activity)
    return ledger.once(
        key=key,
        request={"close_shift": shift.pk},
        act=lambda: _close(shift, by=by, key=key),
        replay=lambda: Shift.objects.select_related("activity__community").get(pk=shift.pk),
    )


def close_overdue(shift: Shift) -> ledger.Answer[Shift]:
    """Close a shift that its organiser forgot, `close_after_hours` after its end. No user asks for it: the clock does.

    What was entered by hand waits for a second person as always. Refuses with `shift_not_over`, and as `close_shift`
    does for whoever may close it.
    """
    key = f"shift:{shift.pk}:overdue"
    return ledger.once(
        key=key,
        request={"close_overdue": shift.pk},
        act=lambda: _close(shift, by=None, key=key),
        replay=lambda: Shift.objects.select_related("activity__community").get(pk=shift.pk),
    )


def _close(shift: Shift, *, by: User | None, key: str) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("activity__community", "activity__team").get(pk=shift.pk)
    now = timezone.now()
    if locked.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if by is None and not times.is_overdue(locked, now):
        raise ShiftNotOver()
    if locked.starts_at > now:
        raise ShiftNotStarted()

    came = _settle(locked, closed_at=now)
    valued = drafts_of(locked, came)
    records = hours.record_many([draft for _, draft in valued], by=by, key=f"shift:{locked.pk}")
    _link([check_in for check_in, _ in valued], records)

    locked.state, locked.closed_at, locked.closed_by_id = Shift.State.CLOSED, now, by.pk if by else None
    locked.save(update_fields=["state", "closed_at", "closed_by"])
    data = audit.facts(records=len(records), **_minutes(records))
    log(instance=locked, action="points.shift_closed", user=by, data=data)
    signals.ring(signals.shift_closed, sender=Shift, shift=locked, records=records)
    return locked


def _minutes(records: list[ServiceRecord]) -> dict[str, int]:
    by_hand = sum(record.minutes for record in records if record.source == ServiceRecord.Source.BY_HAND)
    scanned = sum(record.minutes for record in records if record.source == ServiceRecord.Source.SCANNED)
    return {"minutes_scanned": scanned, "minutes_by_hand": by_hand}


def _settle(shift: Shift, *, closed_at: datetime) -> list[tuple[CheckIn, times.Served]]:
    """Everybody who served at least a minute, with what it comes to; forgotten ways out are filled in and marked."""
    came = CheckIn.objects.filter(shift=shift, in_at__isnull=False).order_by("resident_id")
    came = came.select_related("resident__household__grid", "resident__household__account")
    settled = []
    for check_in in came:
        served = times.served(shift, in_at=check_in.in_at, out_at=check_in.out_at, now=closed_at)
        assert served is not None, "only those with a way in were asked for"
        if served.is_closed_automatically:
            check_in.out_at, check_in.is_closed_automatically = served.ended_at, True
        settled.append((check_in, served))
    CheckIn.objects.bulk_update([row for row, _ in settled], ["out_at", "is_closed_automatically"], batch_size=200)
    return [(check_in, served) for check_in, served in settled if served.minutes]


def _link(came: list[CheckIn], records: list[ServiceRecord]) -> None:
    if not records:
        return
    for check_in, record in zip(came, records, strict=True):
        check_in.service_record = record
    CheckIn.objects.bulk_update(came, ["service_record"], batch_size=200)
