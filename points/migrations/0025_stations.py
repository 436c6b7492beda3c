"""Stations with what is asked there; whether somebody says that he is near the place of an activity."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import points.letters


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0024_ratings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="latitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                max_digits=7,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-90),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="latitude of the place",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="longitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                max_digits=7,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-180),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="longitude of the place",
            ),
        ),
        migrations.AlterField(
            model_name="scan",
            name="way",
            field=models.CharField(
                choices=[
                    ("rotating_code", "Rotating code of the shift"),
                    ("card", "Card read by the organiser"),
                    ("station", "Asked at a station and confirmed"),
                    ("by_hand", "Entered by the organiser"),
                ],
                max_length=13,
                verbose_name="way",
            ),
        ),
        migrations.CreateModel(
            name="PlaceHint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "word",
                    models.CharField(
                        choices=[("near", "Near the place"), ("far", "Far from the place")],
                        max_length=4,
                        verbose_name="place hint",
                    ),
                ),
                (
                    "check_in",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_hint",
                        to="points.checkin",
                        verbose_name="check-in",
                    ),
                ),
            ],
            options={
                "verbose_name": "place hint",
                "verbose_name_plural": "place hints",
            },
        ),
        migrations.CreateModel(
            name="Station",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="place")),
                (
                    "code",
                    models.CharField(
                        default=points.letters.new_code, editable=False, max_length=8, unique=True, verbose_name="code"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="is in use")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stations",
                        to="points.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "station",
                "verbose_name_plural": "stations",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(choices=[("in", "In"), ("out", "Out")], max_length=3, verbose_name="direction"),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_here", "Is not here"),
                            ("other_shift", "Belongs to another shift"),
                            ("mistake", "Asked by mistake"),
                        ],
                        max_length=11,
                        verbose_name="reason",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="points.checkin",
                        verbose_name="check-in",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="points.shift",
                        verbose_name="shift",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="points.station",
                        verbose_name="station",
                    ),
                ),
            ],
            options={
                "verbose_name": "request at a station",
                "verbose_name_plural": "requests at stations",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("shift", "resident", "direction"),
                        name="points_asking_one_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("check_in__isnull", False),
                            _connector="OR",
                        ),
                        name="points_asking_confirmed_checks_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="points_asking_refused_for_a_reason",
                    ),
                ],
            },
        ),
    ]
