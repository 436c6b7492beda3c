from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0022_calendars")]

    operations: list[migrations.operations.base.Operation] = []
