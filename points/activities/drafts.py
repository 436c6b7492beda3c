"""What a person's times at a shift become in the service record."""

from django.utils import timezone

from points.activities.models import CheckIn, Shift
from points.activities.times import Served
from points.hours.models import ServiceRecord
from points.hours.services import Draft


def draft_of(shift: Shift, check_in: CheckIn, served: Served) -> Draft:
    activity = shift.activity
    return Draft(
        resident=check_in.resident,
        community=activity.community,
        key=f"shift:{shift.pk}:resident:{check_in.resident_id}",
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
        rule_code=activity.rule_code,
        difficulty=activity.difficulty,
    )
