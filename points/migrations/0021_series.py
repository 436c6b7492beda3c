from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0020_true_times")]

    operations: list[migrations.operations.base.Operation] = []
