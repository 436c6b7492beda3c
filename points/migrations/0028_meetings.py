from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0027_notices")]

    operations: list[migrations.operations.base.Operation] = []
