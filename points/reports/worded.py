"""The reports in words: which columns a table has, what they are called, and what a reader has to know."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from points import conf
from points.people import queries as people
from points.permissions import Verb
from points.reports import queries
from points.scopes import Paths, Reach
from points.tables import Column, Kind, Table


def minutes_apart() -> list[Column]:
    """The two sums that stand beside each other everywhere."""
    return [
        Column(heading=_("Scanned"), kind=Kind.MINUTES, file_heading=_("Minutes scanned")),
        Column(heading=_("Entered by hand"), kind=Kind.MINUTES, file_heading=_("Minutes entered by hand")),
    ]


def hours(sums: queries.Sums, *, by: queries.By) -> Table:
    is_month = by == queries.By.MONTH
    first = Column(heading=str(by.label), kind=Kind.MONTH if is_month else Kind.TEXT)
    return Table(
        name=f"hours-by-{by}",
        title=_("Hours"),
        columns=[
            first,
            Column(heading=pgettext("how many", "People"), kind=Kind.NUMBER),
            Column(heading=pgettext("how many", "Services"), kind=Kind.NUMBER),
            *minutes_apart(),
        ],
        rows=lambda: [_of(line, _none_of(by)) for line in sums.lines],
        foot=_of(sums.total, _("All together")),
        notes=[_("Booked hours only. Whoever served in several lines is one person in the last one.")],
    )


def attendance(*, by: queries.Expected, since: date, until: date, within: Paths, reach: Reach) -> Table:
    asked: dict[str, Any] = {"since": since, "until": until, "within": within}

    def rows() -> Iterator[Sequence[Any]]:
        if by == queries.Expected.TEAM:
            for team in queries.by_team(**asked):
                yield [team.team or _("No team"), team.community, *_figures(team.places)]
        elif by == queries.Expected.SHIFT:
            for shift in queries.by_shift(**asked):
                yield [shift.activity, shift.starts_at, *_figures(shift.places)]
        else:
            for person in queries.by_person(**asked):
                name = person.name if _sees(reach, person.lives) else people.masked_name(person.name)
                yield [name, person.grid, *_figures(person.places)]

    days = conf.settings().no_show_days
    notes = [
        _("Shifts that were closed. A no-show older than %(days)s days is neither shown nor counted.") % {"days": days}
    ]
    if by == queries.Expected.PERSON:
        notes.append(
            _("Only those who stayed away without an excuse. For planning; no points and no rights hang on it.")
        )
    total = queries.attendance(**asked)
    foot = [_("All together"), "", *_figures(total)] if by != queries.Expected.PERSON else []
    return Table(
        name=f"attendance-by-{by}",
        title=_("Attendance"),
        columns=[*_EXPECTED[by](), *_outcomes()],
        rows=rows,
        foot=foot,
        notes=notes,
    )


def unit_year(found: queries.UnitYear) -> Table:
    def rows() -> Iterator[Sequence[Any]]:
        for member in found.members:
            star = member.star.name if member.star else None
            yield [member.resident.name, *_served(member.served), star]
        if found.others.people:
            yield [_unnamed(found.others.people), *_served(found.others.served), None]

    less = conf.settings().smallest_public_count
    return Table(
        name=f"work-unit-{found.unit.pk}-{found.year}",
        title=_("%(unit)s, %(year)s") % {"unit": found.unit.name, "year": found.year},
        columns=[
            Column(heading=pgettext("of a unit", "Member")),
            Column(heading=pgettext("how many", "Services"), kind=Kind.NUMBER),
            *minutes_apart(),
            Column(heading=_("Star today")),
        ],
        rows=rows,
        notes=[
            _("By name stands who agreed to it and has not taken it back; the others are only counted."),
            _("What fewer than %(count)s of them served together is left out.") % {"count": less},
            _("Booked hours on days of membership."),
        ],
    )


def _unnamed(people: int) -> str:
    sentence = ngettext("%(count)s member without a name", "%(count)s members without a name", people)
    return sentence % {"count": people}


def _served(served: queries.Served | None) -> list[int | None]:
    if served is None:
        return [None, None, None]
    return [served.services, served.minutes.scanned, served.minutes.by_hand]


_EXPECTED: dict[str, Callable[[], list[Column]]] = {
    queries.Expected.TEAM: lambda: [Column(heading=_("Team")), Column(heading=_("Community"))],
    queries.Expected.SHIFT: lambda: [
        Column(heading=_("Activity")),
        Column(heading=_("Began"), kind=Kind.MOMENT),
    ],
    queries.Expected.PERSON: lambda: [
        Column(heading=pgettext("in a report", "Name")),
        Column(heading=pgettext("where people live", "Grid")),
    ],
}


def _outcomes() -> list[Column]:
    headings = [
        pgettext("how many places", "Signed up"),
        pgettext("how many places", "Came"),
        pgettext("how many places", "Of these late"),
        pgettext("how many places", "Excused"),
        pgettext("how many places", "Stayed away"),
    ]
    return [Column(heading=heading, kind=Kind.NUMBER) for heading in headings]


def _figures(places: queries.Places) -> list[int]:
    return [places.signed_up, places.came, places.late, places.excused, places.missed]


def _sees(reach: Reach, path: str) -> bool:
    paths = reach.paths([Verb.VIEW_PEOPLE])
    return paths is None or path.startswith(tuple(paths))


def _of(line: queries.Line, instead: str) -> Sequence[Any]:
    return [line.what or instead, line.people, line.services, line.minutes.scanned, line.minutes.by_hand]


def _none_of(by: queries.By) -> str:
    return {
        queries.By.TEAM: _("No team"),
        queries.By.PROGRAMME: _("No programme"),
        queries.By.KIND: _("No activity"),
    }.get(by, "–")
