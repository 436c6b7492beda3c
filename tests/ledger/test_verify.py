"""The proof: it holds on a sound ledger and names the row that was tampered with."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from points.ledger import queries, triggers
from points.ledger import services as ledger
from points.models import Transfer

from .test_posting import award, spend

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(db):
    """An award, a redemption, a hold, a reversal."""
    issued, shelf, account = ledger.system_account("issued"), ledger.system_account("redeemed:1"), ledger.open_account()
    first = ledger.post(award(issued, account), by=None).result
    ledger.post(spend(account, shelf, 30), by=None)
    ledger.hold(account, credit=shelf, amount=20, key="h", expires_at=timezone.now() + timedelta(days=1), by=None)
    ledger.reverse(first, key="undo", by=None)
    return Transfer.objects.order_by("pk")


def tamper(sql, *params):
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    triggers.install(connection)


def test_a_sound_ledger_holds(story, capsys):
    call_command("verify_ledger")
    out = capsys.readouterr().out
    assert "transfers                                     3" in out
    assert "Everything holds." in out
    figures = queries.verify().figures
    assert figures["tenths with holders"] == -figures["tenths with system accounts"] == 20


TAMPERINGS = {
    "amount": "amount = amount + 5",
    "balance afterwards": "credit_balance = 7",
    "account": "credit_id = (SELECT id FROM points_account WHERE name = 'redeemed:1')",
}


@pytest.mark.parametrize("change", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_tampered_transfer_is_named(story, change, capsys):
    first = story.first()
    tamper(f"UPDATE points_transfer SET {change} WHERE id = %s", first.pk)
    with pytest.raises(CommandError, match="differences; the first: points_"):
        call_command("verify_ledger")
    assert f"points_transfer #{first.pk}: " in capsys.readouterr().err


def test_a_deleted_transfer_is_found(story):
    tamper("DELETE FROM points_transfer WHERE id = %s", story[1].pk)
    assert {difference.table for difference in queries.verify().differences} >= {"points_account", "points_transfer"}


def test_points_from_nowhere_are_named(story):
    account = story.first().credit
    tamper("UPDATE points_account SET balance = balance + 1000 WHERE id = %s", account.pk)
    facts = [str(difference) for difference in queries.verify().differences]
    assert f"points_account #{account.pk}: balance 1020 but its transfers come to 20" in facts
    assert any("do not sum to zero" in fact for fact in facts)


def test_a_hold_that_nobody_made_is_named(story):
    account = story.first().credit
    tamper("UPDATE points_account SET held = 5 WHERE id = %s", account.pk)
    facts = [str(difference) for difference in queries.verify().differences]
    assert facts == [f"points_account #{account.pk}: held 5 but its pending holds come to 20"]


def test_a_missing_trigger_is_named(story):
    triggers.drop(connection)
    with pytest.raises(CommandError, match=r"trigger \w+: is missing"):
        call_command("verify_ledger")
    triggers.install(connection)
