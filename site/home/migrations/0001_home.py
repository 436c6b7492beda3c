import django.db.models.deletion
import swapper
from django.db import migrations, models
from wagtail.images import get_image_model_string

# Wagtail 8 lets a host swap the page model, 7.4 does not know the setting.
PAGE = swapper.get_model_name("wagtailcore", "Page")
IMAGE = get_image_model_string()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("points", "0002_append_only"),
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(IMAGE),
    ]

    operations = [
        migrations.CreateModel(
            name="HonorIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=PAGE,
                    ),
                ),
                ("lead", models.CharField(blank=True, max_length=200, verbose_name="lead")),
            ],
            options={
                "verbose_name": "honor index",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=PAGE,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="place")),
                ("slogan", models.CharField(blank=True, max_length=60, verbose_name="slogan")),
                ("lead", models.CharField(blank=True, max_length=200, verbose_name="lead")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=IMAGE,
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "home page",
            },
            bases=("wagtailcore.page",),
        ),
    ]
