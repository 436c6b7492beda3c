"""The proof of the awards: it holds, and names the row that somebody changed behind its back."""

import pytest

from points.ledger import services as ledger
from points.models import AwardRecord, CapUse, RuleBook
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(make_book, book_act, administrator):
    """Two awards on one cap, the second one cut, and a deduction; a third award was undone."""
    make_book(make_rule("A", "per_event", 30, cap=50, cap_period="month"), make_rule("D", "deduction", -90))
    made = [book_act("A"), book_act("A"), book_act("D")]
    rules.undo(book_act("A", occurred_at=local(2026, 10, 5, 8)), key="undo", by=administrator, reason="记错")
    return made


def facts(table="points_"):
    return [str(difference) for difference in queries.verify().differences if difference.table.startswith(table)]


def test_sound_awards_hold(records):
    assert facts() == []
    counted = {"award records": 4, "caps in use": 2, "totals of months": 2, "lines of year ends": 0}
    assert queries.verify().figures == counted


def test_a_changed_amount_is_named(records):
    AwardRecord.objects.filter(pk=records[2].pk).update(amount=-80)
    assert facts("points_awardrecord") == [
        f"points_awardrecord #{records[2].pk}: amount -80 but its transfer comes to 90"
    ]


def test_a_cap_that_was_opened_by_hand_is_named(records):
    use = CapUse.objects.get(period="2026-11")
    CapUse.objects.filter(pk=use.pk).update(used=10)
    assert facts() == [f"points_capuse #{use.pk}: 10 used of the cap but its awards come to 50"]


def test_a_cap_that_was_deleted_is_named(records):
    CapUse.objects.filter(period="2026-11").delete()
    assert facts() == ["points_capuse #None: 0 used of the cap but its awards come to 50"]


def test_an_award_of_another_account_is_named(records):
    AwardRecord.objects.filter(pk=records[0].pk).update(account=ledger.open_account())
    assert facts("points_awardrecord") == [
        f"points_awardrecord #{records[0].pk}: its transfer {records[0].transfer_id} is of another account or another "
        "kind"
    ]


def test_an_award_that_only_claims_to_be_undone_is_named(records):
    AwardRecord.objects.filter(pk=records[2].pk).update(undone_at=local(2026, 11, 20, 9))
    assert facts("points_awardrecord") == [
        f"points_awardrecord #{records[2].pk}: is undone but its transfer {records[2].transfer_id} was not reversed"
    ]


def test_a_transfer_reversed_behind_the_rules_is_named(records):
    ledger.reverse(records[2].transfer, key="behind", by=None)
    assert facts() == [
        f"points_awardrecord #{records[2].pk}: its transfer {records[2].transfer_id} was reversed but it is not marked "
        "as undone"
    ]


def test_two_books_at_the_same_time_are_named(records, make_book):
    first = RuleBook.objects.get()
    second = make_book(make_rule("A", "per_event", 30), in_force_from=local(2026, 12, 1).date())
    RuleBook.objects.filter(pk=first.pk).update(in_force_to=None)
    assert facts() == [f"points_rulebook #{first.pk}: holds at the same time as #{second.pk}"]
