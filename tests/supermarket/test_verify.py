"""The proof of the shelf: it holds, and names the row that somebody changed behind its back."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from points.ledger import services as ledger
from points.ledger import triggers
from points.models import Redemption, RedemptionLine, Refund, StockMove, Transfer
from points.supermarket import queries
from points.supermarket import services as supermarket

from .conftest import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(household, store, cashier, rice, vinegar):
    """A sale of rice and vinegar, and one that was refunded."""
    bought = [
        supermarket.redeem(household, store=store, lines=lines, key=uuid4(), by=cashier).result
        for lines in ([line(rice), line(vinegar, 2)], [line(rice)])
    ]
    supermarket.refund(bought[1], key=uuid4(), by=cashier, reason="不要了")
    return bought


def facts():
    return [str(difference) for difference in queries.verify().differences]


def test_sound_books_hold(sales):
    assert facts() == []
    figures = queries.verify().figures
    assert figures == {
        "goods": 2,
        "stock moves": 6,
        "redemptions": 2,
        "refunds": 1,
        "tenths redeemed for goods": 410,
    }


def test_a_changed_stock_is_named(sales, rice):
    type(rice).objects.filter(pk=rice.pk).update(stock=50)
    assert facts() == [f"points_good #{rice.pk}: stock 50 but its stock moves come to 4"]


def test_a_changed_stock_move_is_named(sales, rice):
    move = StockMove.objects.get(good=rice, kind=StockMove.Kind.RETURNED)
    triggers.drop(connection)
    StockMove.objects.filter(pk=move.pk).update(stock_after=9)
    assert facts() == [f"points_stockmove #{move.pk}: stock afterwards 9 but the one before and the quantity come to 4"]


def test_a_changed_total_is_named(sales):
    Redemption.objects.filter(pk=sales[0].pk).update(total=1)
    assert facts() == [
        f"points_redemption #{sales[0].pk}: total 1 but its lines come to 410",
        f"points_redemption #{sales[0].pk}: total 1 but its transfer {sales[0].transfer_id} moved 410",
    ]


def test_a_changed_line_is_named(sales, vinegar):
    changed = RedemptionLine.objects.get(good=vinegar)
    RedemptionLine.objects.filter(pk=changed.pk).update(quantity=3)
    assert facts() == [
        f"points_redemption #{sales[0].pk}: total 410 but its lines come to 415",
        f"points_redemptionline #{changed.pk}: quantity 3 went over the counter but its stock moves come to 2",
    ]


def test_a_refund_that_vanished_is_named(sales):
    Refund.objects.all().delete()
    assert [fact.split(": ")[1] for fact in facts()] == [
        f"its points were given back by transfer {Transfer.objects.latest('pk').pk} but no refund was recorded",
        "quantity 0 should have come back but its stock moves come to 1",
    ]


def test_points_given_back_past_the_till_are_named(sales):
    ledger.reverse(sales[0].transfer, key="past the till", by=None)
    assert len(facts()) == 1
    assert "no refund was recorded" in facts()[0]


def test_a_redemption_without_a_receipt_is_named(sales, household, store):
    transfer = ledger.post(
        ledger.Posting(
            debit=household.account,
            credit=store.account,
            amount=10,
            kind=Transfer.Kind.REDEMPTION,
            key="past the till",
            occurred_on=timezone.localdate(),
        ),
        by=None,
    ).result
    assert facts() == [f"points_transfer #{transfer.pk}: redeemed 10 at the store hongtutian without a receipt"]


def test_the_command_proves_the_shelf_too(sales, rice, capsys):
    call_command("verify_ledger")
    assert "redemptions                                   2" in capsys.readouterr().out
    type(rice).objects.filter(pk=rice.pk).update(stock=50)
    with pytest.raises(CommandError, match=f"points_good #{rice.pk}"):
        call_command("verify_ledger")
