"""Who may have a place, and when: the sign-up's window, the drop-out deadline, age and skills.

All this binds those who sign up by themselves. An organiser at the desk may know better, and what he passed over is
written into the log.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from points.activities.models import Activity, ActivityRole, Shift
from points.activities.times import clock
from points.errors import (
    AgeUnknown,
    DropOutOver,
    PointsError,
    RoleElsewhere,
    RoleNeeded,
    SignUpNotOpen,
    SignUpOver,
    SkillMissing,
    TooOld,
    TooYoung,
)
from points.people import queries as people
from points.people.models import Resident


def closes_at(shift: Shift) -> datetime | None:
    """When sign-up ends; None while one may sign up until the end of the shift."""
    if shift.sign_up_closes_at is None:
        return None
    return max(shift.sign_up_closes_at, shift.starts_at) if shift.activity.has_late_sign_up else shift.sign_up_closes_at


def drop_out_until(shift: Shift) -> datetime | None:
    """Until when a place is given back with one button; None without such a deadline."""
    hours = shift.activity.drop_out_hours
    return None if hours is None else shift.starts_at - timedelta(hours=hours)


def refuse_outside_window(shift: Shift) -> None:
    """Refuses with `sign_up_not_open`, `sign_up_over`."""
    now = timezone.now()
    if shift.sign_up_opens_at and now < shift.sign_up_opens_at:
        raise SignUpNotOpen(at=clock(shift.sign_up_opens_at))
    end = closes_at(shift)
    if end and now >= end:
        raise SignUpOver(at=clock(end))


def refuse_late_drop_out(shift: Shift) -> None:
    """Refuses with `drop_out_over`."""
    until = drop_out_until(shift)
    if until and timezone.now() >= until:
        raise DropOutOver(until=clock(until))


def refuse_wrong_role(activity: Activity, role: ActivityRole | None) -> None:
    """Refuses with `role_elsewhere`, and with `role_needed` where the activity offers roles and none was chosen."""
    if role is None:
        if activity.roles.filter(is_offered=True).exists():
            raise RoleNeeded()
    elif role.activity_id != activity.pk or not role.is_offered:
        raise RoleElsewhere()


def hindrance(shift: Shift, resident: Resident, role: ActivityRole | None) -> PointsError | None:
    """What keeps the resident from coming, by what activity and role demand: `too_young`, `too_old`, `age_unknown`,
    `skill_missing`; None when nothing does."""
    day = timezone.localdate(shift.starts_at)
    demands = [shift.activity, role] if role else [shift.activity]
    found = (_unfit_by_age(demand, resident, day) or _unskilled(demand, resident) for demand in demands)
    return next(filter(None, found), None)


def _unfit_by_age(demand: Activity | ActivityRole, resident: Resident, day: date) -> PointsError | None:
    if demand.age_from is None and demand.age_to is None:
        return None
    age = people.age_on(resident, day)
    if age is None:
        return AgeUnknown()
    if demand.age_from is not None and age < demand.age_from:
        return TooYoung(age=demand.age_from)
    if demand.age_to is not None and age > demand.age_to:
        return TooOld(age=demand.age_to)
    return None


def _unskilled(demand: Activity | ActivityRole, resident: Resident) -> PointsError | None:
    missing = demand.skills.exclude(pk__in=people.skills_of(resident).values("skill")).first()
    return SkillMissing(skill=missing.name) if missing else None
