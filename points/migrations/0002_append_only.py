"""Transfers and request keys are only ever added; the database refuses everything else, whoever asks."""

from django.db import migrations

from points.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]

    operations = [migrations.RunPython(install, drop)]
