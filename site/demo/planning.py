"""What lies ahead: a festival with parts and roles, of which one is full and waited for, and shifts that come again."""

from datetime import date, time, timedelta
from typing import Any

from demo.clock import moment
from demo.stage import Stage
from points.activities import queries as activity_queries
from points.activities import services as activities
from points.activities.services import Plan, RoleDraft, SeriesDraft
from points.models import Activity, ActivityKind, ActivityRole, Programme, Resident, Shift, SignUp

_SATURDAY = 5
_FESTIVAL_AHEAD = timedelta(days=10)


def plan_ahead(stage: Stage) -> None:
    words = stage.tier.json("plans")
    programme = Programme.objects.create(community=stage.community, **words["programme"])
    _hold_festival(stage, words["festival"], programme)
    for shape in words["series"]:
        _come_again(stage, shape, programme)


def _hold_festival(stage: Stage, shape: dict[str, Any], programme: Programme) -> None:
    day = stage.today + _FESTIVAL_AHEAD
    day += timedelta(days=(_SATURDAY - day.weekday()) % 7)
    mode = ActivityKind.Mode.FESTIVAL
    festival = _create(stage, shape, mode=mode, programme=programme)
    for part in shape["parts"]:
        activity = _create(stage, part, mode=ActivityKind.Mode.MASS_EVENT, programme=programme, parent=festival)
        roles = {role["name"]: _add_role(stage, activity, role) for role in part["roles"]}
        starts_at = moment(day, part["starts"])
        shift = activities.add_shift(
            activity,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=part["minutes"]),
            capacity=part["capacity"] * stage.tier.crowd,
            by=stage.users["zuzhizhe"],
        )
        _sign_up(stage, shift, [roles[name] for name in part["coming"]], day)


def _come_again(stage: Stage, shape: dict[str, Any], programme: Programme) -> None:
    activity = _create(stage, shape, mode=ActivityKind.Mode.FIXED_POINT, programme=programme)
    draft = SeriesDraft(
        rhythm=shape["rhythm"],
        first_on=stage.today,
        weekdays=shape.get("weekdays", ""),
        festival=shape.get("festival", ""),
        days_before=shape.get("days_before", 0),
        from_time=time.fromisoformat(shape["starts"]),
        to_time=time.fromisoformat(shape["ends"]),
        capacity=shape["capacity"],
        closes_hours=12,
    )
    by = stage.users["zuzhizhe"]
    series = activities.create_series(activity, draft=draft, by=by)
    until = activity_queries.horizon(stage.today)
    days = [one.planned_on for one in activity_queries.occasions(series, until=until)]
    # Somebody is away in the third week.
    activities.plan_shifts(series, until=until, by=by, skipped=days[2:3])


def _create(stage: Stage, shape: dict[str, Any], *, mode: str, **more: Any) -> Activity:
    kind, _ = ActivityKind.objects.get_or_create(name=shape["kind"], defaults={"mode": mode})
    said = {name: shape[name] for name in ("name", "place", "content")}
    plan = Plan(community=stage.community, kind=kind, rule_code="HT01", **said, **more)
    return activities.create_activity(plan, by=stage.users["zuzhizhe"])


def _add_role(stage: Stage, activity: Activity, shape: dict[str, Any]) -> ActivityRole:
    return activities.add_role(activity, draft=RoleDraft(**shape), by=stage.users["zuzhizhe"])


def _sign_up(stage: Stage, shift: Shift, roles: list[ActivityRole], day: date) -> None:
    """Whoever finds the role full waits for it."""
    busy = SignUp.objects.filter(shift__starts_at__date=day, state=SignUp.State.CONFIRMED).values("resident")
    known = stage.users["wangfang"].pk
    free = Resident.objects.filter(pk__in=stage.cards).exclude(pk__in=busy).exclude(user=known).order_by("pk")
    for resident, role in zip(free[: len(roles)], roles, strict=False):
        activities.sign_up_or_wait(shift, resident=resident, role=role, by=stage.users["zuzhizhe"])
