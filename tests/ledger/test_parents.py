"""What rows point to is not deleted, where PostgreSQL has no foreign key for it as much as where it has one."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from points.ledger import parents, triggers
from points.ledger import services as ledger
from points.ledger.checks import check_triggers
from points.models import Transfer

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps its foreign keys")
USERS = get_user_model()._meta.db_table


def send(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        # Foreign keys of SQLite would wait for the commit.
        connection.check_constraints()


@pytest.fixture
def recorder(administrator):
    """Somebody who has recorded a transfer."""
    posting = ledger.Posting(
        debit=ledger.system_account("issued"),
        credit=ledger.open_account(),
        amount=10,
        kind=Transfer.Kind.AWARD,
        key="a",
        occurred_on=date(2026, 11, 21),
    )
    ledger.post(posting, by=administrator)
    return administrator


def test_whoever_recorded_a_transfer_is_not_deleted_by_hand(recorder):
    with pytest.raises(IntegrityError):
        send(f"DELETE FROM {USERS} WHERE id = %s", recorder.pk)
    assert Transfer.objects.get(key="a").created_by == recorder


def test_whoever_recorded_a_transfer_keeps_his_number(recorder):
    with pytest.raises(IntegrityError):
        send(f"UPDATE {USERS} SET id = id + 1000 WHERE id = %s", recorder.pk)
    send(f"UPDATE {USERS} SET id = id, username = 'renamed' WHERE id = %s", recorder.pk)


def test_whoever_recorded_nothing_may_go(recorder, django_user_model):
    other = django_user_model.objects.create_user("other", password="x")
    send(f"DELETE FROM {USERS} WHERE id = %s", other.pk)
    assert list(django_user_model.objects.all()) == [recorder]


def test_the_accounts_of_a_transfer_keep_their_foreign_keys():
    pointing = {child for known_by in parents.children().values() for child in known_by}
    assert ("points_transfer", "created_by_id") in pointing
    assert not {("points_transfer", "debit_id"), ("points_transfer", "credit_id")} & pointing


@on_postgresql
def test_everything_pointed_to_has_a_guard_or_is_append_only():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'kept%%'")
        guarded = {table for (table,) in cursor.fetchall()}
    assert guarded == {table for table, _ in parents.children()} - triggers.TABLES.keys()


@on_postgresql
def test_a_guard_is_not_missed_before_its_migration():
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER {parents.trigger_name(USERS)} ON "{USERS}"')
        assert [message.id for message in check_triggers(databases=["default"])] == ["points.E002"]
        cursor.execute("DELETE FROM django_migrations WHERE name = '0007_lighter_writes'")
    assert check_triggers(databases=["default"]) == []


@on_postgresql
@pytest.mark.parametrize("table", ["points_transfer", "points_requestkey", "points_awardrecord"])
def test_one_index_finds_a_key_and_what_begins_with_it(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        assert sum(index.endswith("(key)") or "(key " in index for (index,) in cursor.fetchall()) == 1
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM {table} WHERE key LIKE 'desk:%%'")
        assert "Index Cond" in "\n".join(line for (line,) in cursor.fetchall())
