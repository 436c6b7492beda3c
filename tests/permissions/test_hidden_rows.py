"""A row that somebody may not see answers like a row that is not there; one that he sees and may not touch, with 403.

So no address tells by trying numbers how many households, awards or drafts another community has. Of the other
community a stranger sees what is public: its shop and what is announced. Both are hidden here: the shop is closed, the
activity is a draft.
"""

from copy import copy
from uuid import uuid4

import pytest

from points.ledger.models import check_digit
from points.models import Activity, Store
from tests.permissions import knocking
from tests.permissions.test_matrix import HEAD, ROOMS, ROUTES, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SHARED = {"points_activitykind", "points_gridlevel", "points_seal"}
"""Words that all communities use, and the seals, which are public."""
ON_THE_WALL = {"points:notice", "points:notice-object", "points:calendar-community", "points:calendar-team"}
"""What a community puts up for everybody is there for everybody."""
NOT_THERE = 987_654_321


@pytest.fixture
def hidden(foreign):
    Activity.objects.filter(pk=foreign["activity"].pk).update(is_published=False)
    Store.objects.filter(pk=foreign["store"].pk).update(is_active=False)
    return foreign


def not_there(rows):
    """The same rows under ids, numbers and codes that nobody gave."""
    gone = {name: copy(row) for name, row in rows.items()}
    for row in gone.values():
        row.pk = NOT_THERE
    gone["requestkey"].pk = "award:nowhere"
    gone["account"].number = f"99999999{check_digit('99999999')}"
    gone["store"].code = gone["redemption"].number = "nowhere"
    gone["card"].serial = uuid4().hex
    return gone


@pytest.mark.parametrize("room", ROOMS)
def test_a_row_that_one_may_not_see_answers_like_one_that_is_not_there(callers, hidden, room):
    missing, differences = not_there(hidden), []
    for (name, method), cells in TABLE.items():
        if name.partition(":")[0] != room or name not in ROUTES or room in SHARED or name in ON_THE_WALL:
            continue
        for caller, cell in zip(HEAD[:-1], cells[:-1], strict=True):
            if "/" not in cell or cell.endswith(("/login", "/-", "/401")):
                continue
            there, nowhere = (
                knocking.knock(callers[caller], method, knocking.path_of(name, ROUTES[name], row), name=name, rows=row)
                for row in (hidden, missing)
            )
            if there != nowhere:
                differences.append(f"{name} {method} {caller}: {there}, and {nowhere} where nothing is")
    assert not differences, "\n".join(differences)
