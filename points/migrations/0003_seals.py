"""The seals: a tree over all transfers, and signed heads of it."""

import django.db.models.deletion
from django.db import migrations, models

from points.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("points", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("tree_size", models.BigIntegerField(verbose_name="transfers")),
                ("root", models.BinaryField(max_length=32, verbose_name="root")),
                ("previous", models.BinaryField(max_length=32, verbose_name="hash of the seal before")),
                ("sealed_at", models.DateTimeField(db_index=True, verbose_name="sealed at")),
                ("origin", models.CharField(max_length=100, verbose_name="origin")),
                ("public_key", models.BinaryField(max_length=32, verbose_name="public key")),
                ("signature", models.BinaryField(max_length=64, verbose_name="signature")),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(tree_size__gt=0), name="points_seal_seals_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subtree",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                ("number", models.BigIntegerField(verbose_name="number")),
                ("hash", models.BinaryField(max_length=32, verbose_name="hash")),
            ],
            options={
                "verbose_name": "subtree",
                "verbose_name_plural": "subtrees",
                "constraints": [models.UniqueConstraint(fields=("level", "number"), name="points_subtree_once")],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="position")),
                ("salt", models.BinaryField(max_length=16, verbose_name="salt")),
                ("hash", models.BinaryField(max_length=32, verbose_name="hash")),
                (
                    "transfer",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaf",
                        to="points.transfer",
                        verbose_name="transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "leaf",
                "verbose_name_plural": "leaves",
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(position__gte=0), name="points_leaf_position_from_zero"
                    )
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
