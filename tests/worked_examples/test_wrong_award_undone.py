"""A wrong award undone after half of it was spent.

Twenty points for an afternoon of service are written to the Wang household; it was the Chen household that served.
When this is noticed on Monday, the Wangs have bought a haircut for ten. The award is undone: the ten points that are
left go back, the ten that are gone are shown as missing and are not taken from what the Wangs may earn later. The
Chens get their twenty. Nothing is erased: all of it can be read in the statement.
"""

from datetime import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from points.errors import AlreadyReversed
from points.ledger import queries as ledger_queries
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from points.supermarket import services as supermarket
from tests.supermarket.conftest import balance_of, cashier, haircut, line, make_good, store  # noqa: F401
from tests.worked_examples.rule_books import adopt

pytestmark = pytest.mark.django_db
SATURDAY = timezone.make_aware(datetime(2026, 11, 14, 14))


def test_a_wrong_award_undone(community, make_household, make_staff, administrator, store, cashier, haircut):  # noqa: F811
    adopt("villages", community=community, by=administrator)
    grid_staff = make_staff(Role.GRID_STAFF)
    wang, chen = make_household("王芳"), make_household("陈卫国")

    def service_of(household):
        return rules.Act(
            account=household.account,
            community=community,
            rule_code="SY01",
            occurred_at=SATURDAY,
            key=f"service:{household.pk}",
        )

    wrong = rules.award(service_of(wang), by=grid_staff).result
    assert balance_of(wang) == 200
    supermarket.redeem(wang, store=store, lines=[line(haircut)], key=uuid4(), by=cashier)
    assert balance_of(wang) == 100

    undone = rules.undo(wrong, key=f"undo:{wrong.pk}", by=administrator, reason="记错了户").result

    assert balance_of(wang) == 0
    reversal = undone.transfer.reversed_by
    assert (reversal.amount, reversal.shortfall, reversal.memo) == (100, 100, "记错了户")
    today = timezone.localdate().isoformat()
    assert queries.explain(undone, "en") == (
        "“参加村组织的志愿服务活动” gives +20 for each 次 (rule SY01 of “villages”, version 1). "
        f"This was undone on {today}; 10 had been spent and could not be taken back."
    )
    told = [(entry.amount, entry.balance) for entry in ledger_queries.statement(wang.account, limit=10)]
    assert told == [(-100, 0), (-100, 100), (200, 200)]

    rules.award(service_of(chen), by=grid_staff)
    assert balance_of(chen) == 200

    with pytest.raises(AlreadyReversed):
        rules.undo(wrong, key="a second time", by=administrator, reason="记错了户")
    assert queries.verify().differences == []
    assert ledger_queries.verify().differences == []
