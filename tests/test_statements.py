"""Plain statements share one cursor of a connection; nobody notices."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from points import statements


@pytest.mark.django_db
def test_a_statement_that_failed_leaves_nothing_to_the_next_one():
    assert statements.fetch_one("SELECT 7") == (7,)
    with pytest.raises(DatabaseError), transaction.atomic():
        statements.fetch_one("SELECT 1 FROM a_table_that_nobody_made")
    assert statements.fetch_one("SELECT 8 WHERE 1 = 2") is None
    assert statements.fetch_one("SELECT %s + 0", [9]) == (9,)


@pytest.mark.django_db
def test_each_statement_is_seen_by_whoever_counts_them():
    with CaptureQueriesContext(connection) as seen:
        statements.fetch_one("SELECT 1")
        statements.fetch_one("SELECT 2")
    assert [query["sql"] for query in seen] == ["SELECT 1", "SELECT 2"]


@pytest.mark.django_db
def test_values_are_found_by_name_and_by_place_and_a_per_cent_stays_one():
    for _ in range(2):
        named = "SELECT %(a)s + 0, %(b)s + 0, %(a)s + 0"
        assert statements.fetch_one(named, {"b": 2, "a": 1, "unused": 3}) == (1, 2, 1)
        assert statements.fetch_one("SELECT 7 %% 4, %s + 0", [1]) == (3, 1)
        assert statements.fetch_one("SELECT 7 %% %(a)s", {"a": 4}) == (3,)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_gets_a_cursor_of_its_own():
    statements.fetch_one("SELECT 1")
    first = connection.points_cursor
    statements.fetch_one("SELECT 1")
    assert connection.points_cursor is first
    connection.close()
    assert statements.fetch_one("SELECT 2") == (2,)
    assert connection.points_cursor is not first
