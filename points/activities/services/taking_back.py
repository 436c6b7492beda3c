"""Taking a scan back: the wrong person was scanned, or the wrong way.

Nothing is deleted. A fact is put beside the scan, and the check-in is worked out anew from the facts that are left. It
is for the moment after the mistake; later on the organiser enters by hand when somebody came, with a reason.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from points import audit
from points.activities import queries, scans
from points.activities.models import CheckIn, Scan, Shift, TakenBack, Way
from points.activities.working_out import DOUBLE_SECONDS, lock, vouch, work_out
from points.errors import ShiftNotOpen
from points.errors.activities import NothingToTakeBack, TakeBackOver
from points.permissions import User


@transaction.atomic
def take_back(scan: Scan, *, by: User) -> CheckIn:
    """The scan counts no more; again for one that was taken back changes nothing.

    A card that was held out twice within seconds is taken back as the one scan that it was. Refuses with
    `not_permitted`, `not_your_grid`, `nothing_to_take_back` (it was refused), `take_back_over`, `shift_not_open`.
    """
    queries.require_organiser(by, scan.shift.activity)

    shift = queries.shared(scan.shift)
    if scan.refusal or scan.resident is None:
        raise NothingToTakeBack()
    check_in = lock(shift, scan.resident)
    if TakenBack.objects.filter(scan=scan).exists():
        return check_in

    if shift.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    if timezone.now() - scan.recorded_at > timedelta(seconds=scans.TAKE_BACK_SECONDS):
        raise TakeBackOver(seconds=scans.TAKE_BACK_SECONDS)

    TakenBack.objects.bulk_create([TakenBack(scan=row, recorded_by_id=by.pk) for row in _doubles(scan)])
    work_out(check_in)
    if scan.way == Way.BY_HAND and scan.recorded_by:
        vouch(check_in, shift, by=scan.recorded_by)
    audit.write(check_in, action="points.scan_taken_back", by=by, data=audit.facts(shift=shift.pk, scan=scan.pk))
    return check_in


def _doubles(scan: Scan) -> QuerySet[Scan]:
    """The scan itself, and the same card at the same device within the same seconds."""
    near = timedelta(seconds=DOUBLE_SECONDS)
    same = scans.counting_scans(scan.shift_id, scan.resident_id or 0).filter(direction=scan.direction, way=scan.way)
    again = same.filter(
        device=scan.device,
        recorded_by=scan.recorded_by_id,
        occurred_at__range=(scan.occurred_at - near, scan.occurred_at + near),
    )
    return again if scan.device else same.filter(pk=scan.pk)
