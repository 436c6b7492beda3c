"""What is written at each scan has no index that another one begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("points", "0003_seals")]

    operations = [
        migrations.AlterField(
            model_name="checkin",
            name="shift",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="check_ins",
                to="points.shift",
                verbose_name="shift",
            ),
        ),
        migrations.AlterField(
            model_name="scan",
            name="shift",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scans",
                to="points.shift",
                verbose_name="shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(fields=("key",), name="points_scan_once_for_a_key"),
        ),
        migrations.AlterField(
            model_name="scan",
            name="key",
            field=models.CharField(max_length=200, verbose_name="key"),
        ),
    ]
