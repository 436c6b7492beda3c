"""What goods cost from which day; the prices that stand now are the first ones that are known."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def keep_what_stands(apps, schema_editor) -> None:
    now, price = timezone.now(), apps.get_model("points", "Price")
    known = apps.get_model("points", "Good").objects.using(schema_editor.connection.alias)
    price.objects.using(schema_editor.connection.alias).bulk_create(
        price(good_id=pk, price=tenths, from_on=timezone.localdate(), took_effect_at=now, set_at=now)
        for pk, tenths in known.values_list("pk", "price")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0028_stock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price", models.BigIntegerField(verbose_name="price")),
                ("from_on", models.DateField(verbose_name="from")),
                ("took_effect_at", models.DateTimeField(blank=True, null=True, verbose_name="took effect at")),
                ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="set at")),
                (
                    "good",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="points.good",
                        verbose_name="good",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "price",
                "verbose_name_plural": "prices",
                "ordering": ["-from_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(price__gt=0), name="points_price_above_zero"),
                ],
            },
        ),
        migrations.RunPython(keep_what_stands, migrations.RunPython.noop, elidable=True),
    ]
