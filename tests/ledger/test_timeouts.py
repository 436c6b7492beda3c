"""PostgreSQL gives up on a lock or a statement, everything is rolled back, and the same key then has one effect."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from points import away
from points.ledger import services as ledger
from points.models import Account, RequestKey, Transfer

from .test_posting import award

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the timeouts are PostgreSQL's"),
]


@contextmanager
def held_by_somebody_else(account):
    """Another session holds the row of the account, as a worker does that was stopped in the middle."""
    is_held, may_end = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Account.objects.select_for_update().get(pk=account.pk)
                is_held.set()
                may_end.wait(30)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert is_held.wait(30)
    try:
        yield
    finally:
        may_end.set()
        holder.join()


@contextmanager
def at_most(timeout):
    with connection.cursor() as cursor:
        cursor.execute(f"SET {timeout} = '200ms'")
        try:
            yield
        finally:
            cursor.execute(f"RESET {timeout}")


@pytest.mark.parametrize("timeout", ["lock_timeout", "statement_timeout"])
def test_a_repeat_after_a_timeout_has_one_effect(timeout):
    account, issued = ledger.open_account(), ledger.system_account("issued")
    posting = award(issued, account)
    with held_by_somebody_else(account), at_most(timeout), pytest.raises(OperationalError) as raised:
        ledger.post(posting, by=None)
    assert away.is_away(raised.value)
    assert (Transfer.objects.count(), RequestKey.objects.count()) == (0, 0)

    answers = [ledger.post(posting, by=None) for _ in range(2)]

    account.refresh_from_db()
    assert [answer.is_replay for answer in answers] == [False, True]
    assert (account.balance, Transfer.objects.count()) == (posting.amount, 1)


def test_a_worker_that_stood_still_in_a_transaction_may_come_again():
    def stand_still():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
            time.sleep(0.5)
            cursor.execute("SELECT 1")

    with pytest.raises(DatabaseError) as raised:
        stand_still()
    connection.close()
    assert away.is_away(raised.value)
