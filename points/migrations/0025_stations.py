from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0024_ratings")]

    operations: list[migrations.operations.base.Operation] = []
