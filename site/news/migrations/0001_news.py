import django.db.models.deletion
import django.utils.timezone
import swapper
import wagtail.fields
from django.db import migrations, models
from wagtail.images import get_image_model_string

# Wagtail 8 lets a host swap the page model, 7.4 does not know the setting.
PAGE = swapper.get_model_name("wagtailcore", "Page")
IMAGE = get_image_model_string()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(IMAGE),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsIndexPage",
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
                "verbose_name": "news index",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsPage",
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
                ("published_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="date")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("activity", "Activities"),
                            ("notice", "Notices"),
                            ("points", "Points and supermarket"),
                            ("neighbours", "Neighbours"),
                        ],
                        default="activity",
                        max_length=12,
                        verbose_name="topic",
                    ),
                ),
                ("lead", models.CharField(max_length=200, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("paragraph", 0), ("heading", 1), ("picture", 4), ("quote", 7), ("figures", 12)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ul", "ol"],
                                    "label": "Text",
                                    "template": "news/blocks/paragraph.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"icon": "title", "label": "Heading", "template": "news/blocks/heading.html"},
                            ),
                            2: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "picture"}),
                            3: ("wagtail.blocks.CharBlock", (), {"label": "caption", "required": False}),
                            4: ("wagtail.blocks.StructBlock", [[("image", 2), ("caption", 3)]], {}),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "text"}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Only with consent.", "label": "who says so", "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("text", 5), ("source", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "number", "max_length": 12}),
                            9: ("wagtail.blocks.CharBlock", (), {"label": "what it counts", "max_length": 30}),
                            10: ("wagtail.blocks.StructBlock", [[("number", 8), ("label", 9)]], {}),
                            11: ("wagtail.blocks.ListBlock", (10,), {"label": "figures", "max_num": 4, "min_num": 2}),
                            12: ("wagtail.blocks.StructBlock", [[("figures", 11)]], {}),
                        },
                        verbose_name="story",
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
                "verbose_name": "news page",
                "verbose_name_plural": "news pages",
            },
            bases=("wagtailcore.page",),
        ),
    ]
