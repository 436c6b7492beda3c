"""Everybody knocks at every door, and the answers are those of `matrix.txt`.

A new address without a row fails, and so does a row without an address. A cell says what one caller gets at the own
row and, behind a stroke, at the row of the other community.
"""

from pathlib import Path

import pytest

from tests.permissions import knocking
from tests.permissions.addresses import addresses
from tests.permissions.world import CALLERS

TABLE = knocking.read((Path(__file__).parent / "matrix.txt").read_text())
HEAD = TABLE.pop(("address", "method"))
METHODS = ("GET", "POST")
ROUTES = addresses()
ROOMS = sorted({name.partition(":")[0] for name in ROUTES})


def test_every_address_has_its_rows():
    assert tuple(HEAD) == CALLERS
    wanted = {(name, method) for name in ROUTES for method in METHODS}
    assert sorted(wanted - TABLE.keys()) == [], "addresses that nobody decided about"
    assert sorted(TABLE.keys() - wanted) == [], "rows without an address"


def test_no_row_of_another_community_is_opened():
    """What is public aside."""
    shared = {
        "points:activity",
        "points:notice",
        "points:notice-object",
        "points:shift",
        "points:store",
        "points:store-donors",
        "points_seal:inspect",
    }
    # Whoever stands before a code on a wall may open it; it does nothing for a stranger.
    shared |= {"points:patrol-point", "points:station"}
    # Announced for everybody; the own calendar is for whoever has its address.
    shared |= {f"points:calendar-{of}" for of in ("community", "team", "shift", "own")}
    # Signing up leads back to the public page of the shift; staff without a passbook are told so on each of its lines.
    harmless = {"points:sign-up", "points:sign-up-cancel", "points:line", "points:dispute-line", "points:dispute-hours"}
    harmless |= {"points:certificate", "points:true-time"}
    for (name, method), cells in TABLE.items():
        foreign = {caller: cell.partition("/")[2] for caller, cell in zip(CALLERS[:-1], cells[:-1], strict=True)}
        if name not in shared | harmless:
            assert {caller for caller, word in foreign.items() if word in {"yes", "go"}} == set(), (name, method)
    residents = dict(zip(CALLERS, TABLE["points:line", "GET"], strict=True))
    assert (residents["resident"], residents["neighbour"]) == ("yes/none", "none/none")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_everybody_gets_what_the_matrix_says(callers, own, foreign, room):
    differences = []
    for (name, method), cells in TABLE.items():
        if name.partition(":")[0] != room or name not in ROUTES:
            continue
        for caller, cell in zip(CALLERS, cells, strict=True):
            rows = (own, foreign) if "/" in cell else (own,)
            paths = [knocking.path_of(name, ROUTES[name], row) for row in rows]
            words = [
                knocking.knock(callers[caller], method, path, name=name, rows=row)
                for path, row in zip(paths, rows, strict=True)
            ]
            if "/".join(words) != cell:
                differences.append(f"{name} {method} {caller}: {'/'.join(words)} instead of {cell}")
    assert not differences, "\n".join(differences)
