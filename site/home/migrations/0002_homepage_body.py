import json
from uuid import uuid4

from django.db import migrations
from wagtail.fields import StreamField


def keep_what_stood_there(apps, schema_editor):
    """The activities, the shelf and the figures were written into the template; now they are parts of the page."""
    Store = apps.get_model("points", "Store")
    for page in apps.get_model("home", "HomePage").objects.filter(community__isnull=False):
        community = page.community_id
        store = Store.objects.filter(community=community, is_active=True).order_by("pk").first()
        parts = [
            ("totals", {"heading": "", "community": community, "period": "all"}),
            ("next_activities", {"heading": "", "community": community, "count": 3}),
        ]
        if store:
            parts.append(("shelf", {"heading": "", "store": store.pk, "count": 6}))
        page.body = json.dumps([{"type": kind, "value": value, "id": str(uuid4())} for kind, value in parts])
        page.save(update_fields=["body"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_home"),
        ("points", "0005_a_redemption_writes_less"),
    ]

    operations = [
        migrations.AddField(
            model_name="homepage",
            name="body",
            field=StreamField(
                [("my_points", 1), ("next_activities", 4), ("shelf", 7), ("totals", 10)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 60, "required": False}),
                    1: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                    2: (
                        "points.portal.blocks.CommunityBlock",
                        (),
                        {"help_text": "Empty: of all communities.", "required": False},
                    ),
                    3: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {"default": 3, "label": "How many", "max_value": 12, "min_value": 1},
                    ),
                    4: ("wagtail.blocks.StructBlock", [[("heading", 0), ("community", 2), ("count", 3)]], {}),
                    5: ("points.portal.blocks.StoreBlock", (), {}),
                    6: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {"default": 6, "label": "How many", "max_value": 12, "min_value": 1},
                    ),
                    7: ("wagtail.blocks.StructBlock", [[("heading", 0), ("store", 5), ("count", 6)]], {}),
                    8: (
                        "points.portal.blocks.CommunityBlock",
                        (),
                        {"help_text": "Empty: all communities together.", "required": False},
                    ),
                    9: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("year", "since the beginning of the year"),
                                ("all", "since the beginning"),
                            ],
                            "label": "Counted",
                        },
                    ),
                    10: ("wagtail.blocks.StructBlock", [[("heading", 0), ("community", 8), ("period", 9)]], {}),
                },
                verbose_name="parts",
            ),
        ),
        migrations.RunPython(keep_what_stood_there, migrations.RunPython.noop),
    ]
