"""One statement or step by step: an award leaves the same rows, explains itself the same way, is refused the same."""

from random import Random

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from points.audit import LogEntry
from points.errors import PointsError
from points.ledger import queries as ledger_queries
from points.ledger import services as ledger
from points.models import Account, AwardRecord, CapUse, RequestKey, Rule, RuleBook, Transfer
from points.people import services as people
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from points.rules.services import awarding
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db
ITS_OWN = {"id", "created_at", "recorded_at", "timestamp", "transfer_id", "object_id"}


@pytest.fixture
def books(make_book):
    # Whatever is made when it is first needed would differ between two walks.
    ledger.system_account("issued")
    ContentType.objects.get_for_model(AwardRecord)
    group = ("环境", 200, "month")
    return make_book(
        make_rule("A", "per_event", 30, cap=100, cap_period="day"),
        make_rule("B", "per_event", 25, cap=60, cap_period="event"),
        make_rule("G", "per_event", 70, cap=300, cap_period="month", group=group, applies_to="person"),
        make_rule("H", "per_hour", 20, unit="小时", minutes_per_unit=60, difficulties={"重": 150}, group=group),
        make_rule("M", "per_period", 40, unit="月", cap=40, cap_period="month"),
        make_rule("D", "deduction", -20),
        make_rule("R", "reset"),
        make_rule("X", "range", 10, points_most=50),
    )


def told(row):
    return {name: value for name, value in row.items() if name not in ITS_OWN}


def kept():
    """All rows that awards write, without what differs between two walks."""
    return (
        [told(row) for row in AwardRecord.objects.order_by("key").values()],
        [told(row) for row in Transfer.objects.order_by("key").values()],
        [told(row) for row in CapUse.objects.order_by("subject", "scope", "period").values()],
        [told(row) for row in RequestKey.objects.filter(key__startswith="act").order_by("key").values()],
        [told(row) for row in LogEntry.objects.filter(action="points.award").order_by("label").values()],
        sorted(Account.objects.values_list("pk", "balance")),
    )


def walk(seed, acts, users):
    chance, answers = Random(seed), []
    for _ in range(60):
        act, by = chance.choice(acts), chance.choice(users)
        try:
            answer = rules.award(act, by=by)
        except PointsError as refusal:
            answers.append((refusal.code, refusal.params))
            continue
        record = answer.result
        stored = AwardRecord.objects.filter(pk=record.pk).values().get()
        assert {name: getattr(record, name) for name in stored} == stored
        moved = (record.transfer.amount, record.transfer.credit_balance) if record.transfer else None
        answers.append((answer.is_replay, record.amount, record.cut, queries.explain(record, "en"), moved))
    return answers


@pytest.fixture
def acts(make_act, make_household, community, household):
    other = make_household("陈芳")
    chosen = Random(7)
    facts = []
    for number in range(50):
        home = chosen.choice([household, other])
        code = chosen.choice("AAABGGHHMDRX?")
        facts.append(
            make_act(
                code,
                account=home.account,
                resident=chosen.choice([None, home.residents.get(), household.residents.get()]),
                quantity=chosen.choice([1, 1, 1, 3]),
                minutes=chosen.choice([None, 50, 120]) if code == "H" else None,
                difficulty=chosen.choice(["", "重"]) if code == "H" else "",
                points=20 if code == "X" else None,
                note=chosen.choice(["", "扫雪", "电话 13912345678"]) if number % 5 == 0 else "",
                occurred_at=chosen.choice([local(2026, 11, 20, 9), local(2026, 10, 2, 9), local(2025, 1, 1, 9)]),
            )
        )
    return facts


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_leave_the_same_rows(books, acts, make_staff, household, community, administrator, monkeypatch, seed):
    neighbour, gone = make_staff(Role.GRID_STAFF), make_staff(Role.GRID_STAFF)
    beside = make_staff(Role.GRID_STAFF, grid=community.get_children().get(name="2栋"))
    household.residents.update(user=neighbour)
    gone.is_active = False
    users = [administrator, administrator, administrator, neighbour, beside, make_staff(Role.CASHIER), gone]
    results = []
    for is_short in (True, False):
        if not is_short:
            monkeypatch.setattr(awarding, "award_at_once", lambda act, **more: None)
        with transaction.atomic():
            results.append((walk(seed, acts, users), kept()))
            assert ledger_queries.verify().differences == queries.verify().differences == []
            transaction.set_rollback(True)
    assert results[0] == results[1]


def test_inside_a_transaction_it_is_a_savepoint_and_few_statements(
    books, make_act, administrator, django_assert_num_queries
):
    # The first one forgets what another test has left, the second one remembers the rule.
    rules.award(make_act("A"), by=administrator)
    rules.award(make_act("A"), by=administrator)
    with django_assert_num_queries(3 if connection.vendor == "postgresql" else 10):
        rules.award(make_act("A"), by=administrator)


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around_it_is_one_statement(books, make_act, administrator, django_assert_num_queries):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no writing in a WITH")
    rules.award(make_act("A"), by=administrator)
    with django_assert_num_queries(1):
        rules.award(make_act("A"), by=administrator)


def test_a_rule_that_was_mended_by_hand_counts_at_once(books, book_act):
    assert book_act("A").amount == 30
    Rule.objects.filter(code="A").update(points=20, name="扫地")
    changed = book_act("A")
    assert (changed.amount, changed.transfer.memo) == (20, "扫地")
    RuleBook.objects.update(name="新细则")
    assert book_act("A").explanation["book"] == "新细则"


def test_a_new_book_counts_from_its_first_day(books, make_book, book_act):
    book_act("A")
    make_book(make_rule("A", "per_event", 50), in_force_from=local(2026, 11, 1).date(), name="新细则")
    assert book_act("A").amount == 50
    assert book_act("A", occurred_at=local(2026, 10, 30)).amount == 30


def test_a_duty_that_ended_awards_no_more(books, make_act, make_staff, administrator):
    user = make_staff(Role.GRID_STAFF)
    rules.award(make_act("A"), by=user)
    people.dismiss(user.points_duties.get(), on=timezone.localdate(), by=administrator)
    with pytest.raises(PointsError) as refusal:
        rules.award(make_act("A"), by=user)
    assert refusal.value.code == "not_permitted"
