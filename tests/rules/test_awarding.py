"""Who may award, when, and once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from points.audit import LogEntry
from points.errors import (
    FutureDate,
    IdempotencyMismatch,
    KeyTaken,
    NoRuleBook,
    NotPermitted,
    NotYourGrid,
    OwnHousehold,
    UnknownRule,
    WrongCommunity,
)
from points.ledger import queries as ledger_queries
from points.ledger import services as ledger
from points.models import AwardRecord, Transfer
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(make_book):
    return make_book(make_rule("A", "per_event", 50, name="参与巡逻"))


@pytest.fixture
def grid_staff(make_staff, building):
    return make_staff(Role.GRID_STAFF, grid=building)


def test_an_award_says_who_recorded_it_and_what_it_followed(book, make_act, grid_staff, household):
    record = rules.award(make_act("A", note="周六"), by=grid_staff).result
    assert (record.recorded_by, record.rule.rule_book, record.note) == (grid_staff, book, "周六")
    transfer = record.transfer
    assert (transfer.debit.name, transfer.credit, transfer.created_by) == ("issued", household.account, grid_staff)
    assert (transfer.kind, transfer.key, transfer.memo) == (Transfer.Kind.AWARD, record.key, "参与巡逻")
    assert queries.explain(record, "en") == ("“参与巡逻” gives +5 for each 次 (rule A of “积分细则”, version 1).")
    entry = LogEntry.objects.get(action="points.award")
    assert entry.data == {"account": household.account_id, "rule": "A", "amount": 50, "cut": 0}


def test_staff_of_another_grid_are_refused(book, make_act, make_staff, community):
    elsewhere = community.get_children().get(name="2栋")
    with pytest.raises(NotYourGrid):
        rules.award(make_act("A"), by=make_staff(Role.GRID_STAFF, grid=elsewhere))


def test_a_cashier_awards_nothing(book, make_act, make_staff):
    with pytest.raises(NotPermitted):
        rules.award(make_act("A"), by=make_staff(Role.CASHIER))


def test_nobody_awards_the_own_household(book, make_act, grid_staff, administrator, household, make_household):
    household.residents.update(user=grid_staff)
    with pytest.raises(OwnHousehold):
        rules.award(make_act("A"), by=grid_staff)
    with pytest.raises(OwnHousehold):
        rules.award_many([make_act("A", account=make_household("陈芳").account), make_act("A")], key="s", by=grid_staff)
    assert rules.award(make_act("A"), by=administrator).result.amount == 50
    household.residents.update(user=administrator)
    with pytest.raises(OwnHousehold):
        rules.award(make_act("A"), by=administrator)


def test_the_rules_of_another_community_do_not_apply(book, make_act, administrator, community):
    other = community.get_parent().add_child(level=community.level, name="别的社区")
    with pytest.raises(WrongCommunity):
        rules.award(make_act("A", community=other), by=administrator)


def test_an_account_of_nobody_is_refused(book, make_act, administrator):
    with pytest.raises(NotYourGrid):
        rules.award(make_act("A", account=ledger.open_account()), by=administrator)


def test_today_is_awarded_and_tomorrow_is_not(book, make_act, administrator):
    assert rules.award(make_act("A", occurred_at=timezone.now()), by=administrator).result.amount == 50
    with pytest.raises(FutureDate):
        rules.award(make_act("A", occurred_at=timezone.now() + timedelta(days=1)), by=administrator)


def test_an_unknown_rule_is_named(book, make_act, administrator):
    with pytest.raises(UnknownRule, match="Z9"):
        rules.award(make_act("Z9"), by=administrator)


def test_a_day_before_every_rule_book_is_refused(book, make_act, administrator):
    with pytest.raises(NoRuleBook):
        rules.award(make_act("A", occurred_at=local(2025, 12, 31, 23, 59)), by=administrator)


def test_a_draft_decides_nothing(make_book, make_act, administrator, community):
    draft = [rules.RuleDraft(rule=make_rule("A", "per_event", 50))]
    rules.draft(community=community, name="草案", rules=draft, by=administrator)
    with pytest.raises(NoRuleBook):
        rules.award(make_act("A"), by=administrator)


def test_the_same_act_is_awarded_once(book, make_act, administrator, household):
    act = make_act("A")
    first = rules.award(act, by=administrator)
    again = rules.award(act, by=administrator)
    assert (first.is_replay, again.is_replay, again.result) == (False, True, first.result)
    household.account.refresh_from_db()
    assert household.account.balance == 50
    assert LogEntry.objects.filter(action="points.award").count() == 1


def test_another_act_under_the_same_key_is_refused(book, make_act, administrator):
    rules.award(make_act("A", key="k"), by=administrator)
    with pytest.raises(IdempotencyMismatch):
        rules.award(make_act("A", key="k", quantity=2), by=administrator)


def test_a_refusal_is_given_again(book, make_act, administrator, make_book):
    act = make_act("B")
    with pytest.raises(UnknownRule):
        rules.award(act, by=administrator)
    make_book(make_rule("B", "per_event", 50), in_force_from=local(2026, 2, 1).date())
    with pytest.raises(UnknownRule):
        rules.award(act, by=administrator)


def test_who_may_not_award_is_not_told_what_was_awarded(book, make_act, administrator, make_staff):
    act = make_act("A")
    rules.award(act, by=administrator)
    with pytest.raises(NotPermitted):
        rules.award(act, by=make_staff(Role.CASHIER))


def test_a_sheet_is_booked_as_a_whole_or_not_at_all(book, make_act, administrator):
    with pytest.raises(UnknownRule):
        rules.award_many([make_act("A"), make_act("Z9")], key="sheet", by=administrator)
    assert not AwardRecord.objects.exists()
    assert not Transfer.objects.exists()


def test_a_sheet_is_booked_once(book, make_act, administrator):
    acts = [make_act("A") for _ in range(3)]
    first = rules.award_many(acts, key="sheet", by=administrator)
    again = rules.award_many(acts, key="sheet", by=administrator)
    assert (again.is_replay, again.result) == (True, first.result)
    assert LogEntry.objects.get(action="points.award_batch").data["count"] == 3


def test_an_act_of_an_earlier_sheet_is_refused_even_when_it_moved_nothing(make_book, make_act, administrator):
    make_book(make_rule("M", "per_period", 40, unit="月"))
    acts = [make_act("M"), make_act("M")]
    rules.award_many(acts, key="sheet", by=administrator)
    for act in acts:
        with pytest.raises(KeyTaken):
            rules.award_many([act], key=f"again {act.key}", by=administrator)


def test_an_act_that_moved_nothing_then_cannot_be_booked_under_its_key_now(make_book, make_act, administrator):
    make_book(make_rule("M", "per_period", 40, unit="月"))
    silent = make_act("M", key="silent")
    rules.award_many([make_act("M"), silent], key="sheet", by=administrator)
    with pytest.raises(KeyTaken):
        rules.award(make_act("M", key="silent", occurred_at=local(2026, 10, 1, 8)), by=administrator)


def test_a_large_sheet_takes_few_statements(
    book, make_act, administrator, household, make_household, django_assert_max_num_queries
):
    accounts = [household.account, *(make_household("陈芳").account for _ in range(3))]
    acts = [make_act("A", account=accounts[number % 4]) for number in range(200)]
    with django_assert_max_num_queries(40):
        rules.award_many(acts, key="sheet", by=administrator)
    assert ledger_queries.verify().differences == []
    assert queries.verify().differences == []


def test_points_of_party_members_follow_their_own_book(book, make_book, make_act, administrator, household):
    make_book(make_rule("A", "per_event", 10), name="党员积分", book="party")
    member = household.residents.get()
    member.account = ledger.open_account(book="party")
    member.save()
    act = make_act("A", account=member.account, resident=member)
    assert rules.award(act, by=administrator).result.amount == 10


def test_merit_counts_what_was_earned_and_nothing_else(make_book, book_act, household, administrator):
    make_book(make_rule("A", "per_event", 50), make_rule("D", "deduction", -20))
    book_act("A", occurred_at=local(2026, 10, 1, 0, 0))
    book_act("A", occurred_at=local(2026, 9, 30, 23, 59))
    book_act("D")
    wrong = book_act("A")
    rules.undo(wrong, key="undo", by=administrator, reason="记错")
    accounts = type(household.account).objects.filter(kind="holder")
    since, until = local(2026, 10, 1).date(), local(2027, 1, 1).date()
    assert queries.merit_by_account(accounts, since=since, until=until) == {household.account_id: 50}
