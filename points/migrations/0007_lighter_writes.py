"""What is written all day is compared byte by byte, has no index that nobody reads, and locks no row that all share.

A key that is unique had two indexes on PostgreSQL, one to compare and one to search by the beginning. In the collation
"C" one does both. Foreign keys that `points.ledger.parents` stands in for go on PostgreSQL and stay on SQLite, so the
tables are changed here and not by Django, which would rebuild them there.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from points.ledger import triggers

KEYS = [("transfer", "key"), ("requestkey", "key"), ("awardrecord", "key"), ("scan", "key"), ("stockmove", "key")]
SEARCHED = {"transfer", "requestkey"}
"""Whose key is `unique` or the primary key of the model, so that Django made the second index."""

MOSTLY_EMPTY = [("transfer", "reverses"), ("checkin", "service_record")]
"""Unique, and empty on nearly every row that is written: those need no entry in the index."""

WITHOUT_INDEX = [("scan", "resident"), ("scan", "recorded_by")]
WITHOUT_CONSTRAINT = [
    ("transfer", "created_by"),
    ("awardrecord", "rule"),
    ("awardrecord", "transfer"),
    ("awardrecord", "recorded_by"),
    ("checkin", "shift"),
    ("scan", "shift"),
    ("scan", "resident"),
    ("scan", "recorded_by"),
    ("redemption", "store"),
    ("redemption", "transfer"),
    ("redemption", "created_by"),
    ("redemptionline", "redemption"),
    ("redemptionline", "good"),
    ("stockmove", "good"),
    ("stockmove", "line"),
    ("stockmove", "created_by"),
]


def lighten(apps, schema_editor):
    for model, field in _fields(apps, WITHOUT_INDEX):
        for name in _names(schema_editor, model, field, "index"):
            schema_editor.execute(f'DROP INDEX "{name}"')
    if schema_editor.connection.vendor != "postgresql":
        return
    for model, field in _fields(apps, WITHOUT_CONSTRAINT):
        for name in _names(schema_editor, model, field, "foreign_key"):
            schema_editor.execute(f'ALTER TABLE {model._meta.db_table} DROP CONSTRAINT "{name}"')
    for model, field in _fields(apps, KEYS):
        if model._meta.model_name in SEARCHED:
            like = schema_editor._create_index_name(model._meta.db_table, [field.column], suffix="_like")
            schema_editor.execute(f'DROP INDEX IF EXISTS "{like}"')
        _collate(schema_editor, model, field, "C")
    for model, field in _fields(apps, MOSTLY_EMPTY):
        table, column = model._meta.db_table, field.column
        for name in _names(schema_editor, model, field, "unique"):
            schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            schema_editor.execute(f'CREATE UNIQUE INDEX "{name}" ON {table} ({column}) WHERE {column} IS NOT NULL')
    triggers.install(schema_editor.connection)


def burden(apps, schema_editor):
    for model, field in _fields(apps, WITHOUT_INDEX):
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))
    if schema_editor.connection.vendor != "postgresql":
        return
    for model, field in _fields(apps, WITHOUT_CONSTRAINT):
        suffix = "_fk_%(to_table)s_%(to_column)s"
        schema_editor.execute(schema_editor._create_fk_sql(model, field, suffix))
    for model, field in _fields(apps, MOSTLY_EMPTY):
        for name in _names(schema_editor, model, field, "unique"):
            schema_editor.execute(f'DROP INDEX "{name}"')
            unique = f'ADD CONSTRAINT "{name}" UNIQUE ({field.column})'
            schema_editor.execute(f"ALTER TABLE {model._meta.db_table} {unique}")
    for model, field in _fields(apps, KEYS):
        _collate(schema_editor, model, field, "default")
        if model._meta.model_name in SEARCHED:
            schema_editor.execute(schema_editor._create_like_index_sql(model, field))


def _fields(apps, named):
    for model_name, field_name in named:
        model = apps.get_model("points", model_name)
        yield model, model._meta.get_field(field_name)


def _names(schema_editor, model, field, kind):
    """Of what Django made for this field alone."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return [
        name
        for name, about in found.items()
        if about["columns"] == [field.column] and about[kind] and (kind == "unique") == about["unique"]
    ]


def _collate(schema_editor, model, field, collation):
    kind = field.db_type(schema_editor.connection)
    schema_editor.execute(
        f'ALTER TABLE {model._meta.db_table} ALTER COLUMN {field.column} TYPE {kind} COLLATE "{collation}"'
    )


def _points_to(to, label, **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to=to, **({"verbose_name": label} if label else {}), **options
    )


USER, FREE = settings.AUTH_USER_MODEL, {"db_constraint": False}
NULL = {"null": True, "blank": True}
UNREAD = {"db_index": False}
FIELDS = [
    ("transfer", "created_by", _points_to(USER, "recorded by", related_name="+", **NULL, **UNREAD, **FREE)),
    ("awardrecord", "rule", _points_to("points.rule", "rule", related_name="award_records", **FREE)),
    ("awardrecord", "recorded_by", _points_to(USER, "recorded by", related_name="+", null=True, **UNREAD, **FREE)),
    ("checkin", "shift", _points_to("points.shift", "shift", related_name="check_ins", **UNREAD, **FREE)),
    ("scan", "shift", _points_to("points.shift", "shift", related_name="scans", **UNREAD, **FREE)),
    ("scan", "resident", _points_to("points.resident", "resident", related_name="scans", **NULL, **UNREAD, **FREE)),
    ("scan", "recorded_by", _points_to(USER, "recorded by", related_name="+", null=True, **UNREAD, **FREE)),
    ("redemption", "store", _points_to("points.store", "store", related_name="redemptions", **UNREAD, **FREE)),
    ("redemption", "created_by", _points_to(USER, "cashier", related_name="+", **UNREAD, **FREE)),
    ("redemptionline", "redemption", _points_to("points.redemption", None, related_name="lines", **UNREAD, **FREE)),
    ("redemptionline", "good", _points_to("points.good", "good", related_name="redemption_lines", **FREE)),
    ("stockmove", "good", _points_to("points.good", "good", related_name="stock_moves", **FREE)),
    ("stockmove", "line", _points_to("points.redemptionline", None, related_name="stock_moves", **NULL, **FREE)),
    ("stockmove", "created_by", _points_to(USER, "recorded by", related_name="+", **UNREAD, **FREE)),
    (
        "awardrecord",
        "transfer",
        models.OneToOneField(
            null=True,
            blank=True,
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="award_record",
            to="points.transfer",
            verbose_name="transfer",
        ),
    ),
    (
        "redemption",
        "transfer",
        models.OneToOneField(
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="redemption",
            to="points.transfer",
            verbose_name="transfer",
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0006_period_totals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(lighten, burden)],
            state_operations=[migrations.AlterField(model, name, field) for model, name, field in FIELDS],
        ),
    ]
