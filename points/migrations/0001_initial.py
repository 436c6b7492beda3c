import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string

import points.activities.models
import points.ledger.models
import points.people.models

# A host may use an image model of its own.
IMAGE = get_image_model_string()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(IMAGE),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="name")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("home_visit", "Home visit"),
                            ("fixed_point", "Fixed point"),
                            ("mass_event", "Mass event"),
                        ],
                        default="mass_event",
                        max_length=12,
                        verbose_name="mode",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity kind",
                "verbose_name_plural": "activity kinds",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CapGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("cap", models.BigIntegerField(verbose_name="cap")),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("event", "per event"),
                            ("day", "per day"),
                            ("month", "per month"),
                            ("quarter", "per quarter"),
                            ("year", "per year"),
                            ("once", "once"),
                        ],
                        max_length=8,
                        verbose_name="period",
                    ),
                ),
            ],
            options={
                "verbose_name": "cap group",
                "verbose_name_plural": "cap groups",
            },
        ),
        migrations.CreateModel(
            name="Grid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=255, unique=True)),
                ("depth", models.PositiveIntegerField()),
                ("numchild", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("code", models.SlugField(blank=True, max_length=40, null=True, unique=True, verbose_name="code")),
            ],
            options={
                "verbose_name": "grid",
                "verbose_name_plural": "grids",
            },
        ),
        migrations.CreateModel(
            name="RequestKey",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("request_hash", models.CharField(max_length=64)),
                ("refusal", models.CharField(blank=True, max_length=40)),
                ("refusal_params", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "request key",
                "verbose_name_plural": "request keys",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        default=points.ledger.models.new_account_number,
                        editable=False,
                        max_length=9,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                (
                    "book",
                    models.CharField(
                        choices=[("civic", "Civilization points"), ("party", "Party member points")],
                        default="civic",
                        max_length=8,
                        verbose_name="book",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("holder", "Holder"), ("system", "System")],
                        default="holder",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=64, verbose_name="name")),
                ("balance", models.BigIntegerField(default=0, editable=False, verbose_name="balance")),
                ("held", models.BigIntegerField(default=0, editable=False, verbose_name="held")),
                ("base", models.BigIntegerField(default=0, verbose_name="base")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance__gte", 0)), name="points_account_balance_never_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held__gte", 0), ("held__lte", models.F("balance"))),
                        name="points_account_held_within_balance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base__gte", 0)), name="points_account_base_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "holder"), ("name", "")),
                            models.Q(
                                ("balance", 0),
                                ("base", 0),
                                ("held", 0),
                                ("kind", "system"),
                                models.Q(("name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="points_account_system_is_named_and_carries_nothing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "system")),
                        fields=("book", "name"),
                        name="points_account_system_name_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=32)),
                ("scope", models.CharField(max_length=80)),
                ("period", models.CharField(max_length=10)),
                ("used", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "cap use",
                "verbose_name_plural": "cap uses",
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "scope", "period"), name="points_capuse_once"),
                    models.CheckConstraint(condition=models.Q(("used__gte", 0)), name="points_capuse_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Good",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="category")),
                ("barcode", models.CharField(blank=True, max_length=32, verbose_name="barcode")),
                ("price", models.BigIntegerField(verbose_name="price")),
                ("is_service", models.BooleanField(default=False, verbose_name="is a service without stock")),
                ("stock", models.BigIntegerField(default=0, editable=False, verbose_name="stock")),
                ("is_on_shelf", models.BooleanField(default=True, verbose_name="is on the shelf")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "image",
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
                "verbose_name": "good",
                "verbose_name_plural": "goods",
                "ordering": ["store", "position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content", models.TextField(blank=True, verbose_name="what will be done")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("rule_code", models.CharField(blank=True, max_length=20, verbose_name="rule")),
                ("difficulty", models.CharField(blank=True, max_length=20, verbose_name="difficulty")),
                ("is_published", models.BooleanField(default=True, verbose_name="is published")),
                ("is_paid", models.BooleanField(default=False, verbose_name="is paid work")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisers",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="organisers"
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="points.activitykind",
                        verbose_name="kind",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="GridLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rank")),
                ("is_community", models.BooleanField(default=False, verbose_name="is the community")),
            ],
            options={
                "verbose_name": "grid level",
                "verbose_name_plural": "grid levels",
                "ordering": ["rank", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "rank"), name="points_gridlevel_name_and_rank_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="grid",
            name="level",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grids",
                to="points.gridlevel",
                verbose_name="level",
            ),
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("door", models.CharField(max_length=60, verbose_name="door")),
                ("is_active", models.BooleanField(default=True, verbose_name="is active")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="household",
                        to="points.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="points.grid",
                        verbose_name="grid",
                    ),
                ),
            ],
            options={
                "verbose_name": "household",
                "verbose_name_plural": "households",
                "ordering": ["grid__path", "door"],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="receipt number")),
                ("total", models.BigIntegerField(verbose_name="total")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="redeemed at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cashier",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
            ],
            options={
                "verbose_name": "redemption",
                "verbose_name_plural": "redemptions",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RedemptionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                ("price", models.BigIntegerField(verbose_name="price")),
                (
                    "good",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemption_lines",
                        to="points.good",
                        verbose_name="good",
                    ),
                ),
                (
                    "redemption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="points.redemption"
                    ),
                ),
            ],
            options={
                "verbose_name": "redemption line",
                "verbose_name_plural": "redemption lines",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("door", models.CharField(max_length=60)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "grid",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="points.grid"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residences", to="points.household"
                    ),
                ),
            ],
            options={
                "verbose_name": "residence",
                "verbose_name_plural": "residences",
                "ordering": ["household", "since"],
            },
        ),
        migrations.CreateModel(
            name="Resident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("phone", models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name="phone")),
                ("is_phone_verified", models.BooleanField(default=False, verbose_name="phone is verified")),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="born on")),
                ("is_head", models.BooleanField(default=False, verbose_name="is head of the household")),
                ("is_active", models.BooleanField(default=True, verbose_name="is active")),
                ("search_tokens", models.TextField(blank=True, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resident",
                        to="points.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residents",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="points_resident",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="login",
                    ),
                ),
            ],
            options={
                "verbose_name": "resident",
                "verbose_name_plural": "residents",
                "ordering": ["household", "-is_head", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("public_name", "Full name on public honor rolls"),
                            ("public_portrait", "Portrait on public honor rolls"),
                        ],
                        max_length=16,
                        verbose_name="purpose",
                    ),
                ),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="given at")),
                ("is_by_guardian", models.BooleanField(default=False, verbose_name="given by the guardian")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="points.resident"
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "serial",
                    models.CharField(
                        default=points.people.models.new_serial,
                        editable=False,
                        max_length=14,
                        unique=True,
                        verbose_name="serial",
                    ),
                ),
                ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="issued at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "card",
                "verbose_name_plural": "cards",
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("category", models.CharField(max_length=40, verbose_name="category")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("unit", models.CharField(max_length=40, verbose_name="unit")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("per_event", "per event"),
                            ("per_hour", "per time served"),
                            ("per_period", "once per period"),
                            ("one_off", "one-off"),
                            ("deduction", "deduction"),
                            ("reset", "reset to zero"),
                            ("range", "range decided by a panel"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.BigIntegerField(default=0, verbose_name="points")),
                ("points_most", models.BigIntegerField(blank=True, null=True, verbose_name="most points")),
                (
                    "minutes_per_unit",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes per unit"),
                ),
                ("cap", models.BigIntegerField(blank=True, null=True, verbose_name="cap")),
                (
                    "cap_period",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("event", "per event"),
                            ("day", "per day"),
                            ("month", "per month"),
                            ("quarter", "per quarter"),
                            ("year", "per year"),
                            ("once", "once"),
                        ],
                        max_length=8,
                        verbose_name="cap period",
                    ),
                ),
                (
                    "applies_to",
                    models.CharField(
                        choices=[("household", "household"), ("person", "person")],
                        default="household",
                        max_length=9,
                        verbose_name="applies to",
                    ),
                ),
                ("difficulties", models.JSONField(blank=True, default=dict, verbose_name="difficulties")),
                ("evidence", models.CharField(blank=True, max_length=120, verbose_name="evidence")),
                ("clause", models.CharField(blank=True, max_length=200, verbose_name="clause")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "cap_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="rules",
                        to="points.capgroup",
                        verbose_name="cap group",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule",
                "verbose_name_plural": "rules",
                "ordering": ["rule_book", "code"],
            },
        ),
        migrations.CreateModel(
            name="AwardRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("occurred_on", models.DateField(verbose_name="occurred on")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="quantity")),
                ("minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("percent", models.PositiveSmallIntegerField(default=100, verbose_name="coefficient in percent")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("cut", models.BigIntegerField(default=0, verbose_name="cut off by the cap")),
                ("explanation", models.JSONField(blank=True, default=dict)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_records",
                        to="points.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_records",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_records",
                        to="points.rule",
                        verbose_name="rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "award record",
                "verbose_name_plural": "award records",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RuleBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "book",
                    models.CharField(
                        choices=[("civic", "Civilization points"), ("party", "Party member points")],
                        default="civic",
                        max_length=8,
                        verbose_name="book",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("adopted", "Adopted")],
                        default="draft",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("in_force_to", models.DateField(blank=True, null=True, verbose_name="in force to")),
                ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="adopted at")),
                ("adopted_where", models.CharField(blank=True, max_length=120, verbose_name="adopted where")),
                ("base_points", models.BigIntegerField(default=0, verbose_name="base points")),
                (
                    "year_end",
                    models.CharField(
                        choices=[
                            ("carry_over", "Points carry over"),
                            ("expire", "Points expire, oldest first"),
                            ("reset", "Reset to the base points"),
                        ],
                        default="carry_over",
                        max_length=10,
                        verbose_name="at the end of the year",
                    ),
                ),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="adopted by",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_books",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule book",
                "verbose_name_plural": "rule books",
                "ordering": ["community", "name", "-version"],
            },
        ),
        migrations.AddField(
            model_name="rule",
            name="rule_book",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rules",
                to="points.rulebook",
                verbose_name="rule book",
            ),
        ),
        migrations.AddField(
            model_name="capgroup",
            name="rule_book",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cap_groups", to="points.rulebook"
            ),
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("title", models.CharField(max_length=120, verbose_name="activity")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("content", models.CharField(blank=True, max_length=200, verbose_name="content")),
                ("organiser", models.CharField(blank=True, max_length=120, verbose_name="organiser")),
                ("occurred_on", models.DateField(verbose_name="occurred on")),
                ("started_at", models.DateTimeField(verbose_name="from")),
                ("ended_at", models.DateTimeField(verbose_name="to")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                (
                    "source",
                    models.CharField(
                        choices=[("scanned", "Scanned"), ("by_hand", "Entered by hand")],
                        max_length=8,
                        verbose_name="source",
                    ),
                ),
                ("is_closed_automatically", models.BooleanField(default=False, verbose_name="check-out was missing")),
                ("rule_code", models.CharField(blank=True, max_length=20, verbose_name="rule")),
                ("difficulty", models.CharField(blank=True, max_length=20, verbose_name="difficulty")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a second person"),
                            ("booked", "Booked"),
                            ("reversed", "Reversed"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason of the correction")),
                (
                    "award",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_record",
                        to="points.awardrecord",
                        verbose_name="award",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_records",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person in charge",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="points.servicerecord",
                        verbose_name="replaces",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_records",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "service record",
                "verbose_name_plural": "service records",
                "ordering": ["-occurred_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("capacity", models.PositiveIntegerField(verbose_name="places")),
                ("taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="taken places")),
                (
                    "secret",
                    models.CharField(default=points.activities.models.new_secret, editable=False, max_length=64),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("cancelled", "Cancelled")],
                        default="open",
                        editable=False,
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed at")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="points.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift",
                "verbose_name_plural": "shifts",
                "ordering": ["starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(choices=[("in", "In"), ("out", "Out")], max_length=3, verbose_name="direction"),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("rotating_code", "Rotating code of the shift"),
                            ("card", "Card read by the organiser"),
                            ("by_hand", "Entered by the organiser"),
                        ],
                        max_length=13,
                        verbose_name="way",
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("occurred_at", models.DateTimeField(verbose_name="occurred at")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("refusal", models.CharField(blank=True, max_length=40, verbose_name="refusal")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="points.shift",
                        verbose_name="shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan",
                "verbose_name_plural": "scans",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_at", models.DateTimeField(blank=True, null=True, verbose_name="in")),
                ("out_at", models.DateTimeField(blank=True, null=True, verbose_name="out")),
                ("is_by_hand", models.BooleanField(default=False, verbose_name="entered by hand")),
                ("is_closed_automatically", models.BooleanField(default=False, verbose_name="check-out was missing")),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "service_record",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_in",
                        to="points.servicerecord",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="points.shift",
                        verbose_name="shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in",
                "verbose_name_plural": "check-ins",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
                        default="confirmed",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="points.resident",
                        verbose_name="resident",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="points.shift",
                        verbose_name="shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("donated", "Donated"),
                            ("sold", "Redeemed"),
                            ("returned", "Returned"),
                            ("lost", "Lost"),
                            ("counted", "Corrected by count"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("quantity", models.BigIntegerField(verbose_name="quantity")),
                ("stock_after", models.BigIntegerField(verbose_name="stock afterwards")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "good",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_moves",
                        to="points.good",
                        verbose_name="good",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_moves",
                        to="points.redemptionline",
                    ),
                ),
            ],
            options={
                "verbose_name": "stock move",
                "verbose_name_plural": "stock moves",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Store",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("opening", models.CharField(blank=True, max_length=120, verbose_name="opening days and hours")),
                ("is_active", models.BooleanField(default=True, verbose_name="is active")),
                (
                    "account",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="store",
                        to="points.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stores",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "store",
                "verbose_name_plural": "stores",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="redemption",
            name="store",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redemptions",
                to="points.store",
                verbose_name="store",
            ),
        ),
        migrations.AddField(
            model_name="good",
            name="store",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="goods",
                to="points.store",
                verbose_name="store",
            ),
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "scope",
                    models.CharField(
                        choices=[("checkin", "Check-in"), ("till", "Till")], max_length=8, verbose_name="scope"
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="points.store",
                        verbose_name="store",
                    ),
                ),
            ],
            options={
                "verbose_name": "device",
                "verbose_name_plural": "devices",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="kind")),
                ("is_active", models.BooleanField(default=True, verbose_name="is active")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "team",
                "verbose_name_plural": "teams",
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="activities",
                to="points.team",
                verbose_name="team",
            ),
        ),
        migrations.CreateModel(
            name="TeamMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_leader", models.BooleanField(default=False, verbose_name="is leader")),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="points.resident"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="points.team"
                    ),
                ),
            ],
            options={
                "verbose_name": "team membership",
                "verbose_name_plural": "team memberships",
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("shortfall", models.BigIntegerField(default=0, verbose_name="shortfall")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("award", "Award"),
                            ("deduction", "Deduction"),
                            ("redemption", "Redemption"),
                            ("refund", "Refund"),
                            ("expiry", "Expiry"),
                            ("opening", "Opening balance"),
                            ("merge", "Merge"),
                            ("reversal", "Reversal"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("request_hash", models.CharField(max_length=64)),
                ("occurred_on", models.DateField(verbose_name="occurred on")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("memo", models.CharField(blank=True, max_length=200, verbose_name="memo")),
                (
                    "debit_balance",
                    models.BigIntegerField(editable=False, null=True, verbose_name="balance of the payer"),
                ),
                (
                    "credit_balance",
                    models.BigIntegerField(editable=False, null=True, verbose_name="balance of the payee"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="points.account",
                        verbose_name="to",
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debits",
                        to="points.account",
                        verbose_name="from",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="points.transfer",
                        verbose_name="reverses",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="refunded at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "redemption",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refund", to="points.redemption"
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refund", to="points.transfer"
                    ),
                ),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
            },
        ),
        migrations.AddField(
            model_name="redemption",
            name="transfer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redemption",
                to="points.transfer",
                verbose_name="transfer",
            ),
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("posted", "Posted"),
                            ("voided", "Voided"),
                            ("expired", "Expired"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="points.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.account",
                        verbose_name="to",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hold",
                        to="points.transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
            },
        ),
        migrations.AddField(
            model_name="awardrecord",
            name="transfer",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="award_record",
                to="points.transfer",
                verbose_name="transfer",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="is active")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="points.grid",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("organiser", "Organiser"),
                            ("grid_staff", "Grid staff"),
                            ("cashier", "Cashier"),
                            ("editor", "Editor"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points_duties",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="points.grid",
                        verbose_name="grid",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
                "ordering": ["user", "since"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="points_duty_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("user", "role", "grid"),
                        name="points_duty_one_in_force",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)),
                fields=("grid", "door"),
                name="points_household_one_behind_a_door",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemptionline",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gt", 0), ("quantity__gt", 0)), name="points_redemptionline_is_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="redemptionline",
            constraint=models.UniqueConstraint(
                fields=("redemption", "good"), name="points_redemptionline_one_for_a_good"
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="points_residence_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("household",),
                name="points_residence_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("resident", "purpose"),
                name="points_consent_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                fields=("community", "book", "name", "version"), name="points_rulebook_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted")),
                fields=("community", "book", "in_force_from"),
                name="points_rulebook_one_starts_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("adopted_at__isnull", False), ("in_force_from__isnull", False)),
                    _connector="OR",
                ),
                name="points_rulebook_adopted_is_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_to__isnull", True), ("in_force_to__gte", models.F("in_force_from")), _connector="OR"
                ),
                name="points_rulebook_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(fields=("rule_book", "code"), name="points_rule_code_once_in_a_book"),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cap__isnull", True), ("cap_period", "")),
                    models.Q(("cap__gt", 0), models.Q(("cap_period", ""), _negated=True)),
                    _connector="OR",
                ),
                name="points_rule_cap_has_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "deduction"), ("points__lt", 0)),
                    models.Q(("kind", "reset"), ("points", 0)),
                    models.Q(("kind", "range"), ("points__gte", 0), ("points_most__gte", models.F("points"))),
                    models.Q(("kind", "per_hour"), ("minutes_per_unit__gt", 0), ("points__gt", 0)),
                    models.Q(("kind__in", ["per_event", "per_period", "one_off"]), ("points__gt", 0)),
                    _connector="OR",
                ),
                name="points_rule_points_fit_the_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="capgroup",
            constraint=models.UniqueConstraint(
                fields=("rule_book", "name"), name="points_capgroup_name_once_in_a_book"
            ),
        ),
        migrations.AddConstraint(
            model_name="capgroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("cap__gt", 0)), name="points_capgroup_cap_above_zero"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(fields=["resident", "occurred_on"], name="points_servicerecord_resident"),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__gte", models.F("started_at"))),
                name="points_servicerecord_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["starts_at"], name="points_shift_starts"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="points_shift_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__lte", models.F("capacity"))), name="points_shift_never_overbooked"
            ),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["shift", "resident"], name="points_scan_shift_resident"),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(fields=("shift", "resident"), name="points_checkin_once_for_a_shift"),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "confirmed")),
                fields=("shift", "resident"),
                name="points_signup_once_for_a_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", 0), _negated=True), name="points_stockmove_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="good",
            constraint=models.CheckConstraint(
                condition=models.Q(("stock__gte", 0)), name="points_good_stock_never_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="good",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gt", 0)), name="points_good_price_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="good",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_service", False), ("stock", 0), _connector="OR"),
                name="points_good_service_without_stock",
            ),
        ),
        migrations.AddConstraint(
            model_name="good",
            constraint=models.UniqueConstraint(fields=("store", "name", "unit"), name="points_good_once_in_a_store"),
        ),
        migrations.AddConstraint(
            model_name="good",
            constraint=models.UniqueConstraint(
                condition=models.Q(("barcode", ""), _negated=True),
                fields=("store", "barcode"),
                name="points_good_barcode_once_in_a_store",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                fields=("community", "name"), name="points_team_name_once_in_a_community"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammembership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("team", "resident"),
                name="points_membership_one_in_force",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["debit", "-id"], name="points_transfer_debit"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["credit", "-id"], name="points_transfer_credit"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["created_at"], name="points_transfer_created"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("shortfall__gte", 0)),
                    models.Q(("amount", 0), ("shortfall__gt", 0)),
                    _connector="OR",
                ),
                name="points_transfer_moves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("debit", models.F("credit")), _negated=True),
                name="points_transfer_between_two_accounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shortfall", 0), ("kind__in", ["deduction", "reversal", "expiry"]), _connector="OR"
                ),
                name="points_transfer_shortfall_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["reversal", "refund"]), ("reverses__isnull", False)),
                    models.Q(models.Q(("kind__in", ["reversal", "refund"]), _negated=True), ("reverses__isnull", True)),
                    _connector="OR",
                ),
                name="points_transfer_reversal_points_to_its_transfer",
            ),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["store", "created_at"], name="points_redemption_store"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="points_redemption_costs_something"
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["expires_at"], name="points_hold_due"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="points_hold_holds_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "posted"), ("transfer__isnull", False)),
                    models.Q(models.Q(("state", "posted"), _negated=True), ("transfer__isnull", True)),
                    _connector="OR",
                ),
                name="points_hold_posted_has_transfer",
            ),
        ),
        migrations.AddIndex(
            model_name="awardrecord",
            index=models.Index(fields=["account", "occurred_on"], name="points_awardrecord_account"),
        ),
        migrations.AddIndex(
            model_name="awardrecord",
            index=models.Index(fields=["resident", "occurred_on"], name="points_awardrecord_resident"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                fields=("community", "name"), name="points_unit_name_once_in_a_community"
            ),
        ),
    ]
