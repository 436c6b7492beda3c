"""Up to where somebody has read what happened in his name, how he wants to be told, and who asked to be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _of_resident(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="points.resident"
    )


def _user(name, **more):
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=name,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("points", "0011_stars")]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                _ID,
                ("read_at", models.DateTimeField(verbose_name="read up to")),
                ("resident", _of_resident("readings")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
                "constraints": [
                    models.UniqueConstraint(fields=["user", "resident"], name="points_reading_one_for_a_reader")
                ],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                _ID,
                ("channel", models.CharField(max_length=20, verbose_name="channel")),
                ("told_at", models.DateTimeField(verbose_name="told up to")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("resident", _of_resident("tellings")),
            ],
            options={
                "verbose_name": "telling",
                "verbose_name_plural": "tellings",
                "constraints": [
                    models.UniqueConstraint(fields=["resident", "channel"], name="points_telling_one_by_a_channel")
                ],
            },
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                _ID,
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("points", "Points that came or went"),
                            ("goods", "Goods redeemed or returned"),
                            ("hours", "Hours and certificates"),
                            ("activities", "Check-ins and sign-ups"),
                            ("answers", "Answers to objections"),
                            ("people", "Who acts for me"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("wished_at", models.DateTimeField(auto_now_add=True, verbose_name="wished at")),
                ("resident", _of_resident("silences")),
            ],
            options={
                "verbose_name": "silence",
                "verbose_name_plural": "silences",
                "constraints": [
                    models.UniqueConstraint(fields=["resident", "kind"], name="points_silence_once_for_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                _ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the office"),
                            ("carried_out", "Carried out"),
                            ("withdrawn", "Withdrawn by the person"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="requested at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                ("requested_by", _user("requested by")),
                ("settled_by", _user("settled by", blank=True)),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_requests",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure request",
                "verbose_name_plural": "erasure requests",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state="waiting"), fields=["resident"], name="points_erasurerequest_one_waiting"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="waiting", settled_at__isnull=True)
                        | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                        name="points_erasurerequest_settled_has_moment",
                    ),
                ],
            },
        ),
    ]
