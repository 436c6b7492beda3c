"""The first page of Wagtail's admin: whoever has something to do elsewhere finds the way there, nobody else a panel."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from points.permissions import Role, group_name

pytestmark = pytest.mark.django_db
DOORS = {"points:desk", "points:award", "points:till", "points:notices-desk"}


@pytest.fixture
def dashboard(client, make_staff):
    """`dashboard(role)` is the page as the ready-made group and the duty of that role open it."""

    def show(role: Role) -> str:
        call_command("points_groups", verbosity=0)
        user = make_staff(role)
        user.groups.add(Group.objects.get(name=group_name(role)))
        client.force_login(user)
        answer = client.get(reverse("wagtailadmin_home"))
        assert answer.status_code == 200
        return answer.content.decode()

    return show


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        (Role.ORGANISER, {"points:desk"}),
        (Role.GRID_STAFF, {"points:desk", "points:award", "points:notices-desk"}),
        (Role.CASHIER, {"points:till"}),
        (Role.EDITOR, {"points:notices-desk"}),
    ],
)
def test_the_panel_leads_to_the_screens_of_the_duty_and_to_no_other(dashboard, store, role, doors):
    page = dashboard(role)
    assert "points-duties" in page
    assert {door for door in DOORS if f'href="{reverse(door)}"' in page} == doors


def test_whoever_works_in_the_admin_alone_gets_no_panel(dashboard, store):
    assert "points-duties" not in dashboard(Role.AUDITOR)
