"""What rows point to is not deleted, though PostgreSQL is spared some of the foreign keys.

PostgreSQL asks a foreign key with a statement of its own for each new row, and locks the row that is pointed to. When
everybody awards by one rule, or sells at one till, all of them lock that one row, and asking costs more than writing.
So where the statement that writes has just found the row it points to, the model says `db_constraint=False`. The other
half of a foreign key, that nobody takes that row away afterwards, costs nothing while rows are written: a trigger on
the table that is pointed to keeps it. Django refuses as before (`PROTECT`).

What is weaker: a row that is deleted by hand in the very moment in which another transaction writes one that points to
it. The two accounts of a transfer keep their foreign keys, and so does what is not written all day. A transfer itself
needs no guard here, because nobody deletes it anyhow.

SQLite asks at once and locks nothing more for it: there the foreign keys stand as they were (migration 0007).
"""

from collections import defaultdict

from django.apps import apps
from django.db.models import PROTECT, ForeignKey

_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN IF NEW.{key} = OLD.{key} THEN RETURN NEW; END IF; END IF;
    IF {is_pointed_to} THEN
        RAISE EXCEPTION '% on {table} is refused: rows point to it', TG_OP USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

_PREFIX = "kept_"
Column = tuple[str, str]
"""A table and one of its columns."""


def children() -> dict[Column, list[Column]]:
    """What points without a constraint, by what it points to."""
    found: dict[Column, list[Column]] = defaultdict(list)
    for model in apps.get_app_config("points").get_models():
        for field in model._meta.local_concrete_fields:
            # A line of the audit log outlives what it is about.
            if isinstance(field, ForeignKey) and not field.db_constraint and field.remote_field.on_delete is PROTECT:
                parent = (field.target_field.model._meta.db_table, field.target_field.column)
                found[parent].append((model._meta.db_table, field.column))
    return found


def trigger_name(table: str) -> str:
    # PostgreSQL cuts a name after 63 bytes, and a host names its tables as it likes.
    return f"{_PREFIX}{table}"[:63]


def is_guard(name: str) -> bool:
    return name.startswith(_PREFIX)


def statements(parent: Column, known_by: list[Column]) -> list[str]:
    """SQL that makes the guard of a table on PostgreSQL, or makes it anew."""
    table, key = parent
    name = trigger_name(table)
    is_pointed_to = " OR ".join(f"EXISTS (SELECT 1 FROM {child} WHERE {own} = OLD.{key})" for child, own in known_by)
    return [
        _FUNCTION.format(name=name, key=key, table=table, is_pointed_to=is_pointed_to),
        f'CREATE OR REPLACE TRIGGER {name} BEFORE DELETE OR UPDATE OF {key} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
