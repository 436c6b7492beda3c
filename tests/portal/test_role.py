"""The site under the role that docs/operator.md describes: everything works, and history stays as it is.

The statements are read from the document, so that what an operator types is what is tested.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from points.ledger import queries as ledger_queries
from points.ledger import services as ledger
from points.ledger import triggers
from points.models import Transfer
from points.seals import services as seals
from points.supermarket import queries as supermarket_queries

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles"),
]
DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "operator.md").read_text()
STATEMENTS = re.search(r"<!-- role:.*?```sql\n(.*?)```", DOCUMENT, re.DOTALL)[1]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def become_the_site(*, statements: str = STATEMENTS) -> None:
    """Until the test is rolled back, and the role with it."""
    # Roles belong to the whole server: one for each database that is tested.
    name = f"points_site_{connection.settings_dict['NAME']}"
    execute(statements.replace("points_site", name))
    execute(f"SET LOCAL ROLE {name}")


@pytest.fixture
def site(db):
    become_the_site()


def test_what_people_do_works_under_the_role(site, story, wang, client):
    assert {transfer.kind for transfer in Transfer.objects.all()} == {
        "award",
        "deduction",
        "redemption",
        "refund",
        "reversal",
    }
    assert ledger_queries.verify().differences == []
    assert supermarket_queries.verify().differences == []
    client.force_login(wang.user)
    assert client.get(reverse("points:statement")).status_code == 200


def test_points_are_promised_and_collected_under_the_role(site, now, award, wang):
    award(wang.household, "Z2")
    shelf, in_an_hour = ledger.system_account("redeemed:1"), timezone.now() + timedelta(hours=1)
    promises = [
        ledger.hold(wang.household.account, credit=shelf, amount=30, key=key, expires_at=in_an_hour, by=None).result
        for key in ("kept", "given back")
    ]
    ledger.post_hold(promises[0], occurred_on=timezone.localdate(), by=None)
    ledger.release(promises[1], by=None)
    wang.household.account.refresh_from_db()
    assert (wang.household.account.balance, wang.household.account.held) == (70, 0)


def test_sealing_and_erasing_work_under_the_role(site, story, settings, tmp_path):
    settings.POINTS = {"seal_key": str(tmp_path / "seal.pem"), "seal_origin": "example.org/points"}
    signer = seals.new_key(settings.POINTS["seal_key"])
    sealed = seals.seal_ledger(signer=signer)
    assert sealed.tree_size == Transfer.objects.count()
    assert seals.destroy_salts([story.by_hand.transfer_id], by=None) == 1


ATTACKS = [
    statement
    for table in triggers.TABLES
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"ALTER TABLE {table} DISABLE TRIGGER USER")
] + [
    "UPDATE points_transfer SET amount = 1",
    "UPDATE points_requestkey SET refusal = 'x'",
    "UPDATE points_leaf SET hash = ''",
    "UPDATE points_subtree SET hash = ''",
    "UPDATE points_seal SET root = ''",
    "INSERT INTO points_requestkey (key, request_hash, refusal, refusal_params, created_at) "
    "VALUES ('k', '', '', '{}', now()) ON CONFLICT (key) DO UPDATE SET refusal = 'x'",
    "TRUNCATE points_account CASCADE",
    "DELETE FROM django_migrations",
    "DROP TABLE points_transfer CASCADE",
    "SET session_replication_role = replica",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_history_is_refused_to_the_role_even_without_triggers(db, attack):
    triggers.drop(connection)
    become_the_site()
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        execute(attack)


def test_without_the_revocation_history_would_be_open(db):
    triggers.drop(connection)
    become_the_site(statements=re.sub(r"REVOKE UPDATE[^;]*;", "", STATEMENTS))
    execute("UPDATE points_transfer SET amount = 1")
    execute("DELETE FROM points_leaf")
