"""Plain statements: how they are sent, and how values are handed over.

Building a query costs more than running it, so what runs all day is written by hand, once for each vendor. This is
what such statements share; they go through Django's own connection and its transactions.

On PostgreSQL their values travel beside the text and not inside it as those of the ORM do. So the server can keep
the plan of a statement that comes again: it does where `OPTIONS` of the database say `"prepare_threshold": 5`.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, lru_cache
from operator import methodcaller
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from django.db.models import Model
from django.db.models.base import ModelState
from django.utils import timezone

from points.permissions import User

try:
    from django.db.backends.postgresql.base import ServerBindingCursor
except (ImportError, ImproperlyConfigured):  # A host on SQLite has no driver for PostgreSQL; psycopg 2 no such cursor.
    ServerBindingCursor = None
try:
    from django.db.backends.sqlite3.base import SQLiteCursorWrapper
except (ImportError, ImproperlyConfigured):  # A Python that was built without SQLite.
    SQLiteCursorWrapper = object

Row = TypeVar("Row", bound=Model)
Values = Sequence[Any] | Mapping[str, Any]


@cache
def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def cursor() -> Any:
    """A cursor for plain statements; to be used in a `with`."""
    # Asked of the proxy once: each look through it costs a microsecond.
    database = connections[DEFAULT_DB_ALIAS]
    make = _cursor_maker()
    return database._prepare_cursor(make(_opened(database))) if make else database.cursor()


class _SQLiteCursor(SQLiteCursorWrapper):  # type: ignore[misc, valid-type]
    """Django's, that remembers how a statement reads for SQLite instead of writing it anew each time."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        return _for_sqlite(query, has_names=param_names is not None)


class _Marks(dict[str, str]):
    """How SQLite marks a value that has a name."""

    def __missing__(self, name: str) -> str:
        return f":{name}"


@lru_cache(maxsize=512)
def _for_sqlite(query: str, *, has_names: bool) -> str:
    marked: str = query % _Marks() if has_names else SQLiteCursorWrapper.convert_query(None, query)
    return marked


@cache
def _cursor_maker() -> Callable[[Any], Any] | None:
    """Makes a cursor of our own on a connection; None where Django's do."""
    if connection.vendor == "sqlite":
        return methodcaller("cursor", _SQLiteCursor)
    return ServerBindingCursor if is_postgresql() else None


def _opened(database: Any) -> Any:
    """The connection as the driver knows it."""
    database.close_if_health_check_failed()
    database.ensure_connection()
    return database.connection


def _kept_cursor(database: Any, make: Callable[[Any], Any]) -> Any:
    """The one that all short statements of a connection share: to make one costs a third of sending a statement."""
    opened = _opened(database)
    kept = database.__dict__.get("points_cursor")
    if kept is None or kept.connection is not opened:
        kept = database.points_cursor = make(opened)
    return database._prepare_cursor(kept)


