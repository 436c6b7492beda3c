"""What belongs together: a festival and its parts, a programme and its activities."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.errors import PartMisplaced, ProgrammeElsewhere
from points.models import Activity, ActivityKind, Programme
from tests.admin.conftest import found_neighbour

from .conftest import clock

pytestmark = pytest.mark.django_db
MODES = ["home_visit", "fixed_point", "mass_event", "course", "talk", "patrol", "meeting", "festival"]


@pytest.fixture(autouse=True)
def _friday():
    with clock("18:00", day=13):
        yield


@pytest.fixture
def festival_kind(db):
    return ActivityKind.objects.create(name="社区邻居节", mode=ActivityKind.Mode.FESTIVAL)


@pytest.fixture
def festival(make_activity, festival_kind) -> Activity:
    return make_activity("第二十届邻居节", kind=festival_kind)


@pytest.fixture
def programme(community) -> Programme:
    return Programme.objects.create(community=community, name="红石榴", sentence="各族邻里像石榴籽一样抱在一起。")


def page(client, name, *args, **query) -> str:
    return client.get(reverse(f"points:{name}", args=args), query).content.decode()


# --- festivals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_an_activity_is_of_any_kind_that_the_site_has_named(make_activity, mode):
    kind = ActivityKind(name=f"类型{mode}", mode=mode)
    kind.full_clean()
    kind.save()
    assert make_activity(kind=kind).kind.get_mode_display()


def test_the_page_of_a_festival_lists_its_parts_by_the_time_at_which_they_begin(
    client, festival, make_activity, make_shift
):
    feast, games = make_activity("百家宴", parent=festival), make_activity("象棋赛", parent=festival)
    undated, draft = make_activity("征文", parent=festival), make_activity("彩排", parent=festival)
    Activity.objects.filter(pk=draft.pk).update(is_published=False)
    make_shift("10:00", "12:00", of=feast)
    make_shift("08:00", "09:00", of=games)
    assert list(queries.parts_of(festival)) == [games, feast, undated]
    shown = page(client, "activity", festival.pk)
    assert shown.index("象棋赛") < shown.index("百家宴") < shown.index("征文")
    assert "彩排" not in shown
    assert reverse("points:activity", args=[feast.pk]) in shown
    assert reverse("points:activity", args=[festival.pk]) in page(client, "activity", feast.pk)
    assert "第二十届邻居节" in page(client, "activities")


def test_a_part_of_a_draft_does_not_name_it(client, festival, make_activity, make_shift):
    feast = make_activity("百家宴", parent=festival)
    make_shift(of=feast)
    Activity.objects.filter(pk=festival.pk).update(is_published=False)
    assert "第二十届邻居节" not in page(client, "activity", feast.pk) + page(client, "activities")


def test_only_a_festival_has_parts(make_activity, activity):
    with pytest.raises(PartMisplaced):
        make_activity("百家宴", parent=activity)
    assert not Activity.objects.filter(name="百家宴").exists()


def test_a_part_has_no_parts(make_activity, festival, festival_kind):
    part = make_activity("分会场", kind=festival_kind, parent=festival)
    with pytest.raises(PartMisplaced):
        make_activity("百家宴", parent=part)


def test_a_festival_of_another_community_takes_no_part(make_activity, festival, community, kind, administrator):
    plan = activities.Plan(community=found_neighbour(community), kind=kind, name="百家宴", parent=festival)
    with pytest.raises(PartMisplaced):
        activities.create_activity(plan, by=administrator)


@pytest.mark.parametrize("became", ["not a festival", "its own part", "a part itself"])
def test_a_festival_with_parts_stays_one(festival, make_activity, kind, festival_kind, became):
    make_activity("百家宴", parent=festival)
    festival.full_clean()
    if became == "not a festival":
        festival.kind = kind
    else:
        festival.parent = festival if became == "its own part" else make_activity("文化节", kind=festival_kind)
    with pytest.raises(ValidationError):
        festival.full_clean()


# --- programmes -----------------------------------------------------------------------------------------------------


def test_the_list_of_activities_shows_the_programmes_and_one_alone(client, make_activity, make_shift, programme):
    feast, sweep = make_activity("百家宴", programme=programme), make_activity("大扫除")
    make_shift(of=feast)
    make_shift(of=sweep)
    shown = page(client, "activities")
    assert f'href="/points/activities/?programme={programme.pk}"' in shown
    assert "百家宴" in shown
    assert "大扫除" in shown
    alone = page(client, "activities", programme=programme.pk)
    assert "百家宴" in alone
    assert programme.sentence in alone
    assert "大扫除" not in alone
    assert programme.sentence in page(client, "activity", feast.pk)


@pytest.mark.parametrize("asked", ["0", "x", "", "1' OR 1=1"])
def test_a_programme_that_is_not_there_is_no_choice(client, make_activity, make_shift, programme, asked):
    make_shift(of=make_activity("大扫除"))
    assert "大扫除" in page(client, "activities", programme=asked)


def test_a_programme_without_a_date_ahead_is_not_offered(client, make_activity, make_shift, programme):
    make_activity("百家宴", programme=programme)
    assert "红石榴" not in page(client, "activities")


def test_a_programme_of_another_community_is_refused(make_activity, community):
    stranger = Programme.objects.create(community=found_neighbour(community), name="同心")
    with pytest.raises(ProgrammeElsewhere):
        make_activity(programme=stranger)
    assert not Activity.objects.exists()
