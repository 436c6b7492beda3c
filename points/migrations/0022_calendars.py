from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0021_series")]

    operations: list[migrations.operations.base.Operation] = []
