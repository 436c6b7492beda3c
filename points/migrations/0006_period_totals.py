"""Totals of each account's months, filled from the awards; and an award is written with fewer indexes.

The counters that every award changes get room on their pages, as the balances have, and no index is written where
another one begins with the same column. The indexes of a statement are read backwards as a pair, see
`ledger.queries.statement`.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILLED = {"points_capuse": 80, "points_periodtotal": 80}
"""Per cent of a page that new rows may take."""

MONTH = {
    "postgresql": "CAST(date_trunc('month', occurred_on) AS date)",
    "sqlite": "date(occurred_on, 'start of month')",
}


def leave_room(apps, schema_editor):
    _each_table(schema_editor, "SET (fillfactor = {})")


def fill_up(apps, schema_editor):
    _each_table(schema_editor, "RESET (fillfactor)")


def _each_table(schema_editor, change):
    if schema_editor.connection.vendor == "postgresql":
        for table, filled in FILLED.items():
            schema_editor.execute(f"ALTER TABLE {table} {change.format(filled)}")


def sum_up(apps, schema_editor):
    schema_editor.execute(
        "INSERT INTO points_periodtotal (account_id, starts_on, earned, deducted) "
        f"SELECT account_id, {MONTH[schema_editor.connection.vendor]}, "
        "SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) "
        "FROM points_awardrecord WHERE undone_at IS NULL AND amount <> 0 GROUP BY 1, 2 ORDER BY 2, 1"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0005_a_redemption_writes_less"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="transfer", name="points_transfer_debit"),
        migrations.RemoveIndex(model_name="transfer", name="points_transfer_credit"),
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["debit", "id"], name="points_transfer_debit")
        ),
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["credit", "id"], name="points_transfer_credit")
        ),
        migrations.AlterField(
            model_name="awardrecord",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="award_records",
                to="points.account",
                verbose_name="account",
            ),
        ),
        migrations.AlterField(
            model_name="awardrecord",
            name="resident",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="award_records",
                to="points.resident",
                verbose_name="resident",
            ),
        ),
        migrations.AlterField(
            model_name="awardrecord",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardrecord",
            constraint=models.UniqueConstraint(fields=("key",), name="points_awardrecord_once_for_a_key"),
        ),
        migrations.AlterField(
            model_name="awardrecord",
            name="key",
            field=models.CharField(max_length=200, verbose_name="key"),
        ),
        migrations.CreateModel(
            name="PeriodTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("earned", models.BigIntegerField(default=0)),
                ("deducted", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="period_totals",
                        to="points.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "total of a month",
                "verbose_name_plural": "totals of months",
                "constraints": [
                    models.UniqueConstraint(fields=("starts_on", "account"), name="points_periodtotal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("deducted__gte", 0), ("earned__gte", 0)),
                        name="points_periodtotal_not_negative",
                    ),
                ],
            },
        ),
        migrations.RunPython(leave_room, fill_up),
        migrations.RunPython(sum_up, migrations.RunPython.noop),
    ]
