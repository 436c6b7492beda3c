"""A cap cuts an award, and says so.

By the rule book sorted waste brings two points for each bag, at most ten a day and person. Mrs Wang brings four bags
in the morning and three in the evening: of the six points in the evening two are left. A seventh trip brings nothing
and stays in the book all the same. Her son has ten points of his own, and on the next day she starts anew.
"""

from datetime import datetime

import pytest
from django.utils import timezone

from points.models import AwardRecord, Resident
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.worked_examples.rule_books import adopt

pytestmark = pytest.mark.django_db


def test_sorted_waste_at_most_ten_points_a_day(community, household, make_staff, administrator):
    adopt("community_guide", community=community, by=administrator)
    supervisor = make_staff(Role.GRID_STAFF)
    wang = household.residents.get()
    son = Resident.objects.create(household=household, name="王小明")

    def bring(bags: int, day: int, hour: int, *, who: Resident = wang) -> AwardRecord:
        trip = rules.Act(
            account=household.account,
            community=community,
            resident=who,
            rule_code="CG02",
            quantity=bags,
            occurred_at=timezone.make_aware(datetime(2026, 11, day, hour)),
            key=f"waste:{who.pk}:{day}:{hour}",
        )
        return rules.award(trip, by=supervisor).result

    morning = bring(4, 14, 8)
    assert (morning.amount, morning.cut) == (80, 0)
    assert queries.explain(morning, "en") == (
        "“垃圾分类投放” gives +2 for each 次; counted 4 times, this makes +8 "
        "(rule CG02 of “community_guide”, version 1)."
    )

    evening = bring(3, 14, 19)
    assert (evening.amount, evening.cut, evening.transfer.amount) == (20, 40, 20)
    assert queries.explain(evening, "en").endswith("The cap of 10 per day left +2 and cut off 4.")

    night = bring(1, 14, 23)
    assert (night.amount, night.cut, night.transfer) == (0, 20, None)
    assert queries.explain(night, "en").endswith("The cap of 10 per day is used up, so nothing is added.")

    assert bring(5, 14, 20, who=son).amount == 100
    assert bring(1, 15, 0).amount == 20

    household.account.refresh_from_db()
    assert household.account.balance == 100 + 100 + 20
    assert queries.verify().differences == []
