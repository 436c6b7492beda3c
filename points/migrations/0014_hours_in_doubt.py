"""Hours that somebody says are not right are marked, so that nobody confirms them before there is an answer."""

from django.db import migrations, models


def mark_disputed(apps, schema_editor):
    open_ones = apps.get_model("points", "Dispute").objects.filter(state="open", service_record__isnull=False)
    records = apps.get_model("points", "ServiceRecord").objects
    records.filter(pk__in=list(open_ones.values_list("service_record", flat=True))).update(is_disputed=True)


class Migration(migrations.Migration):
    dependencies = [("points", "0013_year_end")]

    operations = [
        migrations.AddField(
            model_name="servicerecord",
            name="is_disputed",
            field=models.BooleanField(default=False, verbose_name="is disputed"),
        ),
        migrations.RunPython(mark_disputed, migrations.RunPython.noop, elidable=True),
    ]
