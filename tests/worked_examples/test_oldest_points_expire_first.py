"""The oldest points expire first, after a partial spend and a refund.

In 2025 the Wang household earns 60 points, in 2026 another 20. In the spring of 2026 they take a bag of rice for 40 and
a haircut for 10, and bring the rice back in the summer: the 40 points come back as old as they were. At the end of 2026
what came in before that year expires: 60, less the 10 that the haircut took. The 20 of the year itself stay; had they
kept the rice, only 10 would have gone.
"""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from points.ledger import queries as ledger_queries
from points.models import Account, RuleBook
from points.rules import queries
from points.rules import services as rules
from points.supermarket import services as supermarket
from tests.supermarket.conftest import cashier, haircut, line, make_good, rice, store  # noqa: F401
from tests.worked_examples.rule_books import adopt

pytestmark = pytest.mark.django_db


def local(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment, 10))


def test_the_oldest_points_expire_first(community, make_household, administrator, request):
    with time_machine.travel(local(2025, 1, 2), tick=False) as clock:
        adopt("villages", community=community, by=administrator)
        RuleBook.objects.update(year_end="expire", in_force_from=date(2025, 1, 1))
        till = request.getfixturevalue("cashier")
        shop, bag, cut = (request.getfixturevalue(name) for name in ("store", "rice", "haircut"))
        wang = make_household("王芳")

        def serves(*day):
            clock.move_to(local(*day))
            act = rules.Act(
                account=wang.account, community=community, rule_code="SY01", occurred_at=local(*day), key=f"{day}"
            )
            rules.award(act, by=administrator)

        for month in (3, 6, 9):
            serves(2025, month, 8)
        serves(2026, 2, 8)
        clock.move_to(local(2026, 3, 20))
        bought = supermarket.redeem(wang, store=shop, lines=[line(bag)], key=uuid4(), by=till).result
        supermarket.redeem(wang, store=shop, lines=[line(cut)], key=uuid4(), by=till)
        year_end = queries.year_end_for(community, year=2026)
        assert [account.unspent for account in queries.losing_in(year_end)] == [100]

        clock.move_to(local(2026, 7, 1))
        supermarket.refund(bought, key=uuid4(), by=administrator, reason="米袋破了")
        assert [account.unspent for account in queries.losing_in(year_end)] == [500]

        clock.move_to(local(2027, 1, 2))
        rules.expire(year_end, by=administrator)
        assert Account.objects.get(pk=wang.account_id).balance == 200
        told = [(entry.amount, entry.balance) for entry in ledger_queries.statement(wang.account, limit=3)]
        assert told == [(-500, 200), (400, 700), (-100, 300)]
        assert ledger_queries.verify().differences == []
        assert queries.verify().differences == []
