"""A household whose name, phone and door would be recognised anywhere, with everything that happens to a household."""

from dataclasses import dataclass

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from honor_roll import services as honors
from honor_roll.models import Category, HonorRollPage, Season
from honor_roll.services import Praise
from points.models import AwardRecord, Household, Resident, Scan
from points.people import services as people
from points.permissions import Role
from tests.admin.conftest import DAY, NOON, Life, elsewhere, groups  # noqa: F401

NAME = "欧阳金丝雀"
MASKED = "欧阳××雀"
PHONE = "13987650123"
DOOR = "暗门7707"


@dataclass
class Canary:
    """The household and the page on which it is honored."""

    life: Life
    resident: Resident
    season: Season
    roll: HonorRollPage


@pytest.fixture
def noon():
    with time_machine.travel(NOON.replace(minute=10)):
        yield


@pytest.fixture
def canary(noon, groups, community, building, administrator, make_staff) -> Canary:  # noqa: F811
    household = people.register_household(grid=building, door=DOOR, since=DAY, by=administrator)
    resident = people.register_resident(household, name=NAME, phone=PHONE, is_head=True, by=administrator)
    life = Life(community, Household.objects.get(pk=household.pk), administrator, "1")
    people.issue_card(household, by=administrator)
    AwardRecord.objects.update(note=f"帮{NAME}打扫，电话{PHONE}")
    Scan.objects.update(reason=f"{NAME}忘带卡", recorded_by=administrator)
    season = Season.objects.create(community=community, name="第四季度", starts_on=DAY, ends_on=DAY)
    category = Category.objects.create(community=community, code="A", name="好人", subject="resident")
    portrait = get_image_model().objects.create(title=NAME, file=get_test_image_file("face.png"))
    praise = Praise(reason=f"{NAME}风雨无阻", story=f"邻居都说{NAME}好。", portrait=portrait)
    honors.choose(season, category=category, subject=resident, praise=praise, by=make_staff(Role.EDITOR))
    honors.decide(season, by=make_staff(Role.ADMINISTRATOR))
    return Canary(life=life, resident=resident, season=season, roll=_published(season))


def _published(season: Season) -> HonorRollPage:
    roll = HonorRollPage(title="光荣榜", slug="roll", season=season, live=False)
    home = Page.objects.get(depth=2)
    home.add_child(instance=roll)
    for title in ("光荣榜一", "光荣榜二"):
        roll.title = title
        roll.save_revision().publish()
    call_command("points_groups", editor_pages=home.pk, verbosity=0)
    return HonorRollPage.objects.get(pk=roll.pk)


@pytest.fixture
def signed_in(make_staff):
    """`signed_in(Role.EDITOR, grid=...)`; `signed_in()` for nobody; `signed_in(resident)` for a resident's login."""

    def client_of(who=None, *, grid=None) -> Client:
        client = Client(raise_request_exception=False)
        if isinstance(who, Resident):
            who.user = get_user_model().objects.create_user(f"r{who.pk}", password="x")
            who.save(update_fields=["user"])
            client.force_login(who.user)
        elif who:
            client.force_login(make_staff(who, grid=grid))
        return client

    return client_of
