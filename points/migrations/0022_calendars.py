"""Since when a plan is as it is, for the calendars that have copied it, and secret addresses of calendars."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import points.calendars.models


class Migration(migrations.Migration):
    dependencies = [("points", "0021_series")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, verbose_name="changed at"),
        ),
        migrations.AddField(
            model_name="shift",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, verbose_name="changed at"),
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        default=points.calendars.models.new_number, editable=False, max_length=24, unique=True
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened at")),
                (
                    "resident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_address",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar address",
                "verbose_name_plural": "calendar addresses",
            },
        ),
    ]
