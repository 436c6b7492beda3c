"""Vinegar for half a point.

A bag of vinegar costs 0.5. Old Mr Li has one point and a half: three bags, to the last tenth. For a fourth one nothing
is left, and the till says so in a sentence that can be read out.
"""

from uuid import uuid4

import pytest
from django.utils import translation

from points.amounts import format_points, parse_points
from points.errors import InsufficientPoints
from points.supermarket import queries
from points.supermarket import services as supermarket
from tests.supermarket.conftest import *  # noqa: F403
from tests.supermarket.conftest import balance_of, line, stock_of

pytestmark = pytest.mark.django_db


def test_vinegar_for_half_a_point(store, cashier, make_rich, make_good):
    li = make_rich(parse_points("1.5"), name="李建国")
    vinegar = make_good("袋装醋", parse_points("0.5"), stock=10)

    bought = supermarket.redeem(li, store=store, lines=[line(vinegar, 2)], key=uuid4(), by=cashier).result
    assert (format_points(bought.total), format_points(balance_of(li))) == ("1", "0.5")

    bought = supermarket.redeem(li, store=store, lines=[line(vinegar)], key=uuid4(), by=cashier).result
    assert (format_points(bought.total), format_points(balance_of(li))) == ("0.5", "0")

    with pytest.raises(InsufficientPoints) as refusal:
        supermarket.redeem(li, store=store, lines=[line(vinegar)], key=uuid4(), by=cashier)
    with translation.override("en"):
        assert str(refusal.value) == "Not enough points: 0 available, 0.5 needed."
    assert stock_of(vinegar) == 7
    assert queries.verify().differences == []
