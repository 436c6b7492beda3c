"""The five groups of the volunteer record in words, with the fields that the regulation names."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from points.people.models import Resident
from points.reports import queries
from points.reports.queries import Asked, Group
from points.tables import Column, Kind, Table

Rows = Callable[[Asked], Iterator[Sequence[Any]]]


def tables(asked: Asked, *, first: Group) -> list[Table]:
    """All groups, the one that was chosen before the others."""
    return [_table(asked, group) for group in sorted(Group, key=lambda group: group != first)]


def _table(asked: Asked, group: Group) -> Table:
    rows, columns = _GROUPS[group]
    return Table(
        name=f"volunteer-record-{group}-{asked.community.code or asked.community.pk}",
        title=str(group.label),
        columns=columns(),
        rows=lambda: rows(asked),
        notes=_notes(group),
    )


def _notes(group: Group) -> list[str]:
    if group == Group.PERSON:
        return [_("Identity numbers are not recorded here.")]
    if group == Group.EVALUATION:
        return [
            _("Of the last twelve months. What those say who were served is kept about teams, never about persons.")
        ]
    return []


def _who() -> list[Column]:
    return [Column(heading=pgettext("in a report", "Name")), Column(heading=_("Volunteer number"))]


def _named(resident: Resident) -> list[Any]:
    return [resident.name, resident.volunteer_number]


def _persons(asked: Asked) -> Iterator[Sequence[Any]]:
    for resident in queries.persons(asked):
        skills = [held.skill.name for held in resident.skills.all()]
        teams = [membership.team.name for membership in resident.memberships.all()]
        phone = (resident.phone or "").removeprefix("+86")
        lives = resident.household.grid.name
        yield [*_named(resident), resident.born_on, lives, phone, ", ".join(skills), ", ".join(teams)]


def _of_persons() -> list[Column]:
    lives, skills, teams = pgettext("where people live", "Grid"), _("Skills"), _("Teams")
    born = Column(heading=_("Born on"), kind=Kind.DAY)
    return [
        *_who(),
        born,
        *(Column(heading=heading) for heading in (lives, pgettext("in a report", "Phone"), skills, teams)),
    ]


def _services(asked: Asked) -> Iterator[Sequence[Any]]:
    for record in queries.services(asked):
        by = record.recorded_by
        yield [
            *_named(record.resident),
            record.title,
            record.occurred_on,
            record.place,
            record.content,
            record.started_at,
            record.ended_at,
            record.minutes,
            record.get_source_display(),
            record.organiser,
            (by.get_full_name() or by.get_username()) if by else "",
        ]


def _of_services() -> list[Column]:
    return [
        *_who(),
        Column(heading=_("Activity")),
        Column(heading=_("Day"), kind=Kind.DAY),
        Column(heading=pgettext("in a report", "Place")),
        Column(heading=_("Content")),
        Column(heading=pgettext("a time", "From"), kind=Kind.CLOCK),
        Column(heading=pgettext("a time", "To"), kind=Kind.CLOCK),
        Column(heading=_("Time"), kind=Kind.MINUTES, file_heading=_("Minutes")),
        Column(heading=_("How recorded")),
        Column(heading=_("Organiser")),
        Column(heading=_("Person in charge")),
    ]


def _trainings(asked: Asked) -> Iterator[Sequence[Any]]:
    for one in queries.trainings(asked):
        yield [*_named(one.resident), one.title, one.content, one.day, one.place, one.minutes, one.organiser]


def _of_trainings() -> list[Column]:
    return [
        *_who(),
        Column(heading=_("Course")),
        Column(heading=_("Content")),
        Column(heading=_("Day"), kind=Kind.MOMENT),
        Column(heading=pgettext("in a report", "Place")),
        Column(heading=_("Time"), kind=Kind.MINUTES, file_heading=_("Minutes")),
        Column(heading=_("Organiser")),
    ]


def _commendations(asked: Asked) -> Iterator[Sequence[Any]]:
    for resident, given in queries.praised(asked):
        yield [*_named(resident), given.title, given.given_on, given.given_by]


def _of_commendations() -> list[Column]:
    return [
        *_who(),
        Column(heading=_("Commendation")),
        Column(heading=_("Day"), kind=Kind.DAY),
        Column(heading=_("Given by")),
    ]


def _evaluations(asked: Asked) -> Iterator[Sequence[Any]]:
    for rating in queries.evaluations(asked):
        yield [rating.team.name, rating.count, f"{rating.mean:.1f}", ", ".join(word for word, _count in rating.words)]


def _of_evaluations() -> list[Column]:
    return [
        Column(heading=_("Team")),
        Column(heading=pgettext("how many", "Evaluations"), kind=Kind.NUMBER),
        Column(heading=_("Stars out of five")),
        Column(heading=_("In a word")),
    ]


_GROUPS: dict[Group, tuple[Rows, Callable[[], list[Column]]]] = {
    Group.PERSON: (_persons, _of_persons),
    Group.SERVICE: (_services, _of_services),
    Group.TRAINING: (_trainings, _of_trainings),
    Group.COMMENDATION: (_commendations, _of_commendations),
    Group.EVALUATION: (_evaluations, _of_evaluations),
}
