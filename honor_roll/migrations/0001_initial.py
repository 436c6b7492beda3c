import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
import swapper
from wagtail.images import get_image_model_string


# A host may use an image model of its own.
IMAGE = get_image_model_string()
# Wagtail 8 lets a host swap the page model, 7.4 does not know the setting.
PAGE = swapper.get_model_name("wagtailcore", "Page")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("points", "0002_append_only"),
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(IMAGE),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("resident", "Resident"),
                            ("household", "Household"),
                            ("grid", "Grid"),
                            ("team", "Team"),
                        ],
                        default="resident",
                        max_length=10,
                        verbose_name="subject",
                    ),
                ),
                (
                    "cycle",
                    models.CharField(
                        choices=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
                        default="quarter",
                        max_length=8,
                        verbose_name="cycle",
                    ),
                ),
                ("is_for_minors", models.BooleanField(default=False, verbose_name="honors minors")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honor_categories",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "honor category",
                "verbose_name_plural": "honor categories",
                "ordering": ["community", "position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Season",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("decided", "Decided")],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="decided at")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honor_seasons",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "season",
                "verbose_name_plural": "seasons",
                "ordering": ["-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="HonorRollPage",
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
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="honor_roll.season",
                        verbose_name="season",
                    ),
                ),
            ],
            options={
                "verbose_name": "honor roll page",
                "verbose_name_plural": "honor roll pages",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="Honor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("story", models.TextField(blank=True, verbose_name="story")),
                ("facts", models.JSONField(blank=True, default=dict, editable=False, verbose_name="facts")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("chosen_at", models.DateTimeField(auto_now_add=True, verbose_name="chosen at")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="honor_roll.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="chosen by",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="points.grid",
                        verbose_name="grid",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=IMAGE,
                        verbose_name="portrait",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="points.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="honor_roll.season",
                        verbose_name="season",
                    ),
                ),
            ],
            options={
                "verbose_name": "honor",
                "verbose_name_plural": "honors",
                "ordering": ["season", "category__position", "position", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(fields=("community", "code"), name="honor_roll_category_code_once"),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.UniqueConstraint(fields=("community", "name"), name="honor_roll_season_name_once"),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="honor_roll_season_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", False), ("state", "decided")),
                    models.Q(("decided_at__isnull", True), ("state", "open")),
                    _connector="OR",
                ),
                name="honor_roll_season_decided_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="honor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("grid__isnull", True),
                        ("household__isnull", True),
                        ("resident__isnull", False),
                        ("team__isnull", True),
                    ),
                    models.Q(
                        ("grid__isnull", True),
                        ("household__isnull", False),
                        ("resident__isnull", True),
                        ("team__isnull", True),
                    ),
                    models.Q(
                        ("grid__isnull", False),
                        ("household__isnull", True),
                        ("resident__isnull", True),
                        ("team__isnull", True),
                    ),
                    models.Q(
                        ("grid__isnull", True),
                        ("household__isnull", True),
                        ("resident__isnull", True),
                        ("team__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="honor_roll_honor_has_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="honor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resident__isnull", False)),
                fields=("season", "category", "resident"),
                name="honor_roll_honor_resident_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="honor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("household__isnull", False)),
                fields=("season", "category", "household"),
                name="honor_roll_honor_household_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="honor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("grid__isnull", False)),
                fields=("season", "category", "grid"),
                name="honor_roll_honor_grid_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="honor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("team__isnull", False)),
                fields=("season", "category", "team"),
                name="honor_roll_honor_team_once",
            ),
        ),
    ]
