"""What is written at each redemption has no index that another one begins with, and what all change has room to.

PostgreSQL writes a changed row anew. Where its page has room for that no index is touched; the balances and the stock,
which everybody changes, get it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILLED = {"points_good": 50, "points_account": 80}
"""Per cent of a page that new rows may take."""


def leave_room(apps, schema_editor):
    _each_table(schema_editor, "SET (fillfactor = {})")


def fill_up(apps, schema_editor):
    _each_table(schema_editor, "RESET (fillfactor)")


def _each_table(schema_editor, change):
    if schema_editor.connection.vendor == "postgresql":
        for table, filled in FILLED.items():
            schema_editor.execute(f"ALTER TABLE {table} {change.format(filled)}")


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0004_fewer_indexes_at_the_door"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="redemption",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="cashier",
            ),
        ),
        migrations.AlterField(
            model_name="redemption",
            name="number",
            field=models.CharField(max_length=20, verbose_name="receipt number"),
        ),
        migrations.AlterField(
            model_name="redemption",
            name="store",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redemptions",
                to="points.store",
                verbose_name="store",
            ),
        ),
        migrations.AlterField(
            model_name="redemptionline",
            name="redemption",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="points.redemption",
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AlterField(
            model_name="stockmove",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AlterField(
            model_name="stockmove",
            name="key",
            field=models.CharField(max_length=200, verbose_name="key"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(fields=("number",), name="points_redemption_once_for_a_number"),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.UniqueConstraint(fields=("key",), name="points_stockmove_once_for_a_key"),
        ),
        migrations.RunPython(leave_room, fill_up),
    ]
