"""Sixteen at once on one account: nothing lost, nothing twice, nothing below zero."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from points.ledger import queries
from points.ledger import services as ledger
from points.models import Account, Hold, RequestKey, Transfer
from tests.racing import race

from .test_posting import award, spend

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 16
ROUNDS = 5


@pytest.fixture
def account(db, issued):
    opened = ledger.open_account()
    ledger.post(award(issued, opened, key="first"), by=None)
    return opened


def attempt(service, *args, **kwargs):
    service(*args, **kwargs)
    return "done"


def balance(account):
    return Account.objects.get(pk=account.pk).balance


def assert_sound():
    assert [str(difference) for difference in queries.verify().differences] == []


def test_no_award_is_lost(issued, account):
    racers = [partial(attempt, ledger.post, award(issued, account, key=f"a{n}"), by=None) for n in range(MANY)]
    assert race(racers) == ["done"] * MANY
    assert balance(account) == 100 + MANY * 100
    assert_sound()


def test_the_last_points_are_spent_once(account, shelf):
    racers = [partial(attempt, ledger.post, spend(account, shelf, 100, key=f"s{n}"), by=None) for n in range(MANY)]
    outcomes = race(racers)
    assert sorted(outcomes) == ["done"] + ["insufficient_points"] * (MANY - 1)
    assert balance(account) == 0
    assert_sound()


def test_one_key_posts_once(account, shelf):
    def once():
        return ledger.post(spend(account, shelf, 10, key="same"), by=None).result.pk

    assert len(set(race([once] * MANY))) == 1
    assert balance(account) == 90
    assert_sound()


def test_one_key_is_refused_once_and_for_all(account, shelf):
    outcomes = race([partial(attempt, ledger.post, spend(account, shelf, 500, key="same"), by=None)] * MANY)
    assert outcomes == ["insufficient_points"] * MANY
    assert RequestKey.objects.filter(pk="same", refusal="insufficient_points").count() == 1


def test_a_transfer_is_reversed_once(issued, account):
    for attempt_number in range(ROUNDS):
        transfer = ledger.post(award(issued, account, key=f"wrong{attempt_number}"), by=None).result
        racers = [
            partial(attempt, ledger.reverse, transfer, key=f"r{attempt_number}.{n}", by=None) for n in range(MANY)
        ]
        assert sorted(race(racers)) == ["already_reversed"] * (MANY - 1) + ["done"]
    assert balance(account) == 100
    assert_sound()


def test_deductions_take_what_is_there_and_no_more(issued, account):
    def deduct(number):
        posting = ledger.Posting(
            debit=account,
            credit=issued,
            amount=30,
            kind=Transfer.Kind.DEDUCTION,
            key=f"d{number}",
            occurred_on=timezone.localdate(),
        )
        return ledger.post(posting, by=None).result.amount

    assert sorted(race([partial(deduct, number) for number in range(MANY)])) == [0] * (MANY - 4) + [10, 30, 30, 30]
    assert balance(account) == 0
    assert_sound()


def test_a_hold_is_posted_or_released_never_both(account, shelf):
    tomorrow = timezone.now() + timedelta(days=1)
    pending = ledger.hold(account, credit=shelf, amount=60, key="h", expires_at=tomorrow, by=None).result
    racers = [
        partial(attempt, ledger.post_hold, pending, occurred_on=timezone.localdate(), by=None)
        if n % 2
        else partial(attempt, ledger.release, pending, by=None)
        for n in range(MANY)
    ]
    assert sorted(race(racers)) == ["done"] + ["hold_closed"] * (MANY - 1)
    state = Hold.objects.get(pk=pending.pk).state
    assert balance(account) == (40 if state == Hold.State.POSTED else 100)
    assert_sound()


@pytest.mark.parametrize("kind", [Transfer.Kind.MERGE, Transfer.Kind.DEDUCTION])
def test_crossing_transfers_do_not_deadlock(issued, account, kind):
    other = ledger.open_account()
    ledger.post(award(issued, other, key="second"), by=None)

    def merge(number):
        debit, credit = (account, other) if number % 2 else (other, account)
        posting = ledger.Posting(
            debit=debit,
            credit=credit,
            amount=1,
            kind=kind,
            key=f"m{number}",
            occurred_on=timezone.localdate(),
        )
        return attempt(ledger.post, posting, by=None)

    assert race([partial(merge, number) for number in range(MANY)]) == ["done"] * MANY
    assert (balance(account), balance(other)) == (100, 100)
    assert_sound()


def test_a_batch_and_single_awards_meet(issued, account, shelf):
    def batch(number):
        postings = [award(issued, account, amount=10, key=f"b{number}.{line}") for line in range(10)]
        return attempt(ledger.post_many, postings, key=f"batch{number}", by=None)

    single = [partial(attempt, ledger.post, spend(account, shelf, 1, key=f"s{n}"), by=None) for n in range(8)]
    assert race([partial(batch, number) for number in range(8)] + single) == ["done"] * MANY
    assert balance(account) == 100 + 8 * 100 - 8
    assert_sound()