def fetch_all(sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    with cursor() as opened:
        opened.execute(sql, values)
        return list(opened.fetchall())


def fetch_one(sql: str, values: Values = ()) -> tuple[Any, ...] | None:
    return _fetch_one(connections[DEFAULT_DB_ALIAS], sql, values)


def _fetch_one(database: Any, sql: str, values: Values) -> tuple[Any, ...] | None:
    # All are fetched: a statement of SQLite that is not finished keeps its transaction from committing.
    rows = _sent(database, sql, values).fetchall()
    return rows[0] if rows else None


def send(sql: str, values: Values = ()) -> None:
    """For a statement that answers nothing."""
    _sent(connections[DEFAULT_DB_ALIAS], sql, values)


def _sent(database: Any, sql: str, values: Values) -> Any:
    """The cursor with what the statement answers."""
    make = _cursor_maker()
    kept = _kept_cursor(database, make) if make else database.cursor()
    kept.execute(sql, values)
    return kept


def at_once(sql: str, values: Values) -> tuple[Any, ...] | None:
    """The row that a statement answers which does all of its work or, where anything is unusual, nothing.

    It needs no transaction around it; inside one it gets a savepoint. None: nothing was done, because a condition did
    not hold or a constraint refused, and the caller goes the long way, which finds out why.
    """
    database = connections[DEFAULT_DB_ALIAS]
    try:
        if database.get_autocommit():
            return _fetch_one(database, sql, values)
        with transaction.atomic():
            return _fetch_one(database, sql, values)
    except IntegrityError:
        return None


def day(value: date) -> Any:
    """As the database keeps it."""
    return value if is_postgresql() else value.isoformat()


def moment(value: datetime) -> Any:
    """As the database keeps it."""
    return value if is_postgresql() else connection.ops.adapt_datetimefield_value(value)


def uuid(value: UUID) -> Any:
    """As the database keeps it."""
    return value if is_postgresql() else value.hex


def read_day(value: Any) -> date:
    """The day that `day` kept."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def read_moment(value: Any) -> datetime:
    """The moment that `moment` kept; SQLite keeps it without a zone, in that of the connection."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return timezone.make_aware(moment, connection.timezone) if timezone.is_naive(moment) else moment


def today() -> Any:
    """The day in the community's time zone, as the database keeps it."""
    return day(timezone.localdate())


def user_id(user: User | None) -> Any:
    """The key of whoever acts, as the database keeps it; hosts bring their own user model, and some count in UUIDs."""
    key = user.pk if user else None
    if key is None or type(key) is int:
        return key
    return get_user_model()._meta.pk.get_db_prep_value(key, connection)


def one_line(sql: str) -> str:
    """Without the gaps that only readers need: psycopg keeps what it parsed of short texts only (4,096 characters)."""
    return " ".join(sql.split())


# --- many rows at once ----------------------------------------------------------------------------------------------


@contextmanager
def everything_is_kept() -> Iterator[None]:
    """While thousands of rows are built: the collector would look them all through, again and again, and find nothing.

    For a second or two, and for the whole process; another thread only collects a little later.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def among(column: str, ids: Sequence[int]) -> tuple[str, str]:
    """SQL condition that the column holds one of these numbers, and its only parameter."""
    if is_postgresql():
        return f"{column} = ANY(%s::bigint[])", array(ids)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


def array(numbers: Iterable[int]) -> str:
    """As PostgreSQL reads it."""
    return f"{{{','.join(map(str, numbers))}}}"


def text_array(values: Iterable[str]) -> str:
    """As PostgreSQL reads it."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in values]
    return "".join(["{", ",".join([f'"{text}"' for text in quoted]), "}"])


def next_ids(table: str, count: int) -> list[int]:
    """Ids for new rows of a table, taken before they are written, so that nothing needs to be read back."""
    if is_postgresql():
        # The name of the sequence is looked up once, and not for each of its numbers.
        sequence = "(SELECT CAST(pg_get_serial_sequence(%s, 'id') AS regclass))"
        sql = f"SELECT nextval({sequence}) FROM generate_series(1, %s)"
        return [pk for (pk,) in fetch_all(sql, [table, count])]
    # Only one transaction writes at a time on SQLite, and this one does.
    sql = f"SELECT max((SELECT COALESCE(max(id), 0) FROM {table}), (SELECT COALESCE(max(seq), 0) FROM sqlite_sequence "
    [[last]] = fetch_all(f"{sql} WHERE name = %s))", [table])
    return list(range(last + 1, last + 1 + count))


def stored(model: type[Row], values: dict[str, Any]) -> Row:
    """A row as if read from the database; for thousands of them, because Django's own way costs ten times as much.

    Its `__init__` is not called and sends no signals. `values` by attname, the id among them.
    """
    row = model.__new__(model)
    row.__dict__.update(values)
    row._state = ModelState()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row
