from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0025_stations")]

    operations: list[migrations.operations.base.Operation] = []
