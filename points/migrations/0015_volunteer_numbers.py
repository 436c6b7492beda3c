"""Volunteers have a number of their own, which their certificates bear; whoever has a certificate is given one."""

from django.db import migrations, models

from points.people.models.residents import new_volunteer_number


def give_numbers(apps, schema_editor):
    residents = apps.get_model("points", "Resident").objects
    for pk in residents.filter(certificates__isnull=False).distinct().values_list("pk", flat=True):
        residents.filter(pk=pk).update(volunteer_number=new_volunteer_number())


class Migration(migrations.Migration):
    dependencies = [("points", "0014_hours_in_doubt")]

    operations = [
        migrations.AddField(
            model_name="resident",
            name="volunteer_number",
            field=models.CharField(
                blank=True, editable=False, max_length=10, null=True, unique=True, verbose_name="volunteer number"
            ),
        ),
        migrations.RunPython(give_numbers, migrations.RunPython.noop, elidable=True),
    ]
