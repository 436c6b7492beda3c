"""Scans say which device read them and, refused, what was read; one that was a mistake is taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0016_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="device",
            field=models.CharField(blank=True, max_length=20, verbose_name="device"),
        ),
        migrations.AddField(
            model_name="scan",
            name="digest",
            field=models.CharField(blank=True, max_length=32, verbose_name="digest"),
        ),
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "scan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="points.scan",
                        verbose_name="scan",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan taken back",
                "verbose_name_plural": "scans taken back",
            },
        ),
    ]
