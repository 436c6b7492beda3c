"""Volunteers, their teams, and the shifts they serve: signing up, scanning in and out, and the closing of the shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from demo.clock import at, days, moment
from demo.stage import Stage
from points.activities import queries as activity_queries
from points.activities import services as activities
from points.activities.services import Entry, Plan
from points.hours import services as hours
from points.models import Activity, ActivityKind, CheckIn, Resident, ServiceRecord, Shift, SignUp, Team
from points.people import queries as people_queries
from points.people import services as people

_OF_AGE, _STRONG_UNTIL = 16, 78
_FRESH_DAYS = 28
"""Hours by hand that are no older wait for their second person."""
_AHEAD_DAYS = 24
"""So far ahead shifts are open for sign-up."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One shift of an activity, on one day."""

    activity: Activity
    shape: dict[str, Any]
    day: date

    @property
    def starts_at(self) -> datetime:
        return moment(self.day, self.shape["starts"])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.shape["minutes"])


def recruit(stage: Stage) -> None:
    """Choose the volunteers, give each a card, and let them join a team."""
    chance = stage.tier.chance("volunteers")
    grown = Resident.objects.filter(
        household__grid__path__startswith=stage.community.path,
        born_on__range=(date(stage.since.year - _STRONG_UNTIL, 1, 1), date(stage.since.year - _OF_AGE, 1, 1)),
    )
    known = Resident.objects.get(user=stage.users["wangfang"])
    pool = list(grown.exclude(pk=known.pk).order_by("pk").values_list("pk", flat=True))
    chosen = [known.pk, *chance.sample(pool, stage.tier.volunteers - 1)]
    found = Resident.objects.select_related("household__grid", "household__account").in_bulk(chosen)
    stage.volunteers = [found[pk] for pk in chosen]
    teams = [
        people.create_team(community=stage.community, name=name, by=stage.administrator) for name in stage.tier.teams
    ]
    for number, resident in enumerate(stage.volunteers):
        stage.cards[resident.pk] = people.issue_card(resident.household, resident=resident, by=stage.administrator)
        people.join_team(
            teams[number % len(teams)],
            resident=resident,
            since=stage.since,
            is_leader=number < len(teams),
            by=stage.administrator,
        )


def plan(stage: Stage) -> list[Turn]:
    """Create the activities; returns every turn from the first day to some weeks ahead, in order of time."""
    teams = list(Team.objects.filter(community=stage.community).order_by("pk"))
    turns: list[Turn] = []
    for shape in stage.tier.json("activities"):
        activity = _create(stage, shape, team=teams[shape["team"]], rule=shape["rule"])
        turns += [Turn(activity=activity, shape=shape, day=day) for day in _days(stage, shape)]
    return sorted(turns, key=lambda turn: turn.starts_at)


def _create(stage: Stage, shape: dict[str, Any], *, team: Team | None, rule: str) -> Activity:
    kind, _ = ActivityKind.objects.get_or_create(name=shape["kind"], mode=shape.get("mode", "fixed_point"))
    return activities.create_activity(
        Plan(
            community=stage.community,
            kind=kind,
            name=shape["name"],
            place=shape["place"],
            content=shape["content"],
            team=team,
            rule_code=rule,
        ),
        by=stage.users["zuzhizhe"],
    )


def _days(stage: Stage, shape: dict[str, Any]) -> Iterator[date]:
    last = stage.today + timedelta(days=_AHEAD_DAYS)
    weekday = [day for day in days(stage.since, last) if day.weekday() == shape["weekday"] and day != stage.today]
    yield from weekday[:: shape["every"]]


def hold(stage: Stage, turn: Turn) -> None:
    """A shift that lies behind us: people sign up, come, go, and the organiser closes it."""
    chance = stage.tier.chance(f"shift:{turn.activity.name}:{turn.day}")
    with at(_not_before(stage, turn.starts_at - timedelta(days=9))):
        shift = _add_shift(stage, turn)
    coming = _sign_up(stage, turn, shift, chance, share=chance.uniform(0.4, 0.7))
    for resident in coming:
        if chance.random() < 0.94:
            _attend(stage, turn, shift, resident, chance)
    _excuse(stage, turn, shift)
    with at(turn.ends_at + timedelta(minutes=20)):
        _rate(stage, turn, shift)
    with at(turn.ends_at + timedelta(minutes=35)):
        activities.close_shift(shift, key=f"demo:close:{shift.pk}", by=stage.users["zuzhizhe"])
    if turn.day < stage.today - timedelta(days=_FRESH_DAYS):
        with at(turn.ends_at + timedelta(hours=2)):
            _confirm(stage, shift)


def _excuse(stage: Stage, turn: Turn, shift: Shift) -> None:
    """Of those who did not come every second one had said so."""
    came = CheckIn.objects.filter(shift=shift).values("resident")
    absent = SignUp.objects.filter(shift=shift, state=SignUp.State.CONFIRMED).exclude(resident__in=came)
    excused = list(absent.order_by("pk").values_list("resident", flat=True))[::2]
    if excused:
        with at(turn.starts_at):
            activities.excuse(
                shift,
                residents=excused,
                reason=stage.words["reason_excused"],
                by=stage.users["zuzhizhe"],
                key=f"demo:excuse:{shift.pk}",
            )


