"""Transactions that commit out of order, jobs that run twice at once, jobs that are killed."""

import os
import signal
import threading
import time
from functools import partial

import pytest
from django.db import connection, transaction

from points.ledger import services as ledger
from points.models import Leaf, Seal, Subtree, Transfer
from points.seals import queries
from points.seals import services as seals
from tests.ledger.test_posting import award as posting
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def seal_once(signer):
    seal = seals.seal_ledger(signer=signer)
    return seal.tree_size if seal else 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="On SQLite one transaction writes at a time")
def test_a_transfer_that_commits_late_gets_a_later_place_and_no_gap(signer):
    issued, one, other = ledger.system_account("issued"), ledger.open_account(), ledger.open_account()
    has_posted, may_commit = threading.Event(), threading.Event()

    def post_slowly():
        try:
            with transaction.atomic():
                ledger.post(posting(issued, one, key="early"), by=None)
                has_posted.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    slow = threading.Thread(target=post_slowly)
    slow.start()
    assert has_posted.wait(30)
    quick = ledger.post(posting(issued, other, key="late"), by=None).result
    assert seals.seal_ledger(signer=signer).tree_size == 1
    assert queries.verify().differences == []
    may_commit.set()
    slow.join()

    early = Transfer.objects.get(key="early")
    assert early.pk < quick.pk
    assert seals.seal_ledger(signer=signer).tree_size == 2
    assert list(Leaf.objects.values_list("position", "transfer")) == [(0, quick.pk), (1, early.pk)]
    assert queries.verify().differences == []


def test_two_jobs_at_once_come_to_the_same_as_one(signer, many):
    many(300)
    assert sorted(race([partial(seal_once, signer)] * 4)) == [0, 0, 0, 300]
    assert (Seal.objects.count(), Leaf.objects.count()) == (1, 300)
    assert queries.verify().differences == []


def test_jobs_and_postings_at_once_leave_nothing_out(signer):
    issued, account = ledger.system_account("issued"), ledger.open_account()

    def post(number):
        for count in range(10):
            ledger.post(posting(issued, account, amount=1, key=f"{number}:{count}"), by=None)
        return 0

    race([*(partial(post, number) for number in range(4)), *[partial(seal_once, signer)] * 4])
    seals.seal_ledger(signer=signer)
    assert Leaf.objects.count() == 40
    assert queries.verify().differences == []


@pytest.mark.parametrize("moment", ["leaves", "subtrees", "seal"])
def test_a_job_that_is_killed_leaves_nothing_half(signer, many, moment):
    many(300)
    connection.close()
    child = os.fork()
    if child == 0:
        _seal_and_die(signer, moment)
    status = os.waitpid(child, 0)[1]
    assert os.WTERMSIG(status) == signal.SIGKILL
    deadline = time.monotonic() + 10
    while connection.vendor == "postgresql" and _others_at_work() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [model.objects.count() for model in (Leaf, Subtree, Seal)] == [0, 0, 0]
    assert seal_once(signer) == 300
    assert queries.verify().differences == []


def _seal_and_die(signer, moment):
    """In a process of its own, which ends without another word."""

    def die(*_args, **_kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    saved = Seal.save
    match moment:
        case "leaves":
            seals.rows.insert_subtrees = die
        case "subtrees":
            seals._signed = die
        case _seal:
            # Written, not committed.
            Seal.save = lambda seal, **kwargs: die(saved(seal, **kwargs))
    try:
        seals.seal_ledger(signer=signer)
    finally:
        os._exit(1)


def _others_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])
