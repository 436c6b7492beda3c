"""A month of awards: few statements however many households, all or nothing, with progress."""

import pytest

from points.errors import KeyTaken, UnknownRule
from points.ledger import queries as ledger_queries
from points.models import Account, AwardRecord, CapUse, Transfer
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def households(make_book, make_household):
    make_book(make_rule("A", "per_event", 30, cap=100, cap_period="month"))
    return [make_household(name) for name in ("王芳", "陈芳", "李娜")]


@pytest.fixture
def make_sheet(make_act, households):
    def make(count):
        return [make_act("A", account=households[number % 3].account) for number in range(count)]

    return make


def kept(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_what_is_returned_is_what_stands_there(make_sheet, administrator):
    records = rules.award_many(make_sheet(12), key="sheet", by=administrator).result
    for record in records:
        assert kept(record) == kept(AwardRecord.objects.get(pk=record.pk))
        if record.transfer:
            assert kept(record.transfer) == kept(Transfer.objects.get(pk=record.transfer.pk))
    # Three times the whole, the cap cuts the fourth.
    assert [record.amount for record in records] == [30] * 9 + [10] * 3
    assert [use.used for use in CapUse.objects.all()] == [100] * 3
    assert ledger_queries.verify().differences == queries.verify().differences == []


def test_more_acts_need_no_more_statements(make_sheet, administrator, django_assert_max_num_queries):
    for count in (3, 60):
        sheet = make_sheet(count)
        with django_assert_max_num_queries(22):
            rules.award_many(sheet, key=f"sheet {count}", by=administrator)


def test_one_that_fails_leaves_nothing_of_the_others(make_sheet, make_act, administrator):
    with pytest.raises(UnknownRule):
        rules.award_many([*make_sheet(5), make_act("?")], key="sheet", by=administrator)
    sheet = make_sheet(5)
    rules.award(sheet[3], by=administrator)
    with pytest.raises(KeyTaken):
        rules.award_many(sheet, key="another", by=administrator)
    assert AwardRecord.objects.count() == Transfer.objects.count() == 1
    assert sum(Account.objects.values_list("balance", flat=True)) == 30


def test_progress_is_told_up_to_the_last(make_sheet, administrator):
    told = []
    rules.award_many(
        make_sheet(7), key="sheet", by=administrator, progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (7, 7)
