"""What the office reports about, and what the auditor looks into.

Two work units with their members, most of whom agreed to be named in the yearly report. And one afternoon a week ago
with three oddities, so that the auditor's list shows something: six cards read in four seconds, three people entered
late in the evening, and their hours confirmed at once. For the first of them the auditor has asked already.
"""

from datetime import datetime, timedelta

from demo.clock import at, moment
from demo.stage import Stage
from points.activities import services as activities
from points.activities.services import Entry, Plan
from points.hours import services as hours
from points.models import ActivityKind, Consent, Resident, ServiceRecord, Shift
from points.people import queries as people_queries
from points.people import services as people
from points.reports import queries as reports_queries
from points.reports import services as reports
from points.reports.models import AnomalyKind

DAYS_AGO = 8
_MEMBERS = 9
_CARDS = 6
_ON_PAPER = 3


def found_units(stage: Stage) -> None:
    """Members are recorded by the office; two of three agree."""
    words, members = stage.tier.json("oversight_words"), iter(stage.volunteers)
    for name in words["units"]:
        unit = people.create_unit(community=stage.community, name=name, by=stage.administrator)
        for number, resident in zip(range(_MEMBERS), members, strict=False):
            people.join_unit(unit, resident=resident, since=stage.since, by=stage.administrator)
            if number % 3:
                people.give_consent(resident, purpose=Consent.Purpose.UNIT_REPORT, by=stage.administrator)


def plan_afternoon(stage: Stage) -> None:
    words, organiser = stage.tier.json("oversight_words"), stage.users["zuzhizhe"]
    shape, day = words["activity"], stage.today - timedelta(days=DAYS_AGO)
    starts_at = moment(day, "14:00")
    kind, _ = ActivityKind.objects.get_or_create(name=shape["kind"], defaults={"mode": ActivityKind.Mode.HOME_VISIT})
    plan = Plan(
        community=stage.community, kind=kind, name=shape["name"], place=shape["place"], content=shape["content"]
    )
    with at(moment(day, "09:00")):
        activity = activities.create_activity(plan, by=organiser)
        shift = activities.add_shift(
            activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=30, by=organiser
        )
    people_there = [resident for resident in stage.volunteers if resident.user_id is None][: _CARDS + _ON_PAPER]
    _read_a_pile(stage, shift, people_there[:_CARDS])
    _enter_at_night(stage, shift, people_there[_CARDS:], at_night=moment(day, "23:10"))


def look_into_it(stage: Stage) -> None:
    """The auditor asks about the cards and writes down the answer; the rest is still to be looked at."""
    day = stage.today - timedelta(days=DAYS_AGO)
    window = reports_queries.Window(since=day, until=day + timedelta(days=1), within=[stage.community.path])
    for found in reports_queries.anomalies(window, kinds=[AnomalyKind.TOO_FAST]):
        text = stage.tier.json("oversight_words")["note"]
        reports.note_anomaly(found, text=text, by=stage.users["jiandu"])


def _read_a_pile(stage: Stage, shift: Shift, residents: list[Resident]) -> None:
    for direction, begins in (("in", shift.starts_at), ("out", shift.ends_at)):
        for number, resident in enumerate(residents):
            # Out they went one by one.
            gap = timedelta(seconds=0.7) if direction == "in" else timedelta(minutes=1)
            with at(begins + number * gap):
                activities.check_in_by_card(
                    shift,
                    card_text=people_queries.card_text(stage.cards[resident.pk]),
                    direction=direction,
                    by=stage.users["zuzhizhe"],
                    key=f"demo:pile:{shift.pk}:{resident.pk}:{direction}",
                )


def _enter_at_night(stage: Stage, shift: Shift, residents: list[Resident], *, at_night: datetime) -> None:
    organiser, reason = stage.users["zuzhizhe"], stage.tier.json("oversight_words")["reason"]
    with at(at_night):
        for resident in residents:
            for direction, occurred_at in (("in", shift.starts_at), ("out", shift.ends_at)):
                activities.check_in_by_hand(
                    shift,
                    resident=resident,
                    direction=direction,
                    entry=Entry(reason=reason, occurred_at=occurred_at),
                    by=organiser,
                    key=f"demo:night:{shift.pk}:{resident.pk}:{direction}",
                )
        activities.close_shift(shift, key=f"demo:close:{shift.pk}", by=organiser)
    waiting = ServiceRecord.objects.filter(check_in__shift=shift, state=ServiceRecord.State.WAITING)
    with at(at_night + timedelta(seconds=40)):
        for record in waiting.select_related("community", "resident__household__grid"):
            hours.confirm(record, by=stage.administrator)
