"""What was backed up while people wrote, as it stands in another database."""

import pytest
from django.db import DatabaseError, connection, transaction

from points.keeping import queries
from points.ledger import services as ledger
from points.ledger import triggers
from points.models import Account, RequestKey, Seal, Transfer
from tests.keeping.ground import ask
from tests.ledger.test_append_only import ATTACKS


def books():
    return list(Transfer.objects.order_by("pk").values()), list(RequestKey.objects.order_by("pk").values())


def test_whoever_was_answered_before_the_backup_gets_the_same_answer_again(story, restored):
    assert {said.answer for said in story.before} > {"insufficient_points"}
    before = books()
    assert [ask(said.key, said.account, said.amount) for said in story.before] == [s.answer for s in story.before]
    assert books() == before


def test_what_was_answered_later_is_kept_with_its_answer_or_not_at_all(story, restored):
    """And who repeats a request that is not there is answered once."""
    later = sorted(story.after, key=lambda said: said.at)
    with transaction.atomic():
        # Those around the snapshot, and the last ones.
        for said in [*later[:30], *later[-10:]]:
            was_kept = RequestKey.objects.filter(key=said.key).exists()
            answers = {ask(said.key, said.account, said.amount) for _time in range(2)}
            assert len(answers) == 1
            assert answers == {said.answer} or not was_kept
        transaction.set_rollback(True)


def test_the_backup_was_made_while_they_wrote(story, restored):
    kept = set(RequestKey.objects.values_list("key", flat=True))
    assert {said.key for said in story.before} <= kept
    assert {said.key for said in story.after} - kept


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_history_cannot_be_changed_in_what_was_restored(restored, attack):
    before = books()
    with pytest.raises(DatabaseError), transaction.atomic():
        attack(Transfer.objects.latest("pk"))
    assert books() == before


def test_the_triggers_and_the_seal_are_there(restored):
    assert triggers.missing(connection) == []
    assert Seal.objects.count() == 1


def test_new_rows_get_new_numbers(restored):
    with transaction.atomic():
        last = Account.objects.latest("pk").pk, Transfer.objects.latest("pk").pk
        account = ledger.open_account()
        assert int(ask("new", account.pk, 10)) > last[1]
        assert account.pk > last[0]
        transaction.set_rollback(True)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite counts on from the last row by itself")
def test_every_sequence_stands_behind_the_last_row(restored):
    behind = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for sequence in connection.introspection.get_sequences(cursor, table):
                cursor.execute(
                    f'SELECT COALESCE(max("{sequence["column"]}"), 0), '
                    f"pg_sequence_last_value(pg_get_serial_sequence('{table}', '{sequence['column']}')) FROM {table}"
                )
                most, last = cursor.fetchone()
                behind += [table] if most > (last or 0) else []
    assert behind == []


def test_a_row_that_does_not_come_back_is_named(story, restored):
    manifest = queries.check(story.archive, progress=lambda what, done: None)
    assert queries.differences(manifest) == []
    manifest.rows["points_account"] += 1
    manifest.heads["transfer"] = "7 other"
    facts = [str(found) for found in queries.differences(manifest)]
    assert facts[0].startswith("points_account all: ")
    assert facts[1].startswith("transfer last: is ")
    assert len(facts) == 2
