"""Triggers that make transfers, request keys, what seals them, stock moves, and what happened to a notice append-only.

SQLite rebuilds a table when a column changes and drops its triggers without a word, so they are installed by the
migration and again after every `migrate`; both are idempotent. `INSERT OR REPLACE` on SQLite deletes without asking
the DELETE trigger unless `recursive_triggers` is on, so a BEFORE INSERT trigger refuses an id or key that exists.
On PostgreSQL the owner of the table and a superuser can switch triggers off.

The triggers of `parents`, which stand in for foreign keys there, are installed and looked for together with them.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from points.ledger import parents

TABLES = {
    "points_transfer": ("id", "key"),
    "points_requestkey": ("key",),
    "points_leaf": ("position", "transfer_id"),
    "points_subtree": ("id",),
    "points_seal": ("number",),
    "points_noticestep": ("id",),
    "points_stockmove": ("id", "key"),
    "points_stocktransfer": ("id", "taken_id", "brought_id"),
}
"""Table and the columns by which a REPLACE could hit an existing row."""

EXCEPT = {
    "points_leaf": "length(NEW.salt) = 0 AND NEW.position = OLD.position AND NEW.transfer_id = OLD.transfer_id "
    "AND NEW.hash = OLD.hash"
}
"""The one change that a table allows, such as to destroy a salt."""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {but}RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def trigger_names(vendor: str) -> dict[str, str]:
    """Name of each trigger that must exist, with its table."""
    verbs = ("change", "truncate") if vendor == "postgresql" else ("update", "delete", "replace")
    append_only = {f"{table}_no_{verb}": table for table in TABLES for verb in verbs}
    return append_only | {parents.trigger_name(table): table for table, _ in _guarded(vendor)}


def _guarded(vendor: str) -> dict[parents.Column, list[parents.Column]]:
    """What is pointed to without a foreign key, where it is not append-only anyhow."""
    found = parents.children() if vendor == "postgresql" else {}
    return {parent: known_by for parent, known_by in found.items() if parent[0] not in TABLES}


def _sqlite_statements(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table} is never changed'); END"
    but = f"WHEN NOT ({EXCEPT[table]}) " if table in EXCEPT else ""
    same = " OR ".join(f"{column} = NEW.{column}" for column in TABLES[table])
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} {but}{refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} "
        f"BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}.key'); END",
    ]


def _postgresql_statements(table: str) -> list[str]:
    function, but = "points_refuse_change", ""
    if table in EXCEPT:
        # A function of its own: one that names a column fails on a table without it.
        function += f"_of_{table}"
        but = f"IF TG_OP = 'UPDATE' THEN IF {EXCEPT[table]} THEN RETURN NEW; END IF; END IF; "
    return [
        _POSTGRESQL_FUNCTION.format(name=function, but=but),
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing."""
    statements = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}.get(connection.vendor)
    if statements is None:
        raise NotImplementedError(f"The ledger is guarded on SQLite and PostgreSQL, not on {connection.vendor}.")
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in present & TABLES.keys():
            for statement in statements(table):
                cursor.execute(statement)
        for parent, known_by in _guarded(connection.vendor).items():
            if parent[0] in present:
                for statement in parents.statements(parent, known_by):
                    cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Only to undo the migration, and for tests that tamper with rows or empty the tables."""
    with connection.cursor() as cursor:
        for name, table in trigger_names(connection.vendor).items():
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should exist and do not, or that are switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    tables = set(connection.introspection.table_names())
    return sorted(
        name for name, table in trigger_names(connection.vendor).items() if table in tables and name not in present
    )
