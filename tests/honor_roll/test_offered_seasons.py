"""An editor puts up the honor roll of a community that he serves, and sees no season of another one."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from honor_roll.models import HonorRollPage, Season
from points.models import Grid
from points.permissions import Role, group_name
from tests.honor_roll.test_pages import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign_season(community) -> Season:
    other = community.get_root().add_child(level=community.level, name="桃园社区", code="taoyuan")
    return Season.objects.create(
        community=Grid.objects.get(pk=other.pk),
        name="桃园第三季度",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 9, 30),
    )


@pytest.fixture
def editor_client(editor, home):
    call_command("points_groups", editor_pages=home.pk, verbosity=0)
    editor.groups.add(Group.objects.get(name=group_name(Role.EDITOR)))
    client = Client()
    client.force_login(editor)
    return client


def offered(answer) -> list[str]:
    return [label for value, label in answer.context["form"].fields["season"].choices if value]


def draft_of(page) -> HonorRollPage:
    return HonorRollPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_an_editor_is_offered_the_seasons_of_the_own_community(editor_client, roll, season, foreign_season, home):
    edit = reverse("wagtailadmin_pages:edit", args=[roll.pk])
    assert offered(editor_client.get(edit)) == [season.name]
    add = reverse("wagtailadmin_pages:add", args=["honor_roll", "honorrollpage", home.pk])
    assert offered(editor_client.get(add)) == [season.name]
    editor_client.post(edit, form_of(roll, season=foreign_season.pk))
    assert draft_of(roll).season == season, "nor is another one taken"
    editor_client.post(edit, form_of(roll, title="光荣榜 2"))
    assert draft_of(roll).title == "光荣榜 2"


def test_a_page_keeps_its_season_when_somebody_who_does_not_serve_there_mends_the_words(
    editor_client, roll, foreign_season, season
):
    HonorRollPage.objects.filter(pk=roll.pk).update(season=foreign_season)
    edit = reverse("wagtailadmin_pages:edit", args=[roll.pk])
    assert set(offered(editor_client.get(edit))) == {f"桃园社区 · {foreign_season}", f"红土田社区 · {season}"}
    roll.refresh_from_db()
    editor_client.post(edit, form_of(roll, title="光荣榜 3"))
    kept = draft_of(roll)
    assert (kept.title, kept.season) == ("光荣榜 3", foreign_season)


def test_a_superuser_is_offered_all_with_their_community(client, administrator, roll, season, foreign_season):
    client.force_login(administrator)
    edit = reverse("wagtailadmin_pages:edit", args=[roll.pk])
    assert set(offered(client.get(edit))) == {f"桃园社区 · {foreign_season}", f"红土田社区 · {season}"}
