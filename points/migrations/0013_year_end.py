"""What went at the end of a year: a round for each community, a line for each account that lost points."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _user(name):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=name,
    )


def _of_round(to, name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="expiry_rounds", to=to, verbose_name=name
    )


class Migration(migrations.Migration):
    dependencies = [("points", "0012_inbox"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="ExpiryRound",
            fields=[
                _ID,
                (
                    "book",
                    models.CharField(
                        choices=[("civic", "Civilization points"), ("party", "Party member points")],
                        default="civic",
                        max_length=8,
                        verbose_name="book",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="accounts affected")),
                ("amount", models.BigIntegerField(default=0, verbose_name="points that went")),
                ("booked_at", models.DateTimeField(auto_now_add=True, verbose_name="booked at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("booked_by", _user("booked by")),
                ("undone_by", _user("taken back by")),
                ("community", _of_round("points.grid", "community")),
                ("rule_book", _of_round("points.rulebook", "rule book")),
            ],
            options={
                "verbose_name": "year end",
                "verbose_name_plural": "year ends",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["community", "book", "year", "attempt"], name="points_expiryround_once"
                    ),
                    models.UniqueConstraint(
                        condition=Q(undone_at__isnull=True),
                        fields=["community", "book", "year"],
                        name="points_expiryround_one_holds_in_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpiryLine",
            fields=[
                _ID,
                ("balance", models.BigIntegerField(verbose_name="balance before")),
                ("held", models.BigIntegerField(default=0, verbose_name="held")),
                ("kept", models.BigIntegerField(default=0, verbose_name="base")),
                ("newer", models.BigIntegerField(default=0, verbose_name="credited since")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="points.expiryround",
                        verbose_name="year end",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expiry_line",
                        to="points.transfer",
                        verbose_name="transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a year end",
                "verbose_name_plural": "lines of a year end",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            held__gte=0, kept__gte=0, newer__gte=0, balance__gt=F("held") + F("kept") + F("newer")
                        ),
                        name="points_expiryline_loses_something",
                    ),
                ],
            },
        ),
    ]
