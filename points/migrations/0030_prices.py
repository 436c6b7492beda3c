from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0029_stock")]

    operations: list[migrations.operations.base.Operation] = []
