"""Since when a place is offered to somebody who waited: so the inbox tells it when it happens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("points", "0017_scanner")]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="offered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="offered at"),
        ),
    ]
