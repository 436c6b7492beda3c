"""A month's sheet for a building.

On the eighth the village committee rates last month: four clean things bring four points, tidy belongings two, each
once a month. Twelve households stand on the sheet, one of them twice by a slip, and one gets three points less because
the inspection found dirt. The sheet is sent, the connection breaks, it is sent again: the points are booked once.
"""

from datetime import datetime

import pytest
from django.utils import timezone

from points.ledger import queries as ledger_queries
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.worked_examples.rule_books import adopt

pytestmark = pytest.mark.django_db
OCTOBER = timezone.make_aware(datetime(2026, 10, 31, 12))


def test_a_sheet_is_booked_once_however_often_it_is_sent(community, make_household, make_staff, administrator):
    adopt("sijing", community=community, by=administrator)
    grid_staff = make_staff(Role.GRID_STAFF)
    households = [make_household(f"王{number}") for number in range(12)]

    def entry(household, rule, number=1):
        return rules.Act(
            account=household.account,
            community=community,
            rule_code=rule,
            occurred_at=OCTOBER,
            key=f"2026-10:{rule}:{household.pk}:{number}",
        )

    sheet = [entry(household, rule) for household in households for rule in ("SJ01", "SJ02")]
    sheet += [entry(households[3], "SJ01", number=2), entry(households[5], "SJ04")]
    steps = []
    sent = rules.award_many(
        sheet, key="2026-10:sheet", by=grid_staff, progress=lambda done, total: steps.append((done, total))
    )
    again = rules.award_many(sheet, key="2026-10:sheet", by=grid_staff)

    assert (sent.is_replay, again.is_replay) == (False, True)
    assert again.result == sent.result
    assert steps == [(25, 25)]

    balances = []
    for household in households:
        household.account.refresh_from_db()
        balances.append(household.account.balance)
    assert balances == [60] * 5 + [30] + [60] * 6

    twice = sent.result[-2]
    assert (twice.amount, twice.cut, twice.transfer) == (0, 40, None)
    assert queries.explain(twice, "en").endswith("It has been counted in this period, so nothing is added.")
    assert queries.verify().differences == []
    assert ledger_queries.verify().differences == []
