"""Counters and keys belong to no grid, so they are shown to nobody but those who serve the whole site."""

import pytest
from django.urls import reverse

from points.models import CapUse, Grid, RequestKey
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(here) -> dict[str, object]:
    use = CapUse.objects.create(subject=f"account:{here.household.account_id}", scope="rule", period="once")
    return {"capuse": use, "requestkey": RequestKey.objects.get(pk="award:1")}


def seen(client, rows) -> set[str]:
    """The names of the listings that show their row, once it is looked at closer and exported, too."""
    found = set()
    for name, row in rows.items():
        listed = row in list(client.get(reverse(f"points_{name}:index")).context["object_list"])
        opened = client.get(reverse(f"points_{name}:inspect", args=[row.pk])).status_code == 200
        table = b"".join(client.get(reverse(f"points_{name}:index"), {"export": "csv"}).streaming_content).decode()
        assert listed == opened == (getattr(row, "subject", row.pk) in table), name
        found |= {name} if listed else set()
    return found


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_whoever_serves_the_whole_site_sees_them(as_role, community, rows, role):
    assert seen(as_role(role, grid=Grid.objects.get(pk=community.get_root().pk)), rows) == set(rows)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_whoever_serves_one_community_does_not(as_role, rows, role):
    assert seen(as_role(role), rows) == set()


def test_whoever_serves_one_of_two_towns_does_not(as_role, community, rows):
    Grid.add_root(level=community.get_root().level, name="丹灶镇")
    assert seen(as_role(Role.AUDITOR, grid=Grid.objects.get(pk=community.get_root().pk)), rows) == set()


def test_a_superuser_sees_them(client, administrator, rows):
    client.force_login(administrator)
    assert seen(client, rows) == set(rows)
