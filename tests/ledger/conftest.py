"""The two ends of most transfers: what points are given from, and what they are spent at."""

import pytest

from points.ledger import services as ledger
from points.models import Account


@pytest.fixture
def issued(db) -> Account:
    return ledger.system_account("issued")


@pytest.fixture
def shelf(db) -> Account:
    return ledger.system_account("redeemed:1")
