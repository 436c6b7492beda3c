"""The cards of a building or a village, in sheets that one file holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from points.people import queries as people
from points.people.models import Card, Grid, Household
from points.permissions import User, Verb

ON_A_PAGE = 10
IN_A_FILE = 100
"""A file is laid out within a few seconds, and whoever prints has ten pages in the tray."""


@dataclass(frozen=True, kw_only=True)
class Face:
    """What is printed on a card."""

    card: Card
    text: str
    """Of the code."""
    place: str
    """Name of the community."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A part of the cards, as many as one file holds."""

    number: int
    count: int
    first: str
    last: str
    """Doors of the first and the last household on it."""


def printable(user: User) -> QuerySet[Card]:
    """Cards that open something, of households that the user issues cards for."""
    mine = people.households_for(user, Verb.MANAGE_PEOPLE).filter(is_active=True)
    cards = Card.objects.filter(household__in=mine, revoked_at__isnull=True)
    return cards.select_related("household__grid", "household__account", "resident")


def cards_at(grid: Grid, user: User, *, since: datetime | None = None) -> QuerySet[Card]:
    """Cards of households and of their members at the grid or below it, as somebody walks along the doors."""
    cards = printable(user).filter(household__grid__path__startswith=grid.path)
    if since:
        cards = cards.filter(issued_at__gte=since)
    return cards.order_by("household__grid__path", "household__door", F("resident").asc(nulls_first=True), "pk")


def without_card(grid: Grid) -> int:
    """How many households at the grid and below it have no card."""
    here = Household.objects.filter(grid__path__startswith=grid.path, is_active=True)
    return here.exclude(cards__in=Card.objects.filter(resident__isnull=True, revoked_at__isnull=True)).count()


def files_of(cards: QuerySet[Card]) -> list[File]:
    doors = [f"{grid} {door}" for grid, door in cards.values_list("household__grid__name", "household__door")]
    return [
        File(number=start // IN_A_FILE + 1, count=len(part), first=part[0], last=part[-1])
        for start in range(0, len(doors), IN_A_FILE)
        for part in [doors[start : start + IN_A_FILE]]
    ]


def part_of(cards: QuerySet[Card], number: int) -> list[Card]:
    """The cards of the file with this number; none where there are not as many files."""
    return list(cards[(number - 1) * IN_A_FILE : number * IN_A_FILE]) if number > 0 else []


def faces_of(cards: Sequence[Card]) -> list[Face]:
    places: dict[Any, str] = {}
    for card in cards:
        grid = card.household.grid
        if grid.pk not in places:
            places[grid.pk] = people.community_of(grid).name
    return [Face(card=card, text=people.card_text(card), place=places[card.household.grid_id]) for card in cards]


def pages_of(faces: Sequence[Face]) -> list[Sequence[Face]]:
    return [faces[start : start + ON_A_PAGE] for start in range(0, len(faces), ON_A_PAGE)]
