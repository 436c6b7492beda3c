"""Points that wait at the counter: promised, then moved or given back, whoever the counter belongs to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from points.errors import HoldClosed, InvalidAmount
from points.ledger import queries
from points.ledger import services as ledger

from .test_posting import TODAY, award

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(db):
    account = ledger.open_account()
    ledger.post(award(ledger.system_account("issued"), account), by=None)
    return account


def hold(account, credit, amount=30):
    tomorrow = timezone.now() + timedelta(days=1)
    return ledger.hold(account, credit=credit, amount=amount, key="h", expires_at=tomorrow, by=None).result


def test_a_hold_for_another_holder_arrives_there(account):
    neighbour = ledger.open_account()
    ledger.post_hold(hold(account, neighbour), occurred_on=TODAY, by=None)
    for row in (account, neighbour):
        row.refresh_from_db()
    assert (account.balance, account.held, neighbour.balance) == (70, 0, 30)
    assert queries.verify().differences == []


def test_a_hold_for_oneself_is_refused(account):
    with pytest.raises(InvalidAmount):
        hold(account, account)


def test_a_posting_to_oneself_is_refused(account):
    with pytest.raises(InvalidAmount):
        ledger.post(award(account, account, key="b"), by=None)


def test_a_hold_ends_once(account):
    pending = hold(account, ledger.system_account("redeemed:1"))
    ledger.release(pending, by=None)
    with pytest.raises(HoldClosed):
        ledger.post_hold(pending, occurred_on=TODAY, by=None)
    assert queries.verify().differences == []
