"""What the scans of one person at one shift come to."""

from points.activities import times
from points.activities.models import CheckIn, Direction, Shift, Way
from points.activities.scans import counting_scans
from points.hours import services as hours
from points.people.models import Resident
from points.permissions import User

DOUBLE_SECONDS = 10
"""A card that one device reads twice within this time was held out once."""


def record_key(shift: int, resident: int) -> str:
    """Of the service record that the check-in becomes."""
    return f"shift:{shift}:resident:{resident}"


def lock(shift: Shift, resident: Resident) -> CheckIn:
    """The check-in of the person, made if need be; entries and exits of one person take turns here."""
    CheckIn.objects.bulk_create([CheckIn(shift=shift, resident=resident)], ignore_conflicts=True)
    return CheckIn.objects.select_for_update(no_key=True).get(shift=shift, resident=resident)


def work_out(check_in: CheckIn) -> None:
    """The earliest way in and the latest way out of all scans that count; of equal times the scanned one counts."""
    scans = counting_scans(check_in.shift_id, check_in.resident_id)
    facts = [(row.direction, row.occurred_at, row.way == Way.BY_HAND) for row in scans]
    ways_in = [(at, is_by_hand) for direction, at, is_by_hand in facts if direction == Direction.IN]
    ways_out = [(at, not is_by_hand) for direction, at, is_by_hand in facts if direction == Direction.OUT]
    check_in.in_at, in_by_hand = min(ways_in, default=(None, False))
    check_in.out_at, out_scanned = max(ways_out, default=(None, True))
    check_in.is_by_hand = in_by_hand or not out_scanned
    check_in.save(update_fields=["in_at", "out_at", "is_by_hand"])


def vouch(check_in: CheckIn, shift: Shift, *, by: User) -> None:
    """Note what `by` entered by hand of it, as it stands now. Refuses with `hand_minutes_used_up`."""
    own = counting_scans(shift.pk, check_in.resident_id).filter(way=Way.BY_HAND, recorded_by=by.pk)
    served = times.served(shift, in_at=check_in.in_at, out_at=check_in.out_at, now=shift.ends_at)
    minutes = served.minutes if served and check_in.is_by_hand and own.exists() else 0
    hours.vouch(record_key(shift.pk, check_in.resident_id), minutes=minutes, by=by)
