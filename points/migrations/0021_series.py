"""Shifts that come again by a template, members whom the leader of a team signed up, and who was reminded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("points", "0020_true_times"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("weekly", "Every week"),
                            ("fortnightly", "Every second week"),
                            ("monthly", "Every month, on the day of the first date"),
                            ("monthly_weekday", "Every month, such as on the second Saturday"),
                            ("half_yearly", "Every half year"),
                            ("yearly", "Every year"),
                            ("lunar_yearly", "Every year by the lunar calendar"),
                            ("festival", "At a festival"),
                        ],
                        default="weekly",
                        max_length=15,
                        verbose_name="how often",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("weekdays", models.CharField(blank=True, max_length=7, verbose_name="weekdays")),
                (
                    "nth",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "First one in the month"),
                            (2, "Second one in the month"),
                            (3, "Third one in the month"),
                            (4, "Fourth one in the month"),
                            (-1, "Last one in the month"),
                        ],
                        null=True,
                        verbose_name="which one in the month",
                    ),
                ),
                (
                    "festival",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_years_eve", "Lunar New Year's Eve"),
                            ("spring", "Spring Festival"),
                            ("lantern", "Lantern Festival"),
                            ("qingming", "Qingming"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("qixi", "Qixi"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("chongyang", "Chongyang"),
                            ("laba", "Laba"),
                        ],
                        max_length=13,
                        verbose_name="festival",
                    ),
                ),
                ("days_before", models.PositiveSmallIntegerField(default=0, verbose_name="days before the festival")),
                ("from_time", models.TimeField(verbose_name="starts at")),
                ("to_time", models.TimeField(verbose_name="ends at")),
                ("capacity", models.PositiveIntegerField(verbose_name="places")),
                (
                    "opens_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="sign-up opens so many days before"
                    ),
                ),
                (
                    "closes_hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="sign-up closes so many hours before"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="makes shifts")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="points.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "shift template",
                "verbose_name_plural": "shift templates",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="points_series_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SkippedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField(verbose_name="day")),
                ("skipped_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skipped_days",
                        to="points.series",
                        verbose_name="shift template",
                    ),
                ),
                (
                    "skipped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "skipped day",
                "verbose_name_plural": "skipped days",
                "constraints": [
                    models.UniqueConstraint(fields=("series", "planned_on"), name="points_skippedday_once_in_a_series")
                ],
            },
        ),
        migrations.AddField(
            model_name="shift",
            name="series",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="points.series",
                verbose_name="shift template",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="planned_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="planned for"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                fields=("series", "planned_on"), name="points_shift_once_for_a_planned_day"
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("day_before", "The day before"),
                            ("hours_before", "Shortly before"),
                            ("offer_ends", "An offered place lapses soon"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("reminded_at", models.DateTimeField(verbose_name="reminded at")),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="points.shift",
                        verbose_name="shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shift", "resident", "kind"), name="points_reminder_once_of_a_kind"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="signup",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="points.team",
                verbose_name="team",
            ),
        ),
    ]
