"""The audit log gets a table with the indexes that something reads, and what PostgreSQL checks is said once.

Each line of Wagtail's log costs eleven indexes there, more than the redemption that it is about; lines that were
written until now move over. PostgreSQL reads the text of a check anew with every statement, so those that follow from
others go, and what they said stays true. SQLite would rebuild its largest tables for that and keeps the old ones.
"""

from importlib import import_module

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.lookups import Exact, In, IsNull

from points.ledger import triggers

_before = import_module("points.migrations.0007_lighter_writes")
_fields, _names, _points_to = _before._fields, _before._names, _before._points_to

NEVER_NEGATIVE = Q(held__gte=0, balance__gte=F("held"), base__gte=0)
SYSTEM_IS_NAMED = Q(kind="holder", name="") | (Q(kind="system", balance=0, base=0) & ~Q(name=""))
TAKES_WHAT_IS_THERE = Q(amount__gte=0, shortfall__gt=0, kind__in=["deduction", "reversal", "expiry"])
MOVES_SOMETHING = Q(amount__gt=0, shortfall=0) | TAKES_WHAT_IS_THERE
POINTS_BACK = Exact(In(F("kind"), ["reversal", "refund"]), IsNull(F("reverses"), False))
STOCK_NEVER_NEGATIVE = Q(stock=0) | Q(stock__gt=0, is_service=False)

CHECKS = {
    "account": {
        "points_account_balance_never_negative": NEVER_NEGATIVE,
        "points_account_held_within_balance": None,
        "points_account_base_not_negative": None,
        "points_account_system_is_named_and_carries_nothing": SYSTEM_IS_NAMED,
    },
    "transfer": {
        "points_transfer_moves_something": MOVES_SOMETHING,
        "points_transfer_shortfall_by_kind": None,
        "points_transfer_reversal_points_to_its_transfer": POINTS_BACK,
    },
    "good": {
        "points_good_stock_never_negative": STOCK_NEVER_NEGATIVE,
        "points_good_service_without_stock": None,
    },
}
"""By model and name what takes the place of the check; None where another one says it."""

CHECKED_FIELDS = [("good", "position"), ("redemptionline", "quantity")]
"""Of a kind that checks for zero: the order on a shelf needs no check, and a quantity has a better one."""


WITHOUT_CONSTRAINT = [
    ("awardrecord", "account"),
    ("awardrecord", "resident"),
    ("checkin", "resident"),
    ("redemption", "household"),
]
"""Foreign keys that a guard of `points.ledger.parents` stands in for."""

def say_once(apps, schema_editor):
    connection = schema_editor.connection
    move = apps.get_model("points", "stockmove")
    for name in _names(schema_editor, move, move._meta.get_field("line"), "index"):
        schema_editor.execute(f'DROP INDEX "{name}"')
    if connection.vendor != "postgresql":
        return
    for model, field in _fields(apps, WITHOUT_CONSTRAINT):
        for name in _names(schema_editor, model, field, "foreign_key"):
            schema_editor.execute(f'ALTER TABLE {model._meta.db_table} DROP CONSTRAINT "{name}"')
    for model, new, old in _checks(apps):
        schema_editor.remove_constraint(model, old)
        if new:
            schema_editor.add_constraint(model, new)
    for model, field in _fields(apps, CHECKED_FIELDS):
        table = model._meta.db_table
        schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{table}_{field.column}_check"')
    triggers.install(connection)


def say_again(apps, schema_editor):
    move = apps.get_model("points", "stockmove")
    schema_editor.execute(schema_editor._create_index_sql(move, fields=[move._meta.get_field("line")]))
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS points_take_from_shelf")
    for model, field in _fields(apps, WITHOUT_CONSTRAINT):
        schema_editor.execute(schema_editor._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s"))
    for model, new, old in _checks(apps):
        if new:
            schema_editor.remove_constraint(model, new)
        schema_editor.add_constraint(model, old)
    for model, field in _fields(apps, CHECKED_FIELDS):
        table = model._meta.db_table
        check = f'"{table}_{field.column}_check" CHECK ("{field.column}" >= 0)'
        schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check}")


