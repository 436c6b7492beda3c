from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0028_meetings")]

    operations: list[migrations.operations.base.Operation] = []
