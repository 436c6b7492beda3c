"""Star levels of volunteers and certificates of their hours."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import points.hours.serials


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("points", "0010_acting_for_others"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateIssuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="organisation")),
                ("handler", models.CharField(blank=True, max_length=60, verbose_name="handled by")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_issuer",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "issuer of certificates",
                "verbose_name_plural": "issuers of certificates",
            },
        ),
        migrations.CreateModel(
            name="StarScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "cycle",
                    models.CharField(
                        choices=[("cumulative", "all years together"), ("yearly", "each year anew")],
                        default="cumulative",
                        max_length=10,
                        verbose_name="counted",
                    ),
                ),
                ("is_kept", models.BooleanField(default=True, verbose_name="a level once reached is kept")),
                ("has_minutes_by_hand", models.BooleanField(default=True, verbose_name="hours entered by hand count")),
                ("in_force_from", models.DateField(verbose_name="in force from")),
                ("in_force_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="star_schemes",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "star scheme",
                "verbose_name_plural": "star schemes",
                "ordering": ["community", "-in_force_from"],
            },
        ),
        migrations.CreateModel(
            name="StarLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rank")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes needed")),
                ("points", models.BigIntegerField(blank=True, null=True, verbose_name="points needed")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="points.starscheme",
                        verbose_name="star scheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "star level",
                "verbose_name_plural": "star levels",
                "ordering": ["scheme", "rank"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "serial",
                    models.CharField(
                        default=points.hours.serials.new_serial,
                        editable=False,
                        max_length=12,
                        unique=True,
                        verbose_name="serial",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("minutes_scanned", models.PositiveIntegerField(verbose_name="minutes scanned")),
                ("minutes_by_hand", models.PositiveIntegerField(verbose_name="minutes entered by hand")),
                ("records", models.JSONField(verbose_name="service records")),
                ("digest", models.CharField(max_length=64)),
                ("issuer", models.CharField(max_length=120, verbose_name="organisation")),
                ("handler", models.CharField(blank=True, max_length=60, verbose_name="handled by")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="remarks")),
                ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="issued at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason of the withdrawal")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="points_certificate_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("resident", "starts_on", "ends_on", "digest", "remarks"),
                        name="points_certificate_once_for_the_same_figures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revoked_at__isnull", True)),
                            models.Q(("revoked_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="points_certificate_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="starscheme",
            constraint=models.UniqueConstraint(
                fields=("community", "in_force_from"), name="points_starscheme_one_starts_on_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="starscheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_to__isnull", True), ("in_force_to__gte", models.F("in_force_from")), _connector="OR"
                ),
                name="points_starscheme_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="starlevel",
            constraint=models.UniqueConstraint(
                fields=("scheme", "rank"), name="points_starlevel_rank_once_in_a_scheme"
            ),
        ),
        migrations.AddConstraint(
            model_name="starlevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gt", 0)), name="points_starlevel_rank_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="starlevel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes__isnull", True), ("minutes__gt", 0), _connector="OR"),
                    models.Q(("points__isnull", True), ("points__gt", 0), _connector="OR"),
                    models.Q(("minutes__isnull", False), ("points__isnull", False), _connector="OR"),
                ),
                name="points_starlevel_asks_for_something",
            ),
        ),
    ]
