"""What a resident says is not right, and what became of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def _to(model, name, related_name="disputes", **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=model,
        verbose_name=name,
        **more,
    )


_MAY_MISS = {"blank": True, "null": True}


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("points", "0008_a_log_of_its_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("not_right", "This is not right"), ("not_me", "Not me")],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("text", models.CharField(blank=True, max_length=400, verbose_name="what is not right")),
                ("raised_at", models.DateTimeField(auto_now_add=True, verbose_name="raised at")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("upheld", "Upheld"), ("dismissed", "Dismissed")],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("account", _to("points.account", "account")),
                ("resident", _to("points.resident", "resident")),
                ("community", _to("points.grid", "community")),
                ("transfer", _to("points.transfer", "transfer", **_MAY_MISS)),
                ("service_record", _to("points.servicerecord", "service record", **_MAY_MISS)),
                ("raised_by", _to(settings.AUTH_USER_MODEL, "raised by", "+")),
                ("answered_by", _to(settings.AUTH_USER_MODEL, "answered by", "+", **_MAY_MISS)),
                ("remedy", _to("points.transfer", "put right by", "+", **_MAY_MISS)),
            ],
            options={"verbose_name": "dispute", "verbose_name_plural": "disputes", "ordering": ["-pk"]},
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["raised_at"], name="points_dispute_open", condition=Q(state="open")),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                name="points_dispute_about_one_thing",
                condition=Q(transfer__isnull=False, service_record__isnull=True)
                | Q(transfer__isnull=True, service_record__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                name="points_dispute_not_me_is_about_minutes",
                condition=Q(kind="not_right") | Q(kind="not_me", service_record__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                name="points_dispute_answered_in_words",
                condition=Q(state="open", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    ~Q(answer=""),
                    state__in=["upheld", "dismissed"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=["transfer"], condition=Q(state="open"), name="points_dispute_one_open_for_a_transfer"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=["service_record"], condition=Q(state="open"), name="points_dispute_one_open_for_a_record"
            ),
        ),
    ]
