"""Whose account it is, for many accounts at once: the household and its place in the tree, without building rows."""

from collections.abc import Iterable
from typing import NamedTuple

from points import statements
from points.people.models import Grid, Household, Resident

_HOUSEHOLD, _GRID, _RESIDENT = Household._meta.db_table, Grid._meta.db_table, Resident._meta.db_table


class Home(NamedTuple):
    """The household of an account."""

    household_id: int
    path: str
    """Of its grid in the tree."""


def homes_of(accounts: Iterable[int]) -> dict[int, Home]:
    """The household of each account, as a whole or through one of its residents, by account id."""
    wanted = sorted(set(accounts))
    found = _homes(f"{_HOUSEHOLD} home", "home.account_id", wanted)
    if rest := [pk for pk in wanted if pk not in found]:
        members = f"{_RESIDENT} member JOIN {_HOUSEHOLD} home ON home.id = member.household_id"
        found |= _homes(members, "member.account_id", rest)
    return found


def _homes(source: str, account: str, wanted: list[int]) -> dict[int, Home]:
    condition, ids = statements.among(account, wanted)
    rows = statements.fetch_all(
        f"SELECT {account}, home.id, grid.path FROM {source} JOIN {_GRID} grid ON grid.id = home.grid_id "
        f"WHERE {condition}",
        [ids],
    )
    return {pk: Home(household, path) for pk, household, path in rows}
