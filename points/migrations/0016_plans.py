"""Plans: programmes, festivals with parts, roles with their own places, skills, windows, and waiting for a place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0015_volunteer_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("age_from", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="youngest age")),
                ("age_to", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="oldest age")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("organiser", "Organiser"),
                            ("volunteer", "Volunteer"),
                            ("participant", "Participant"),
                            ("audience", "Audience"),
                        ],
                        default="volunteer",
                        max_length=11,
                        verbose_name="kind of role",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="places for each shift")),
                ("has_hours", models.BooleanField(default=True, verbose_name="brings volunteer hours")),
                ("has_own_rule", models.BooleanField(default=False, verbose_name="has its own rule")),
                ("rule_code", models.CharField(blank=True, max_length=20, verbose_name="rule")),
                ("difficulty", models.CharField(blank=True, max_length=20, verbose_name="difficulty")),
                ("is_offered", models.BooleanField(default=True, verbose_name="is offered")),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("sentence", models.CharField(blank=True, max_length=160, verbose_name="in one sentence")),
                ("is_active", models.BooleanField(default=True, verbose_name="goes on")),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ResidentSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed_at", models.DateTimeField(auto_now_add=True, verbose_name="confirmed at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "confirmed skill",
                "verbose_name_plural": "confirmed skills",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RolePlaces",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="taken places")),
            ],
            options={
                "verbose_name": "places of a role",
                "verbose_name_plural": "places of roles",
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
            ],
            options={
                "verbose_name": "skill",
                "verbose_name_plural": "skills",
                "ordering": ["name"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="signup",
            name="points_signup_once_for_a_shift",
        ),
        migrations.AddField(
            model_name="activity",
            name="age_from",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="youngest age"),
        ),
        migrations.AddField(
            model_name="activity",
            name="age_to",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="oldest age"),
        ),
        migrations.AddField(
            model_name="activity",
            name="drop_out_hours",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="hours before the start to drop out"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="has_late_sign_up",
            field=models.BooleanField(default=False, verbose_name="late sign-up until the start"),
        ),
        migrations.AddField(
            model_name="activity",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="points.activity",
                verbose_name="part of the festival",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="sign_up_closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sign-up closes at"),
        ),
        migrations.AddField(
            model_name="shift",
            name="sign_up_opens_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sign-up opens at"),
        ),
        migrations.AddField(
            model_name="signup",
            name="offer_ends_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="offered until"),
        ),
        migrations.AlterField(
            model_name="activitykind",
            name="mode",
            field=models.CharField(
                choices=[
                    ("home_visit", "Home visit"),
                    ("fixed_point", "Fixed point"),
                    ("mass_event", "Mass event"),
                    ("course", "Course"),
                    ("talk", "Talk"),
                    ("patrol", "Patrol"),
                    ("meeting", "Meeting"),
                    ("festival", "Festival"),
                ],
                default="mass_event",
                max_length=12,
                verbose_name="mode",
            ),
        ),
        migrations.AlterField(
            model_name="signup",
            name="state",
            field=models.CharField(
                choices=[
                    ("confirmed", "Confirmed"),
                    ("waiting", "On the waiting list"),
                    ("offered", "Place offered"),
                    ("lapsed", "Offer lapsed"),
                    ("cancelled", "Cancelled"),
                ],
                default="confirmed",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="activityrole",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roles",
                to="points.activity",
                verbose_name="activity",
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="role",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_ups",
                to="points.activityrole",
                verbose_name="role",
            ),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("state", "offered")), fields=["offer_ends_at"], name="points_signup_offers"
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("confirmed", "offered", "waiting"))),
                fields=("shift", "resident"),
                name="points_signup_once_for_a_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "offered"), _negated=True), ("offer_ends_at__isnull", False), _connector="OR"
                ),
                name="points_signup_offers_end",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="programmes",
                to="points.grid",
                verbose_name="community",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="points.programme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="residentskill",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="residentskill",
            name="resident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="skills",
                to="points.resident",
                verbose_name="resident",
            ),
        ),
        migrations.AddField(
            model_name="roleplaces",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="places",
                to="points.activityrole",
                verbose_name="role",
            ),
        ),
        migrations.AddField(
            model_name="roleplaces",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="role_places",
                to="points.shift",
                verbose_name="shift",
            ),
        ),
        migrations.AddField(
            model_name="skill",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="skills",
                to="points.grid",
                verbose_name="community",
            ),
        ),
        migrations.AddField(
            model_name="residentskill",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holders",
                to="points.skill",
                verbose_name="skill",
            ),
        ),
        migrations.AddField(
            model_name="activityrole",
            name="skills",
            field=models.ManyToManyField(blank=True, related_name="+", to="points.skill", verbose_name="skills needed"),
        ),
        migrations.AddField(
            model_name="activity",
            name="skills",
            field=models.ManyToManyField(blank=True, related_name="+", to="points.skill", verbose_name="skills needed"),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(
                fields=("community", "name"), name="points_programme_name_once_in_a_community"
            ),
        ),
        migrations.AddConstraint(
            model_name="roleplaces",
            constraint=models.UniqueConstraint(fields=("shift", "role"), name="points_roleplaces_once_for_a_shift"),
        ),
        migrations.AddConstraint(
            model_name="skill",
            constraint=models.UniqueConstraint(
                fields=("community", "name"), name="points_skill_name_once_in_a_community"
            ),
        ),
        migrations.AddConstraint(
            model_name="residentskill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("resident", "skill"),
                name="points_residentskill_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityrole",
            constraint=models.UniqueConstraint(
                fields=("activity", "name"), name="points_role_name_once_in_an_activity"
            ),
        ),
    ]
