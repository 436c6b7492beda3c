from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0026_anomalies")]

    operations: list[migrations.operations.base.Operation] = []
