"""Rice for forty points.

The Wang household has 62.5 points. On Saturday Mrs Wang carries her card to the supermarket, and the cashier sells her
a bag of rice for 40. Back at home the bag turns out to be torn; on Monday the points are hers again, and the bag that
came back is counted as lost.
"""

from uuid import uuid4

import pytest

from points.ledger import queries as ledger_queries
from points.models import StockMove
from points.people import queries as people
from points.people import services as people_services
from points.supermarket import queries
from points.supermarket import services as supermarket
from tests.supermarket.conftest import *  # noqa: F403
from tests.supermarket.conftest import balance_of, line, stock_of

pytestmark = pytest.mark.django_db


def test_rice_for_forty_points(store, cashier, administrator, make_rich, rice):
    wang = make_rich(625, name="王芳")
    card = people_services.issue_card(wang, by=administrator)

    at_the_till = people.read_card(people.card_text(card)).household
    saturday = supermarket.redeem(at_the_till, store=store, lines=[line(rice)], key=uuid4(), by=cashier).result

    assert saturday.total == 400
    assert (balance_of(wang), stock_of(rice)) == (225, 4)
    [newest, _award] = ledger_queries.statement(wang.account, limit=10)
    assert (newest.amount, newest.balance, newest.transfer.memo) == (-400, 225, "红土田积分超市: 大米 × 1")
    assert newest.transfer.redemption == saturday

    monday = supermarket.refund(saturday, key=uuid4(), by=cashier, reason="米袋破了").result

    assert (balance_of(wang), stock_of(rice)) == (625, 5)
    assert monday.transfer.reverses == saturday.transfer
    lost = supermarket.move_stock(
        rice, kind=StockMove.Kind.LOST, quantity=-1, key=str(uuid4()), by=administrator, note="破袋"
    ).result
    assert lost.stock_after == 4
    kinds = rice.stock_moves.order_by("pk").values_list("kind", "quantity")
    assert list(kinds) == [("received", 5), ("sold", -1), ("returned", 1), ("lost", -1)]
    assert queries.verify().differences == []
    assert ledger_queries.verify().differences == []
