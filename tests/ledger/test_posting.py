from datetime import date

import pytest

from points.errors import IdempotencyMismatch, InsufficientPoints
from points.ledger import queries
from points.ledger import services as ledger
from points.models import RequestKey, Transfer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def account(db):
    return ledger.open_account()


def award(issued, account, amount=100, key="a"):
    return ledger.Posting(
        debit=issued, credit=account, amount=amount, kind=Transfer.Kind.AWARD, key=key, occurred_on=TODAY
    )


def spend(account, shelf, amount, key="s"):
    return ledger.Posting(
        debit=account, credit=shelf, amount=amount, kind=Transfer.Kind.REDEMPTION, key=key, occurred_on=TODAY
    )


def test_an_award_reaches_the_account(issued, account):
    answer = ledger.post(award(issued, account), by=None)
    account.refresh_from_db()
    assert (account.balance, answer.is_replay, answer.result.credit_balance) == (100, False, 100)


def test_the_same_key_gives_the_first_answer(issued, account):
    first = ledger.post(award(issued, account), by=None)
    again = ledger.post(award(issued, account), by=None)
    account.refresh_from_db()
    assert again.is_replay
    assert again.result == first.result
    assert account.balance == 100


def test_the_same_key_with_another_amount_is_refused(issued, account):
    ledger.post(award(issued, account), by=None)
    with pytest.raises(IdempotencyMismatch):
        ledger.post(award(issued, account, amount=200), by=None)


def test_a_resident_cannot_overspend(issued, account, shelf):
    ledger.post(award(issued, account), by=None)
    with pytest.raises(InsufficientPoints) as refusal:
        ledger.post(spend(account, shelf, 105), by=None)
    assert refusal.value.params == {"spendable": "10", "needed": "10.5"}
    assert RequestKey.objects.get(pk="s").refusal == "insufficient_points"


def test_base_points_cannot_be_spent(issued, shelf):
    account = ledger.open_account(base=60)
    ledger.post(award(issued, account), by=None)
    with pytest.raises(InsufficientPoints) as refusal:
        ledger.post(spend(account, shelf, 45, key="too much"), by=None)
    assert refusal.value.params == {"spendable": "4", "needed": "4.5"}
    assert ledger.post(spend(account, shelf, 40), by=None).result.debit_balance == 60


def test_a_refusal_is_given_again_even_when_points_have_come_in(issued, account, shelf):
    with pytest.raises(InsufficientPoints):
        ledger.post(spend(account, shelf, 50), by=None)
    ledger.post(award(issued, account), by=None)
    with pytest.raises(InsufficientPoints):
        ledger.post(spend(account, shelf, 50), by=None)


def test_a_reversal_takes_what_is_left(issued, account, shelf):
    wrong = ledger.post(award(issued, account), by=None).result
    ledger.post(spend(account, shelf, 60), by=None)
    undone = ledger.reverse(wrong, key="undo", by=None).result
    account.refresh_from_db()
    assert (account.balance, undone.amount, undone.shortfall) == (0, 40, 60)


def test_undoing_a_merge_whose_points_were_spent_keeps_both_balances(issued, account, shelf):
    receiver = ledger.open_account()
    ledger.post(award(issued, account), by=None)
    posting = ledger.Posting(
        debit=account, credit=receiver, amount=100, kind=Transfer.Kind.MERGE, key="m", occurred_on=TODAY
    )
    merge = ledger.post(posting, by=None).result
    ledger.post(spend(receiver, shelf, 100), by=None)
    undone = ledger.reverse(merge, key="undo", by=None).result
    assert (undone.amount, undone.shortfall, undone.debit_balance, undone.credit_balance) == (0, 100, 0, 0)
    assert queries.verify().differences == []


def test_a_batch(issued, account, shelf):
    batch = [award(issued, account, key="b1"), spend(account, shelf, 30, key="b2")]
    done = ledger.post_many(batch, key="batch", by=None)
    account.refresh_from_db()
    assert account.balance == 70
    assert [row.credit_balance or row.debit_balance for row in done.result] == [100, 70]
    again = ledger.post_many(batch, key="batch", by=None)
    assert again.is_replay
    assert again.result == done.result


def test_a_statement_is_one_query_with_whole_transfers(issued, account, shelf, django_assert_num_queries):
    for number in range(5):
        ledger.post(award(issued, account, key=f"a{number}"), by=None)
    ledger.post(spend(account, shelf, 30), by=None)
    with django_assert_num_queries(1):
        lines = queries.statement(account, limit=4)
    assert [(line.amount, line.balance) for line in lines] == [(-30, 470), (100, 500), (100, 400), (100, 300)]
    for line in lines:
        stored = Transfer.objects.get(pk=line.transfer.pk)
        assert {f.attname: getattr(line.transfer, f.attname) for f in Transfer._meta.concrete_fields} == {
            f.attname: getattr(stored, f.attname) for f in Transfer._meta.concrete_fields
        }


def test_pages_of_a_statement_follow_each_other(issued, account, shelf):
    for number in range(4):
        ledger.post(award(issued, account, key=f"a{number}"), by=None)
        ledger.post(spend(account, shelf, 10, key=f"s{number}"), by=None)
    whole = [line.transfer.key for line in queries.statement(account, limit=50)]
    assert whole == ["s3", "a3", "s2", "a2", "s1", "a1", "s0", "a0"]
    first = queries.statement(account, limit=3)
    rest = queries.statement(account, limit=50, before=first[-1].transfer.pk)
    assert [line.transfer.key for line in first + rest] == whole
    assert [line.transfer.key for line in queries.statement(account, limit=2, sides=["credit"])] == ["a3", "a2"]
    assert [line.transfer.key for line in queries.statement(account, limit=2, sides=["debit"])] == ["s3", "s2"]
    assert queries.statement(account, limit=2, sides=[]) == []


def test_a_line_knows_what_it_takes_back(issued, account, django_assert_num_queries):
    wrong = ledger.post(award(issued, account), by=None).result
    ledger.reverse(wrong, key="undo", by=None)
    newest = queries.statement(account, limit=1)[0].transfer
    with django_assert_num_queries(0):
        assert newest.reverses == wrong