def _rate(stage: Stage, turn: Turn, shift: Shift) -> None:
    """A few of those who were served leave a slip of paper."""
    chance = stage.tier.chance(f"slips:{turn.activity.name}:{turn.day}")
    for slip in range(1, chance.randint(1, 4)):
        stars, word = chance.choice((5, 5, 5, 4, 4, 3)), chance.choice([*stage.words["praises"], ""])
        activities.enter_slip(
            shift,
            slip=slip,
            said=activities.Said(stars=stars, word=word),
            by=stage.users["zuzhizhe"],
            key=f"demo:slip:{shift.pk}:{slip}",
        )


def _confirm(stage: Stage, shift: Shift) -> None:
    """Whom the organiser entered from the paper list, somebody else confirms; the newest still wait."""
    waiting = ServiceRecord.objects.filter(check_in__shift=shift, state=ServiceRecord.State.WAITING)
    for record in waiting.select_related("community", "resident__household__grid"):
        hours.confirm(record, by=stage.administrator)


def announce(stage: Stage, turn: Turn) -> None:
    """A shift that lies ahead: open, and partly taken."""
    chance = stage.tier.chance(f"shift:{turn.activity.name}:{turn.day}")
    with at(moment(stage.today, "00:00")):
        shift = _add_shift(stage, turn)
    _sign_up(stage, turn, shift, chance, share=chance.uniform(0.2, 0.6), is_ahead=True)


def watch_all_day(stage: Stage) -> None:
    """A post that is staffed from midnight to midnight, today and tomorrow: whoever tries the demo can check in."""
    shape = stage.words["all_day"]
    activity = _create(stage, shape, team=None, rule="HT01")
    for day in days(stage.today, stage.today + timedelta(days=2)):
        shift = activities.add_shift(
            activity,
            starts_at=moment(day, "00:00"),
            ends_at=moment(day, "23:59"),
            capacity=12 * stage.tier.crowd,
            by=stage.users["zuzhizhe"],
        )
        busy = SignUp.objects.filter(shift__starts_at__date=day, state=SignUp.State.CONFIRMED)
        free = Resident.objects.filter(pk__in=stage.cards).exclude(pk__in=busy.values("resident")).order_by("pk")
        for resident in free.exclude(user=stage.users["wangfang"])[:3]:
            activities.sign_up(shift, resident=resident, by=stage.users["zuzhizhe"])


def correct_one(stage: Stage) -> None:
    """Somebody had forgotten to scan out; the neighbours know when he really left."""
    record = (
        ServiceRecord.objects.filter(is_closed_automatically=True, state=ServiceRecord.State.BOOKED, minutes__gt=45)
        .select_related("community", "resident__household__grid")
        .order_by("pk")
        .first()
    )
    if record:
        hours.correct(
            record,
            started_at=record.started_at,
            ended_at=record.ended_at - timedelta(minutes=30),
            reason=stage.words["reason_late"],
            by=stage.administrator,
            key="demo:correction",
        )


def _add_shift(stage: Stage, turn: Turn) -> Shift:
    return activities.add_shift(
        turn.activity,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        capacity=turn.shape["capacity"] * stage.tier.crowd,
        by=stage.users["zuzhizhe"],
    )


def _not_before(stage: Stage, when: datetime) -> datetime:
    """Nobody has a duty before the community begins."""
    return max(when, moment(stage.since, "08:00"))


def _sign_up(
    stage: Stage, turn: Turn, shift: Shift, chance: Random, *, share: float, is_ahead: bool = False
) -> list[Resident]:
    """`share` of the places is taken, by the eager ones more often than by the others."""
    wanted = min(round(shift.capacity * share), len(stage.volunteers))
    ranked = sorted(
        enumerate(stage.volunteers), key=lambda pair: chance.random() * (1 + pair[0] / len(stage.volunteers) * 2)
    )
    coming = [resident for _, resident in ranked[:wanted]]
    signed_up_at = min(turn.starts_at - timedelta(days=2, hours=-3), moment(stage.today, "00:00"))
    with at(_not_before(stage, signed_up_at)):
        for resident in coming:
            if is_ahead or chance.random() < 0.85:
                activities.sign_up(shift, resident=resident, by=stage.users["zuzhizhe"])
    return coming


def _attend(stage: Stage, turn: Turn, shift: Shift, resident: Resident, chance: Random) -> None:
    arrives_at = turn.starts_at + timedelta(minutes=chance.randint(-14, 6), seconds=chance.randint(0, 59))
    leaves_at = turn.ends_at + timedelta(minutes=chance.randint(-8, 12), seconds=chance.randint(0, 59))
    is_on_paper = resident.user_id is None and chance.random() < 0.12
    with at(arrives_at):
        _scan(stage, shift, resident, "in", is_on_paper=is_on_paper)
    if chance.random() < 0.95:
        with at(leaves_at):
            _scan(stage, shift, resident, "out", is_on_paper=is_on_paper)


def _scan(stage: Stage, shift: Shift, resident: Resident, direction: str, *, is_on_paper: bool) -> None:
    key, organiser = f"demo:{shift.pk}:{resident.pk}:{direction}", stage.users["zuzhizhe"]
    if is_on_paper:
        entry = Entry(reason=stage.words["reason_paper"])
        activities.check_in_by_hand(shift, resident=resident, direction=direction, entry=entry, by=organiser, key=key)
    elif resident.user_id == stage.users["wangfang"].pk:
        code, by = activity_queries.current_code(shift), stage.users["wangfang"]
        activities.check_in_by_code(shift, resident=resident, code=code, direction=direction, by=by, key=key)
    else:
        text = people_queries.card_text(stage.cards[resident.pk])
        activities.check_in_by_card(shift, card_text=text, direction=direction, by=organiser, key=key)
