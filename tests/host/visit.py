"""Run inside the host: makes a small community, visits its pages, and prints what was seen as JSON."""

import json
from datetime import date
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from wagtail.models import Site  # noqa: E402

import points  # noqa: E402
from honor_roll import services as honor_roll  # noqa: E402
from honor_roll.models import Category, HonorRollPage, Season  # noqa: E402
from points.models import Grid, GridLevel  # noqa: E402
from points.people import services as people  # noqa: E402

setup_test_environment()
User = get_user_model()
editor, decider = (User.objects.create_superuser(name, password="x") for name in ("editor", "decider"))
neighbour = User.objects.create_user("neighbour", password="x")

level = GridLevel.objects.create(name="Village", rank=0, is_community=True)
village = Grid.add_root(level=level, name="Riverside", code="riverside")
household = people.register_household(grid=village, door="1", since=date(2026, 1, 1), by=editor)
resident = people.register_resident(household, name="欧阳娜娜", by=editor, is_head=True)
people.link_login(resident, user=neighbour, by=editor)

category = Category.objects.create(community=village, code="good", name="Good neighbour")
quarter = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 9, 30)}
season = Season.objects.create(community=village, name="2026 Q3", **quarter)
praise = honor_roll.Praise(reason="Cleared the stairs of snow.")
honor_roll.choose(season, category=category, subject=resident, praise=praise, by=editor)
honor_roll.decide(season, by=decider)
season.refresh_from_db()
home = Site.objects.get(is_default_site=True).root_page
roll = home.add_child(instance=HonorRollPage(title="Honor roll", slug="honor-roll", season=season))

stranger, member, admin = Client(), Client(), Client()
member.force_login(neighbour)
admin.force_login(editor)
page = stranger.get("/honor-roll/")
account = f"/points/api/v1/accounts/{household.account.number}"
print(
    json.dumps(
        {
            "installed": str(Path(points.__file__).parent),
            "home": stranger.get("/").status_code,
            "portal": stranger.get("/points/").status_code,
            "portal_of_a_member": member.get("/points/").status_code,
            "roll": page.status_code,
            "roll_text": page.content.decode(),
            "statement": member.get(reverse("points:statement")).status_code,
            "admin": admin.get("/admin/").status_code,
            "roll_in_admin": admin.get(f"/admin/pages/{roll.pk}/edit/").status_code,
            "openapi": stranger.get("/points/api/v1/openapi.json").json().get("openapi", ""),
            "account_for_a_stranger": stranger.get(account).status_code,
            "account": member.get(account).json(),
            "number": household.account.number,
        }
    )
)
