"""One statement or step by step: the same rows, the same answers, the same refusals."""

from datetime import date
from random import Random

import pytest
from django.db import connection, transaction

from points.errors import PointsError
from points.ledger import queries
from points.ledger import services as ledger
from points.ledger.services import posting as way
from points.models import Account, RequestKey, Transfer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
KINDS = [Transfer.Kind.AWARD, Transfer.Kind.REDEMPTION, Transfer.Kind.MERGE, Transfer.Kind.DEDUCTION]


def walk(seed):
    """What four holders and two system accounts answer to a hundred and fifty postings, keys used twice among them."""
    chance = Random(seed)
    issued, shelf = ledger.system_account("issued"), ledger.system_account("redeemed:1")
    holders = ledger.open_accounts([0, 0, 40, 150])
    known = {account.pk: name for name, account in enumerate([issued, shelf, *holders])}
    answers, asked = [], []
    for _ in range(150):
        kind = chance.choice(KINDS)
        one, other = chance.sample(holders, 2)
        sides = {
            Transfer.Kind.AWARD: (issued, one),
            Transfer.Kind.REDEMPTION: (one, shelf),
            Transfer.Kind.MERGE: (one, chance.choice([other, other, one])),
            Transfer.Kind.DEDUCTION: (one, issued),
        }[kind]
        posting = ledger.Posting(
            debit=sides[0],
            credit=sides[1],
            amount=chance.choice([0, 5, 30, 30, 100, 200]),
            kind=kind,
            key=f"walk:{chance.randrange(140)}",
            occurred_on=TODAY,
            memo="步行",
        )
        asked.append(posting)
        answers += [answer_to(again, known) for again in (posting, chance.choice(asked))]
    return answers, kept(known)


def answer_to(posting, known):
    try:
        answer = ledger.post(posting, by=None)
    except PointsError as refusal:
        return refusal.code, refusal.params
    return answer.is_replay, told(answer.result, known)


def told(transfer, known):
    """The transfer without what differs between two walks."""
    facts = {field.attname: getattr(transfer, field.attname) for field in Transfer._meta.concrete_fields}
    assert len(facts.pop("request_hash")) == 64
    facts |= {"debit_id": known[facts["debit_id"]], "credit_id": known[facts["credit_id"]]}
    return {name: value for name, value in facts.items() if name not in {"id", "created_at"}}


def kept(known):
    accounts = Account.objects.filter(pk__in=known).order_by("pk")
    keys = RequestKey.objects.filter(key__startswith="walk:").order_by("key")
    return (
        [told(transfer, known) for transfer in Transfer.objects.filter(key__startswith="walk:").order_by("pk")],
        [(known[account.pk], account.balance, account.held) for account in accounts],
        [(key.key, key.refusal, key.refusal_params) for key in keys],
    )


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_leave_the_same_rows(monkeypatch, seed):
    results = []
    for is_short in (True, False):
        if not is_short:
            monkeypatch.setattr(way, "_is_ordinary", lambda posting: False)
        with transaction.atomic():
            results.append(walk(seed))
            assert queries.verify().differences == []
            transaction.set_rollback(True)
    assert results[0] == results[1]
    assert {answer[0] for answer in results[0][0]} >= {True, False, "insufficient_points", "idempotency_mismatch"}


@pytest.fixture
def sides(db):
    return ledger.system_account("issued"), ledger.open_account()


def award(sides, key, amount=100):
    return ledger.Posting(
        debit=sides[0], credit=sides[1], amount=amount, kind=Transfer.Kind.AWARD, key=key, occurred_on=TODAY
    )


def sent(queries):
    return [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]


def test_a_posting_is_one_statement_on_postgresql_and_three_on_sqlite(sides, django_assert_num_queries):
    with django_assert_num_queries(3 if connection.vendor == "postgresql" else 5) as queries:
        ledger.post(award(sides, "a"), by=None)
    assert len(sent(queries)) == (1 if connection.vendor == "postgresql" else 3)


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around_it_needs_none(sides, django_assert_num_queries):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no writing in a WITH")
    with django_assert_num_queries(1):
        ledger.post(award(sides, "a"), by=None)


def test_a_part_of_a_larger_request_is_one_statement_on_postgresql(sides, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        ledger.move(award(sides, "a"), by=None)


def test_a_transfer_knows_its_accounts_without_asking(sides, django_assert_num_queries):
    transfer = ledger.post(award(sides, "a"), by=None).result
    stored = Transfer.objects.get(pk=transfer.pk)
    with django_assert_num_queries(0):
        assert (transfer.debit, transfer.credit, transfer.reverses) == (*sides, None)
    for field in Transfer._meta.concrete_fields:
        assert getattr(transfer, field.attname) == getattr(stored, field.attname)
