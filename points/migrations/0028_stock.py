"""Stocktakes, transfers between stores, donors, and goods that were bought or taken out because they expired."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("received", "Received"),
    ("bought", "Bought"),
    ("donated", "Donated"),
    ("moved", "Moved between stores"),
    ("sold", "Redeemed"),
    ("returned", "Returned"),
    ("lost", "Lost"),
    ("expired", "Expired"),
    ("counted", "Corrected by count"),
]


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _kept(to: str, name: str, related_name: str = "+", *, may_be_empty: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        to=to,
        verbose_name=name,
        related_name=related_name,
        **({"null": True, "blank": True} if may_be_empty else {}),
    )


def _move(name: str, related_name: str, *, may_be_empty: bool = False) -> models.OneToOneField:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        to="points.stockmove",
        verbose_name=name,
        related_name=related_name,
        **({"null": True, "blank": True} if may_be_empty else {}),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0027_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="stockmove",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8, verbose_name="kind"),
        ),
        migrations.CreateModel(
            name="Stocktake",
            fields=[
                ("id", _id()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "Being counted"),
                            ("confirmed", "Confirmed and booked"),
                            ("dropped", "Dropped"),
                        ],
                        default="started",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed or dropped at")),
                ("ended_by", _kept(settings.AUTH_USER_MODEL, "confirmed or dropped by", may_be_empty=True)),
                ("started_by", _kept(settings.AUTH_USER_MODEL, "started by")),
                ("store", _kept("points.store", "store", "stocktakes")),
            ],
            options={
                "verbose_name": "stocktake",
                "verbose_name_plural": "stocktakes",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["store"],
                        condition=models.Q(state="started"),
                        name="points_stocktake_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state="started", ended_at__isnull=True, ended_by__isnull=True)
                        | (~models.Q(state="started") & models.Q(ended_at__isnull=False, ended_by__isnull=False)),
                        name="points_stocktake_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountedGood",
            fields=[
                ("id", _id()),
                ("counted", models.BigIntegerField(verbose_name="counted")),
                ("stock_then", models.BigIntegerField(verbose_name="stock at that moment")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("counted_at", models.DateTimeField(verbose_name="counted at")),
                ("counted_by", _kept(settings.AUTH_USER_MODEL, "counted by")),
                ("good", _kept("points.good", "good", "counts")),
                ("move", _move("stock move", "count", may_be_empty=True)),
                ("stocktake", _kept("points.stocktake", "stocktake", "counts")),
            ],
            options={
                "verbose_name": "counted good",
                "verbose_name_plural": "counted goods",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(counted__gte=0), name="points_countedgood_never_negative"
                    ),
                    models.UniqueConstraint(
                        fields=["stocktake", "good"], name="points_countedgood_once_in_a_stocktake"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockTransfer",
            fields=[
                ("id", _id()),
                ("brought", _move("brought to", "arrived")),
                ("taken", _move("taken from", "sent")),
            ],
            options={
                "verbose_name": "transfer between stores",
                "verbose_name_plural": "transfers between stores",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(taken=models.F("brought")), name="points_stocktransfer_two_sides"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Donation",
            fields=[
                ("id", _id()),
                ("donor", models.CharField(blank=True, max_length=80, verbose_name="donor")),
                ("is_named", models.BooleanField(default=False, verbose_name="agreed to be thanked by name")),
                ("move", _move("stock move", "donation")),
            ],
            options={
                "verbose_name": "donation",
                "verbose_name_plural": "donations",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(is_named=False) | ~models.Q(donor=""),
                        name="points_donation_named_has_a_name",
                    ),
                ],
            },
        ),
    ]
