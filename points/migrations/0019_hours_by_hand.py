"""Who entered minutes by hand, and how many: for the second person, and for what a day holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("points", "0018_offers")]

    operations = [
        migrations.CreateModel(
            name="HandEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, verbose_name="key")),
                ("entered_on", models.DateField(verbose_name="entered on")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                (
                    "entered_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of minutes by hand",
                "verbose_name_plural": "entries of minutes by hand",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["entered_by", "entered_on"], name="points_handentry_of_a_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "entered_by"), name="points_handentry_once_for_a_record")
                ],
            },
        ),
    ]
