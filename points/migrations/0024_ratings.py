from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0023_patrols")]

    operations: list[migrations.operations.base.Operation] = []
