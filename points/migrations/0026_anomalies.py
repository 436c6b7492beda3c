"""Members of work units and what they agree to tell them, when hours were confirmed, and notes on anomalies."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0025_stations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="servicerecord",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="confirmed at"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("public_name", "Full name on public honor rolls"),
                    ("public_portrait", "Portrait on public honor rolls"),
                    ("unit_report", "Name and hours in the yearly report to my work unit"),
                ],
                max_length=16,
                verbose_name="purpose",
            ),
        ),
        migrations.CreateModel(
            name="UnitMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unit_memberships",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="points.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a unit",
                "verbose_name_plural": "members of units",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("unit", "resident"),
                        name="points_unitmembership_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="points_unitmembership_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnomalyNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quick_approval", "Confirmed at once"),
                            ("round_numbers", "Nothing but full hours"),
                            ("night_entry", "Entered at night"),
                            ("one_for_many", "One person for many"),
                            ("shared_device", "One device, many logins"),
                            ("too_fast", "Faster than people scan"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(db_index=True, max_length=200, verbose_name="key")),
                ("text", models.CharField(max_length=400, verbose_name="what came of it")),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="looked at")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anomaly_notes",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked at by",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anomaly_notes",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on an anomaly",
                "verbose_name_plural": "notes on anomalies",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="points_anomalynote_says_something"
                    ),
                ],
            },
        ),
    ]
