"""Guardians, proxies and PINs: who acts for whom; and how a person likes the pages to be."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0009_disputes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=128)),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                (
                    "resident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pin",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "PIN",
                "verbose_name_plural": "PINs",
            },
        ),
        migrations.CreateModel(
            name="PinLock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("misses", models.PositiveSmallIntegerField(default=0, verbose_name="misses")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="locked until")),
                (
                    "household",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pin_lock",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
            ],
            options={
                "verbose_name": "PIN lock",
                "verbose_name_plural": "PIN locks",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_elder", models.BooleanField(default=False, verbose_name="large type")),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points_preference",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="login",
                    ),
                ),
            ],
            options={
                "verbose_name": "preference",
                "verbose_name_plural": "preferences",
            },
        ),
        migrations.CreateModel(
            name="Proxy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("guardian", "Guardian"), ("family", "Family"), ("staff", "Staff")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxies",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points_proxies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who acts",
                    ),
                ),
            ],
            options={
                "verbose_name": "proxy",
                "verbose_name_plural": "proxies",
                "ordering": ["resident", "since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Acting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("guardian", "Guardian"), ("family", "Family"), ("staff", "Staff")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("began_at", models.DateTimeField(verbose_name="began at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actings",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points_actings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who acts",
                    ),
                ),
                (
                    "proxy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actings",
                        to="points.proxy",
                        verbose_name="proxy",
                    ),
                ),
            ],
            options={
                "verbose_name": "acting for somebody",
                "verbose_name_plural": "acting for somebody",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="points_proxy_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["guardian", "family", "staff"])), name="points_proxy_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("resident", "user"),
                name="points_proxy_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="acting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("began_at"))), name="points_acting_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="acting",
            constraint=models.CheckConstraint(
                condition=models.Q(("proxy__isnull", False), ("kind", "staff"), _connector="OR"),
                name="points_acting_appointed_or_staff",
            ),
        ),
    ]
