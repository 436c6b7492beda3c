"""A page of a statement is read through the index of its side, however the database came to its plan."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from points.ledger import queries
from points.ledger import services as ledger
from points.models import Transfer

pytestmark = pytest.mark.django_db
PAGE = 10
TYPES = {int: "bigint", str: "text", datetime: "timestamptz"}


@pytest.fixture
def account(db):
    """One of many households; as everywhere nearly all points come from `issued`."""
    issued, accounts = ledger.system_account("issued"), ledger.open_accounts([0] * 40)
    ledger.post_many(
        [
            ledger.Posting(
                debit=issued,
                credit=accounts[number % 40],
                amount=10,
                kind=Transfer.Kind.AWARD,
                key=f"award:{number}",
                occurred_on=date(2026, 11, 1),
            )
            for number in range(1600)
        ],
        key="history",
        by=None,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return accounts[0]


def sent_for(read, *, about=""):
    """The only statement with `about` in it that `read` sends, and its values."""
    sent = []

    def keep(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        read()
    [(sql, values)] = [(sql, values) for sql, values in sent if about in sql]
    return sql, values


def plan_of(sql, values):
    """On PostgreSQL the plan that is kept for every account, which does not know this one."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            return "\n".join(row[-1] for row in cursor.fetchall())
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        numbered = sql % {name: f"${number}" for number, name in enumerate(values, start=1)}
        types = ", ".join(TYPES[type(value)] for value in values.values())
        cursor.execute(f"PREPARE page ({types}) AS {numbered}")
        given = ", ".join(f"%({name})s" for name in values)
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE page ({given})", values)
        [[plan]] = cursor.fetchall()
        cursor.execute("DEALLOCATE page")
    return json.dumps(plan)


@pytest.mark.parametrize("before", [None, 800])
def test_each_side_is_read_through_its_own_index(account, before):
    sql, values = sent_for(lambda: queries.statement(account, limit=PAGE, before=before))
    plan = plan_of(sql, values)
    assert "points_transfer_debit" in plan
    assert "points_transfer_credit" in plan
    assert "points_transfer_pkey" not in plan
    assert "Seq Scan" not in plan
    assert "SCAN points_transfer" not in plan


def test_each_side_of_a_search_is_read_through_its_own_index(account):
    day = timezone.now()
    choice = queries.Choice(kinds=["award"], since=day - timedelta(days=30), until=day + timedelta(days=1))
    plan = plan_of(*sent_for(lambda: queries.sift(account, choice=choice, limit=PAGE), about="line WHERE"))
    assert "points_transfer_debit" in plan
    assert "points_transfer_credit" in plan
    assert "points_transfer_pkey" not in plan
    assert "Seq Scan" not in plan
    assert "SCAN points_transfer" not in plan


def test_pages_follow_each_other_without_a_gap(account):
    whole = [line.transfer.pk for line in queries.statement(account, limit=100)]
    assert len(whole) == 40
    pages, before = [], None
    while page := [line.transfer.pk for line in queries.statement(account, limit=PAGE, before=before)]:
        pages += page
        before = page[-1]
    assert pages == whole == sorted(whole, reverse=True)


def test_what_moved_since_a_moment_is_summed_by_direction(account):
    moment = Transfer.objects.latest("pk").created_at + timedelta(hours=3)
    assert queries.moved_since(account, moment) == (0, 0)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        _move(account, amount=10, key="a second before")
    with time_machine.travel(moment, tick=False):
        _move(account, amount=20, key="at that moment")
    with time_machine.travel(moment + timedelta(days=3), tick=False):
        _move(account, amount=300, key="later")
        _move(account, amount=50, key="out", is_out=True)
    assert queries.moved_since(account, moment) == (320, 50)


def _move(account, *, amount, key, is_out=False):
    issued = ledger.system_account("issued")
    debit, credit = (account, issued) if is_out else (issued, account)
    kind = Transfer.Kind.DEDUCTION if is_out else Transfer.Kind.AWARD
    today = timezone.localdate()
    ledger.post(
        ledger.Posting(debit=debit, credit=credit, amount=amount, kind=kind, key=key, occurred_on=today), by=None
    )
