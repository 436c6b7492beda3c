"""What is put up for the neighbours to look at before it counts, and what they object to."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("points", "0026_anomalies"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("honors", "Honors"),
                            ("stars", "Star households"),
                            ("points", "Points"),
                            ("rules", "Rules"),
                            ("year_end", "Year end"),
                            ("other", "Other matters"),
                        ],
                        default="other",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="text")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="term in days",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("opened", "Put up"), ("withdrawn", "Withdrawn")],
                        default="draft",
                        editable=False,
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="put up at")),
                ("ends_on", models.DateField(blank=True, editable=False, null=True, verbose_name="last day")),
                ("drafted_at", models.DateTimeField(auto_now_add=True, verbose_name="drafted at")),
                (
                    "forgotten_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="names fell away at"),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "public notice",
                "verbose_name_plural": "public notices",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="points.publicnotice",
                        verbose_name="public notice",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="about")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="what is on notice")),
                ("taken_off_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("is_forgotten", models.BooleanField(default=False, verbose_name="has lost its name")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_lines",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "kept_out",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="had a part in it"
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_lines",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "taken_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken off by",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a notice",
                "verbose_name_plural": "lines of notices",
                "ordering": ["notice", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("text", models.CharField(blank=True, max_length=400, verbose_name="objection")),
                ("is_on_paper", models.BooleanField(default=False, verbose_name="on paper")),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="raised at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("upheld", "Upheld"),
                            ("rejected", "Rejected"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=400, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("is_forgotten", models.BooleanField(default=False, verbose_name="has lost its words")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="points.noticeline",
                        verbose_name="line of a notice",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="raised by",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="points.publicnotice",
                        verbose_name="public notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Put up"),
                            ("extended", "Extended"),
                            ("withdrawn", "Withdrawn"),
                            ("reopened", "Put up again"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="done at")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="points.publicnotice",
                        verbose_name="public notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a notice",
                "verbose_name_plural": "steps of notices",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="publicnotice",
            index=models.Index(fields=["state", "-ends_on"], name="points_publicnotice_by_end"),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on__isnull", True), ("opened_at__isnull", True), ("state", "draft")),
                    models.Q(
                        ("ends_on__isnull", False), ("opened_at__isnull", False), ("state__in", ["opened", "withdrawn"])
                    ),
                    _connector="OR",
                ),
                name="points_publicnotice_up_until_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 60)), name="points_publicnotice_up_for_some_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True), ("state", "open")
                    ),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        models.Q(models.Q(("answer", ""), _negated=True), ("is_forgotten", True), _connector="OR"),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="points_objection_answered_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("text", ""), _negated=True), ("is_forgotten", False), ("raised_by__isnull", False)
                    ),
                    models.Q(
                        ("answer", ""),
                        ("is_forgotten", True),
                        ("raised_by__isnull", True),
                        ("resident__isnull", True),
                        ("text", ""),
                    ),
                    _connector="OR",
                ),
                name="points_objection_raised_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_on_paper", False), ("line__isnull", False), ("state", "open")),
                fields=("line", "raised_by"),
                name="points_objection_one_open_about_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_on_paper", False), ("line__isnull", True), ("state", "open")),
                fields=("notice", "raised_by"),
                name="points_objection_one_open_about_the_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "opened"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="points_noticestep_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticestep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "opened")), fields=("notice",), name="points_noticestep_opened_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("household__isnull", True),
                        ("is_forgotten", False),
                        ("resident__isnull", False),
                        ("subject", ""),
                    ),
                    models.Q(
                        ("household__isnull", False),
                        ("is_forgotten", False),
                        ("resident__isnull", True),
                        ("subject", ""),
                    ),
                    models.Q(
                        models.Q(("subject", ""), _negated=True),
                        ("household__isnull", True),
                        ("is_forgotten", False),
                        ("resident__isnull", True),
                    ),
                    models.Q(
                        ("household__isnull", True),
                        ("is_forgotten", True),
                        ("resident__isnull", True),
                        ("subject", ""),
                        ("text", ""),
                    ),
                    _connector="OR",
                ),
                name="points_noticeline_about_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("taken_off_at__isnull", True), ("taken_off_by__isnull", True)),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        ("taken_off_at__isnull", False),
                        ("taken_off_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="points_noticeline_taken_off_in_words",
            ),
        ),
    ]
