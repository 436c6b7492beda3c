"""The last bag of rice.

It is noon on opening day. Sixteen tills serve the family Wang at once (somebody pressed too often, somebody's screen
hung, a grandson is trying on his phone), and one bag of rice is left. One of them gets it.
"""

from functools import partial
from uuid import uuid4

import pytest

from points.ledger.queries import verify as verify_ledger
from points.models import Redemption
from points.supermarket import queries
from tests.racing import race
from tests.supermarket.conftest import *  # noqa: F403
from tests.supermarket.conftest import balance_of, line, stock_of
from tests.supermarket.test_races import buy

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_bag_of_rice_is_sold_once(store, cashier, make_rich, make_good):
    wang = make_rich(10_000, name="王芳")
    rice = make_good("大米", 400, stock=1)

    outcomes = race([partial(buy, wang, store, cashier, [line(rice)], uuid4()) for _ in range(16)])

    receipt = Redemption.objects.get()
    assert sorted(outcomes) == sorted([receipt.number] + ["out_of_stock"] * 15)
    assert stock_of(rice) == 0
    assert balance_of(wang) == 10_000 - 400
    assert [*verify_ledger().differences, *queries.verify().differences] == []
