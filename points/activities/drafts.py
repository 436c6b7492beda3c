"""What a person's times at a shift become in the service record.

The role in which somebody signed up says what it is worth; without one the activity itself does.
"""

from collections.abc import Iterable

from django.utils import timezone

from points.activities.models import ActivityRole, CheckIn, Shift, SignUp
from points.activities.times import Served
from points.activities.working_out import record_key
from points.hours.models import ServiceRecord
from points.hours.services import Draft


def roles_at(shift: Shift, residents: Iterable[int] | None = None) -> dict[int, ActivityRole]:
    """The role of everybody who has a place in one, by the id of the resident."""
    placed = SignUp.objects.filter(shift=shift, state=SignUp.State.CONFIRMED, role__isnull=False)
    if residents is not None:
        placed = placed.filter(resident__in=residents)
    return {row.resident_id: row.role for row in placed.select_related("role") if row.role}


def brings_hours(shift: Shift, role: ActivityRole | None) -> bool:
    """Paid work never does, nor does a role such as the audience."""
    return not shift.activity.is_paid and (role is None or role.has_hours)


def drafts_of(shift: Shift, came: Iterable[tuple[CheckIn, Served]]) -> list[tuple[CheckIn, Draft]]:
    """Of everybody who came and whose role brings hours, in the same order."""
    if shift.activity.is_paid:
        return []
    roles = roles_at(shift)
    valued = ((check_in, served, roles.get(check_in.resident_id)) for check_in, served in came)
    return [
        (check_in, draft_of(shift, check_in, served, role=role))
        for check_in, served, role in valued
        if brings_hours(shift, role)
    ]


def draft_of(shift: Shift, check_in: CheckIn, served: Served, *, role: ActivityRole | None) -> Draft:
    activity = shift.activity
    valued = role if role and role.has_own_rule else activity
    return Draft(
        resident=check_in.resident,
        community=activity.community,
        key=record_key(shift.pk, check_in.resident_id),
        title=activity.name,
        place=activity.place,
        content=activity.content[:200],
        organiser=activity.team.name if activity.team else activity.community.name,
        occurred_on=timezone.localdate(served.started_at),
        started_at=served.started_at,
        ended_at=served.ended_at,
        minutes=served.minutes,
        source=ServiceRecord.Source.BY_HAND if check_in.is_by_hand else ServiceRecord.Source.SCANNED,
        is_closed_automatically=served.is_closed_automatically,
        rule_code=valued.rule_code,
        difficulty=valued.difficulty,
    )
