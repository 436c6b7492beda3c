"""A month of awards: few statements however many households, all or nothing, with progress."""

from dataclasses import replace
from random import Random

import pytest
from django.db import transaction

from points.errors import KeyTaken, UnknownRule
from points.ledger import queries as ledger_queries
from points.ledger import services as ledger
from points.models import Account, AwardRecord, CapUse, Transfer
from points.rules import queries
from points.rules import services as rules
from points.rules.acts import sheet_hash
from tests.rules.conftest import local, make_rule

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


def test_signs_that_mean_something_to_a_database_are_kept_as_they_are(
    make_book, make_act, make_household, administrator
):
    odd = 'a\tb\\n"c"{d},\'\n\\.\r%s NULL \\N'
    make_book(make_rule("A", "per_event", 30, name=odd[:20], cap=None, group=(f"{odd}", 50, "month")))
    account = make_household("王芳").account
    acts = [make_act("A", account=account, key=f"{odd}{number}", note=odd if number else "") for number in range(3)]
    records = rules.award_many(acts, key="sheet", by=administrator).result
    assert [(record.key, record.note, record.amount) for record in records] == [
        (act.key, act.note, amount) for act, amount in zip(acts, [30, 20, 0], strict=True)
    ]
    for record in records:
        assert kept(record) == kept(AwardRecord.objects.get(pk=record.pk))
    assert [use.used for use in CapUse.objects.all()] == [50]


def test_a_record_is_built_once_and_read_like_any_of_a_list(make_sheet, administrator):
    records = rules.award_many(make_sheet(5), key="sheet", by=administrator).result
    assert len(records) == 5
    assert records[-1] is records[4]
    assert records[1:3] == [records[1], records[2]]
    assert records == list(AwardRecord.objects.order_by("pk"))
    assert records != records[:4]
    with pytest.raises(IndexError):
        records[5]


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


def test_a_sheet_is_told_apart_as_any_request_is(make_sheet, household):
    acts = [
        *make_sheet(2),
        replace(
            make_sheet(1)[0], key='quo"te\\', resident=household.residents.get(), note="说\n明", minutes=5, points=3
        ),
    ]
    assert sheet_hash(acts) == ledger.request_hash({"acts": [act.request() for act in acts]})


def test_a_transfer_is_told_apart_as_any_request_is(make_sheet, administrator):
    record = rules.award_many(make_sheet(1), key="sheet", by=administrator).result[0]
    undone = rules.undo(record, key='un"do', by=administrator, reason="记错").result
    for transfer in Transfer.objects.select_related("debit", "credit", "reverses"):
        asked = ledger.Posting(
            debit=transfer.debit,
            credit=transfer.credit,
            amount=transfer.amount + transfer.shortfall,
            kind=Transfer.Kind(transfer.kind),
            key=transfer.key,
            occurred_on=transfer.occurred_on,
            reverses=transfer.reverses,
        )
        assert transfer.request_hash == asked.fingerprint == ledger.request_hash(asked.request())
    assert undone.transfer.reversed_by.request_hash


@pytest.mark.parametrize("seed", range(4))
def test_a_sheet_brings_what_its_acts_would_bring_one_by_one(make_book, make_act, make_household, administrator, seed):
    chance = Random(seed)
    group = ("环境", 150, "month")
    make_book(
        make_rule("A", "per_event", 30, cap=70, cap_period="day", group=group),
        make_rule("P", "per_event", 20, cap=50, cap_period="month", applies_to="person"),
        make_rule("M", "per_period", 40, unit="月"),
        make_rule("H", "per_hour", 25, minutes_per_unit=60, difficulties={"重": 150}),
        make_rule("E", "per_event", 90, cap=60, cap_period="event"),
        make_rule("D", "deduction", -50, cap=80, cap_period="month"),
        make_rule("R", "reset"),
    )
    homes = [make_household(name) for name in ("王芳", "陈芳")]

    def act():
        home, code = chance.choice(homes), chance.choice("AAAPPMHEDR")
        more = {"resident": home.residents.get()} if chance.random() < 0.5 else {}
        if code == "H":
            more |= {"minutes": chance.choice([30, 50]), "difficulty": chance.choice(["", "重"])}
        if code in "AP":
            more["quantity"] = chance.choice([1, 1, 2])
        when = local(2026, chance.choice([10, 11]), chance.choice([3, 4]), 9)
        return make_act(code, account=home.account, occurred_at=when, **more)

    before, acts = [act() for _ in range(6)], [act() for _ in range(30)]
    answers = []
    for book in (
        lambda: rules.award_many(acts, key="sheet", by=administrator).result,
        lambda: [rules.award(one, by=administrator).result for one in acts],
    ):
        with transaction.atomic():
            for one in before:
                rules.award(one, by=administrator)
            answers.append(([told(record) for record in book()], uses()))
            assert ledger_queries.verify().differences == queries.verify().differences == []
            transaction.set_rollback(True)
    assert answers[0] == answers[1]


def told(record):
    record.refresh_from_db()
    moved = record.transfer and (record.transfer.amount, record.transfer.shortfall, record.transfer.credit_balance)
    return record.key, record.amount, record.cut, record.percent, record.explanation, moved


def uses():
    return sorted(CapUse.objects.filter(used__gt=0).values_list("subject", "scope", "period", "used"))
