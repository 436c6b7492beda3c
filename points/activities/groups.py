"""Everybody at a shift in groups, as the screen of the closing shows them.

Four hundred people are no list that anybody reads. So those about whom something is to be decided stand first and by
themselves: who is still in, who did not come. The others follow in pages; the sums are over everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from points.activities import queries
from points.activities.models import Shift
from points.activities.queries import RosterLine
from points.errors import PointsError
from points.hours.queries import Minutes, Worth

AT_ONCE = 50
"""People of a group on one page."""
INSIDE, CAME, ABSENT, EXCUSED = "inside", "came", "absent", "excused"


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    """Also of the parameter of an address that names its page."""
    page: Page

    @property
    def count(self) -> int:
        return int(self.page.paginator.count)

    @property
    def residents(self) -> list[int]:
        """Of all its pages."""
        return [line.resident.pk for line, _worth in self.page.paginator.object_list]


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What a shift would come to if it were closed now."""

    groups: Mapping[str, Group]
    came: int
    minutes: Minutes
    amount: int
    """In tenths."""
    waiting: int
    """People whose minutes wait for a second person."""
    hindrance: PointsError | None
    """Why it cannot be closed."""


def closing_of(shift: Shift, pages: Mapping[str, str]) -> Closing:
    """`pages` are the parameters of the address. A few statements, however many people there are."""
    roster = queries.roster(shift)
    lines = list(zip(roster, queries.worth_now(shift, roster), strict=True))
    sorted_out: dict[str, list[tuple[RosterLine, Worth]]] = {name: [] for name in (INSIDE, CAME, ABSENT, EXCUSED)}
    for line, worth in lines:
        sorted_out[_group_of(line)].append((line, worth))
    groups = {
        name: Group(name=name, page=Paginator(members, AT_ONCE).get_page(pages.get(name)))
        for name, members in sorted_out.items()
    }
    came = sorted_out[INSIDE] + sorted_out[CAME]
    return Closing(
        groups=groups,
        came=len(came),
        minutes=Minutes(
            scanned=sum(worth.minutes for line, worth in came if not _is_by_hand(line)),
            by_hand=sum(worth.minutes for line, worth in came if _is_by_hand(line)),
        ),
        amount=sum(worth.award.amount for _line, worth in came if worth.award),
        waiting=sum(worth.is_waiting for _line, worth in came),
        hindrance=next((worth.refusal for _line, worth in came if worth.refusal), None),
    )


def _group_of(line: RosterLine) -> str:
    was_here = line.check_in
    # Whose only scan was taken back was not here.
    if was_here is None or not (was_here.in_at or was_here.out_at):
        return EXCUSED if line.excuse else ABSENT
    return INSIDE if was_here.out_at is None else CAME


def _is_by_hand(line: RosterLine) -> bool:
    return line.check_in is not None and line.check_in.is_by_hand
