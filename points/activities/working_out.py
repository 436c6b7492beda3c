"""What the scans of one person at one shift come to."""

from collections import defaultdict
from collections.abc import Sequence

from points.activities import times
from points.activities.models import CheckIn, Direction, Scan, Shift, Way
from points.activities.scans import counting_scans, counting_scans_of
from points.hours import services as hours
from points.people.models import Resident
from points.permissions import User

DOUBLE_SECONDS = 10
"""A card that one device reads twice within this time was held out once."""
_AT_ONCE = 200


def record_key(shift: int, resident: int) -> str:
    """Of the service record that the check-in becomes."""
    return f"shift:{shift}:resident:{resident}"


def lock(shift: Shift, resident: Resident) -> CheckIn:
    """The check-in of the person, made if need be; entries and exits of one person take turns here."""
    return lock_all(shift, [resident.pk])[0]


def lock_all(shift: Shift, residents: Sequence[int]) -> list[CheckIn]:
    """The same for many, in the order of the residents' ids."""
    made = [CheckIn(shift=shift, resident_id=pk) for pk in sorted(residents)]
    CheckIn.objects.bulk_create(made, ignore_conflicts=True)
    rows = CheckIn.objects.select_for_update(no_key=True).filter(shift=shift, resident__in=residents)
    return list(rows.order_by("resident_id"))


def work_out(check_in: CheckIn) -> None:
    """The earliest way in and the latest way out of all scans that count; of equal times the scanned one counts."""
    _come_to(check_in, list(counting_scans(check_in.shift_id, check_in.resident_id)))
    check_in.save(update_fields=_WORKED_OUT)


def work_out_all(check_ins: Sequence[CheckIn]) -> None:
    """The same for many people at one shift."""
    if not check_ins:
        return
    scans = defaultdict(list)
    for scan in counting_scans_of(check_ins[0].shift_id, [row.resident_id for row in check_ins]):
        scans[scan.resident_id].append(scan)
    for check_in in check_ins:
        _come_to(check_in, scans[check_in.resident_id])
    CheckIn.objects.bulk_update(check_ins, _WORKED_OUT, batch_size=_AT_ONCE)


_WORKED_OUT = ["in_at", "out_at", "is_by_hand"]


def _come_to(check_in: CheckIn, scans: Sequence[Scan]) -> None:
    facts = [(row.direction, row.occurred_at, row.way == Way.BY_HAND) for row in scans]
    ways_in = [(at, is_by_hand) for direction, at, is_by_hand in facts if direction == Direction.IN]
    ways_out = [(at, not is_by_hand) for direction, at, is_by_hand in facts if direction == Direction.OUT]
    check_in.in_at, in_by_hand = min(ways_in, default=(None, False))
    check_in.out_at, out_scanned = max(ways_out, default=(None, True))
    check_in.is_by_hand = in_by_hand or not out_scanned


def vouch(check_in: CheckIn, shift: Shift, *, by: User) -> None:
    """Note what `by` entered by hand of it, as it stands now. Refuses with `hand_minutes_used_up`."""
    vouch_all([check_in], shift, by=by)


def vouch_all(check_ins: Sequence[CheckIn], shift: Shift, *, by: User) -> None:
    """The same for many people at one shift; the ceiling holds for all of them together."""
    residents = [row.resident_id for row in check_ins]
    own = counting_scans_of(shift.pk, residents).filter(way=Way.BY_HAND, recorded_by=by.pk)
    entered = set(own.values_list("resident", flat=True))
    minutes = {}
    for row in check_ins:
        served = times.served(shift, in_at=row.in_at, out_at=row.out_at, now=shift.ends_at)
        counts = served and row.is_by_hand and row.resident_id in entered
        minutes[record_key(shift.pk, row.resident_id)] = served.minutes if served and counts else 0
    hours.vouch_all(minutes, by=by)
