"""Twelve ways to change history, each refused by the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from points.ledger import services as ledger
from points.ledger import triggers
from points.models import RequestKey, Transfer

from .test_posting import award

pytestmark = pytest.mark.django_db


@pytest.fixture
def transfer(db):
    return ledger.post(award(ledger.system_account("issued"), ledger.open_account()), by=None).result


def execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def save_with_other_amount(transfer):
    transfer.amount = 1
    transfer.save()


COLUMNS = ", ".join(field.column for field in Transfer._meta.local_concrete_fields)

ATTACKS = {
    "save": save_with_other_amount,
    "update": lambda transfer: Transfer.objects.filter(pk=transfer.pk).update(amount=1),
    "bulk_update": lambda transfer: Transfer.objects.bulk_update([transfer], ["memo"]),
    "bulk_create_with_conflict": lambda transfer: Transfer.objects.bulk_create(
        [transfer], update_conflicts=True, unique_fields=["id"], update_fields=["amount"]
    ),
    "delete": lambda transfer: transfer.delete(),
    "delete_all": lambda transfer: Transfer.objects.all()._raw_delete("default"),
    "cursor_update": lambda transfer: execute("UPDATE points_transfer SET amount = 1 WHERE id = %s", transfer.pk),
    "cursor_delete": lambda transfer: execute("DELETE FROM points_transfer WHERE id = %s", transfer.pk),
    "key_update": lambda transfer: RequestKey.objects.update(refusal="insufficient_points"),
    "key_delete": lambda transfer: RequestKey.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_history_cannot_be_changed(transfer, attack):
    before = list(Transfer.objects.values()), list(RequestKey.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic():
        attack(transfer)
    assert (list(Transfer.objects.values()), list(RequestKey.objects.values())) == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
def test_replace_cannot_walk_around_the_delete_trigger(transfer, recursive_triggers):
    execute(f"PRAGMA recursive_triggers={recursive_triggers}")
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(f"INSERT OR REPLACE INTO points_transfer ({COLUMNS}) SELECT {COLUMNS} FROM points_transfer")
    execute("PRAGMA recursive_triggers=ON")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", triggers.TABLES)
def test_tables_cannot_be_truncated(transfer, table):
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(("field", "value"), [("amount", 0), ("amount", -5), ("shortfall", 3), ("kind", "reversal")])
def test_a_row_that_means_nothing_is_refused(transfer, field, value):
    transfer.pk, transfer.key = None, "another"
    setattr(transfer, field, value)
    with pytest.raises(DatabaseError), transaction.atomic():
        transfer.save(force_insert=True)


@pytest.mark.parametrize(("field", "value"), [("balance", -1), ("held", 101), ("held", -1), ("base", -1)])
def test_an_account_cannot_go_below_zero(transfer, field, value):
    with pytest.raises(DatabaseError), transaction.atomic():
        type(transfer.credit).objects.filter(pk=transfer.credit_id).update(**{field: value})


def test_a_system_account_carries_no_balance(transfer):
    with pytest.raises(DatabaseError), transaction.atomic():
        type(transfer.debit).objects.filter(pk=transfer.debit_id).update(balance=5)


def test_a_missing_trigger_is_seen(transfer):
    assert triggers.missing(connection) == []
    triggers.drop(connection)
    assert triggers.missing(connection) == sorted(triggers.trigger_names(connection.vendor))
    triggers.install(connection)
    assert triggers.missing(connection) == []
