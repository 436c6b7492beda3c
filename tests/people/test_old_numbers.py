import pytest

from points.ledger.models import is_account_number
from points.models import Household
from points.people import services as people
from points.people.services import Entry
from tests.conftest import START

OLD = "123456786"


def test_passbook_keeps_its_number_and_a_new_household_draws_one(building, administrator):
    entries = [
        Entry(grid=building, door="101", since=START, number=OLD),
        Entry(grid=building, door="102", since=START),
    ]

    old, new = people.register_many(entries, by=administrator)

    assert old.account.number == OLD
    assert is_account_number(new.account.number)
    assert new.account.number != OLD


def test_mistyped_number_of_a_passbook_registers_nobody(building, administrator):
    with pytest.raises(ValueError, match="123456785"):
        people.register_many([Entry(grid=building, door="101", since=START, number="123456785")], by=administrator)

    assert not Household.objects.exists()
