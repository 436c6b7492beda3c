"""A patrol that is walked in rounds, today and tomorrow, and a station at the duty desk: whoever tries the demo can."""

from datetime import timedelta

from demo.clock import days, moment
from demo.stage import Stage
from points.activities import services as activities
from points.activities.services import Plan
from points.models import Activity, ActivityKind
from points.patrols import services as patrols
from points.stations import services as stations

_ROUND = timedelta(hours=6)


def patrol(stage: Stage) -> None:
    words, by = stage.tier.json("patrols"), stage.users["zuzhizhe"]
    kind, _ = ActivityKind.objects.get_or_create(
        name=words["activity"]["kind"], defaults={"mode": ActivityKind.Mode.PATROL}
    )
    said = {name: words["activity"][name] for name in ("name", "place", "content")}
    plan = Plan(community=stage.community, kind=kind, rule_code="HT01", **said)
    activity = activities.create_activity(plan, by=by)
    draft = patrols.RouteDraft(rounds=timedelta(days=1) // _ROUND, round_minutes=_ROUND // timedelta(minutes=1))
    route = patrols.plan_route(activity, draft=draft, by=by)
    for point in words["points"]:
        patrols.add_point(route, draft=patrols.PointDraft(**point), by=by)
    for day in days(stage.today, stage.today + timedelta(days=2)):
        times = {"starts_at": moment(day, "00:00"), "ends_at": moment(day, "23:59")}
        activities.add_shift(activity, **times, capacity=6 * stage.tier.crowd, by=by)


def man_the_desk(stage: Stage) -> None:
    """At the post that is staffed all day."""
    post = Activity.objects.get(community=stage.community, name=stage.words["all_day"]["name"])
    stations.open_station(post, name=stage.tier.json("patrols")["station"], by=stage.users["zuzhizhe"])