def _checks(apps):
    """The model, the new check or None, and the old one."""
    for model_name, changed in CHECKS.items():
        model = apps.get_model("points", model_name)
        old = {constraint.name: constraint for constraint in model._meta.constraints}
        for name, condition in changed.items():
            yield model, condition and models.CheckConstraint(name=name, condition=condition), old[name]


_COLUMNS = (
    "content_type_id, object_id, label, action, data, timestamp, uuid, user_id, revision_id, content_changed, deleted"
)
_OURS = "content_type_id IN (SELECT id FROM django_content_type WHERE app_label IN ('points', 'honor_roll'))"


def _moved(source, target):
    return [
        f"INSERT INTO {target} ({_COLUMNS}) SELECT {_COLUMNS} FROM {source} WHERE {_OURS} ORDER BY id",
        f"DELETE FROM {source} WHERE {_OURS}",
    ]


_UNREAD = {"db_index": False, "db_constraint": False}
FIELDS = [
    ("good", "position", models.IntegerField("position", default=0)),
    ("redemptionline", "quantity", models.IntegerField("quantity")),
    ("awardrecord", "account", _points_to("points.account", "account", related_name="award_records", **_UNREAD)),
    (
        "awardrecord",
        "resident",
        _points_to("points.resident", "resident", related_name="award_records", null=True, blank=True, **_UNREAD),
    ),
    (
        "checkin",
        "resident",
        _points_to("points.resident", "resident", related_name="check_ins", db_constraint=False),
    ),
    (
        "redemption",
        "household",
        _points_to("points.household", "household", related_name="redemptions", db_constraint=False),
    ),
    (
        "stockmove",
        "line",
        _points_to("points.redemptionline", None, related_name="stock_moves", null=True, blank=True, **_UNREAD),
    ),
]

_FREE = {"null": True, "blank": True, "related_name": "+", **_UNREAD}


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("points", "0007_lighter_writes"),
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.TextField()),
                (
                    "data",
                    models.JSONField(
                        blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        blank=True,
                        editable=False,
                        help_text="Log entries that happened as part of the same user action are assigned the "
                        "same UUID",
                        null=True,
                    ),
                ),
                ("deleted", models.BooleanField(default=False)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.SET_NULL, to="contenttypes.contenttype", **_FREE
                    ),
                ),
                ("object_id", models.CharField(max_length=255)),
                ("action", models.CharField(blank=True, max_length=255)),
                ("timestamp", models.DateTimeField(verbose_name="timestamp (UTC)")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, to=settings.AUTH_USER_MODEL, **_FREE
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, to="wagtailcore.revision", **_FREE
                    ),
                ),
                ("content_changed", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "log entry",
                "verbose_name_plural": "log entries",
                "ordering": ["-timestamp", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["content_type", "object_id"], name="points_logentry_object"),
                    models.Index(fields=["timestamp"], name="points_logentry_time"),
                    models.Index(
                        condition=Q(uuid__isnull=False),
                        fields=["uuid", "action", "-timestamp"],
                        name="points_logentry_uuid",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            _moved("wagtailcore_modellogentry", "points_logentry"),
            _moved("points_logentry", "wagtailcore_modellogentry"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(say_once, say_again)],
            state_operations=[
                *(migrations.RemoveConstraint(model, name) for model, changed in CHECKS.items() for name in changed),
                *(
                    migrations.AddConstraint(model, models.CheckConstraint(name=name, condition=condition))
                    for model, changed in CHECKS.items()
                    for name, condition in changed.items()
                    if condition
                ),
                *(migrations.AlterField(model, name, field) for model, name, field in FIELDS),
            ],
        ),
    ]
