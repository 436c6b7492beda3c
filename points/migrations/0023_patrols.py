"""Patrols: routes, their points with codes, and what was passed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0022_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_ordered", models.BooleanField(default=True, verbose_name="in this order")),
                ("rounds", models.PositiveSmallIntegerField(default=1, verbose_name="rounds")),
                ("round_minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes for a round")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="route",
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
                "verbose_name": "patrol route",
                "verbose_name_plural": "patrol routes",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RoutePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number on the route")),
                ("name", models.CharField(max_length=60, verbose_name="place")),
                ("hint", models.CharField(blank=True, max_length=200, verbose_name="what to look at")),
                (
                    "opens_minute",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="from minute of the round"),
                ),
                (
                    "closes_minute",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to minute of the round"),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired at")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="points.route",
                        verbose_name="patrol route",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint of a patrol",
                "verbose_name_plural": "checkpoints of patrols",
                "ordering": ["number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PointCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="code")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="points.routepoint",
                        verbose_name="checkpoint of a patrol",
                    ),
                ),
            ],
            options={
                "verbose_name": "code of a checkpoint",
                "verbose_name_plural": "codes of checkpoints",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Passing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round_number", models.PositiveSmallIntegerField(verbose_name="round")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("happened_at", models.DateTimeField(verbose_name="happened at")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "timing",
                    models.CharField(
                        choices=[("on_time", "On time"), ("early", "Too early"), ("late", "Too late")],
                        max_length=7,
                        verbose_name="timing",
                    ),
                ),
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
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passings",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passings",
                        to="points.shift",
                        verbose_name="shift",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passings",
                        to="points.routepoint",
                        verbose_name="checkpoint of a patrol",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint passed",
                "verbose_name_plural": "checkpoints passed",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("round_minutes__gte", 1), ("rounds__gte", 1)), name="points_route_has_rounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="routepoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("route", "number"),
                name="points_routepoint_number_once_on_a_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="routepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_minute", None),
                    ("closes_minute", None),
                    ("closes_minute__gt", models.F("opens_minute")),
                    _connector="OR",
                ),
                name="points_routepoint_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("point",), name="points_pointcode_one_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="passing",
            constraint=models.UniqueConstraint(
                fields=("shift", "point", "round_number"), name="points_passing_once_in_a_round"
            ),
        ),
    ]
