"""What strangers may see: masked names, consented portraits, buildings and never doors."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from honor_roll.queries import public_honors
from points.models import Consent, Resident, Team, TeamMembership
from points.people import services as people

pytestmark = pytest.mark.django_db
NAME, PORTRAIT = Consent.Purpose.PUBLIC_NAME, Consent.Purpose.PUBLIC_PORTRAIT


@pytest.fixture
def agree(administrator):
    """`agree(resident, NAME)`"""
    return lambda resident, purpose, **more: people.give_consent(resident, purpose=purpose, by=administrator, **more)


@pytest.fixture
def shown(season, decided):
    """`shown()` decides the season if need be and returns its only honor."""

    def look():
        season.refresh_from_db()
        if season.state == "open":
            decided()
        [honor] = public_honors(season)
        return honor

    return look


def years_ago(years: int) -> date:
    return timezone.localdate() - timedelta(days=round(years * 365.25) + 1)


def test_nothing_is_public_before_the_decision(season, choose, resident, decided):
    choose(resident)
    assert public_honors(season) == []
    decided()
    assert len(public_honors(season)) == 1


def test_without_consent_the_name_is_masked_in_the_words_too(choose, resident, portrait, shown):
    choose(resident, reason="王芳风雨无阻", story="大家都说：找王芳。", portrait=portrait)
    honor = shown()
    assert (honor.name, honor.place, honor.seal) == ("王*", "1栋", "王")
    assert (honor.reason, honor.story) == ("王*风雨无阻", "大家都说：找王*。")
    assert honor.portrait is None


def test_with_consent_name_and_portrait_are_shown_each_for_itself(choose, resident, portrait, shown, agree):
    choose(resident, story="王芳每个周末都来。", portrait=portrait)
    agree(resident, NAME)
    honor = shown()
    assert (honor.name, honor.story, honor.portrait) == ("王芳", "王芳每个周末都来。", None)
    agree(resident, PORTRAIT)
    assert shown().portrait == portrait


def test_a_withdrawn_consent_is_honoured_at_once(choose, resident, portrait, shown, agree, administrator):
    choose(resident, story="王芳每个周末都来。", portrait=portrait)
    agree(resident, NAME)
    agree(resident, PORTRAIT)
    assert shown().name == "王芳"
    for purpose in (NAME, PORTRAIT):
        people.withdraw_consent(resident, purpose=purpose, by=administrator)
    honor = shown()
    assert (honor.name, honor.story, honor.portrait) == ("王*", "王*每个周末都来。", None)


@pytest.mark.parametrize(("age", "has_face"), [(17, False), (18, True)])
def test_no_minor_has_a_face(choose, resident, portrait, shown, agree, age, has_face):
    Resident.objects.filter(pk=resident.pk).update(born_on=years_ago(age))
    resident.refresh_from_db()
    agree(resident, PORTRAIT)
    choose(resident, portrait=portrait)
    assert bool(shown().portrait) is has_face


def test_a_child_is_masked_whatever_the_guardian_agreed_to(choose, resident, shown, agree, portrait):
    Resident.objects.filter(pk=resident.pk).update(born_on=years_ago(12))
    resident.refresh_from_db()
    for purpose in (NAME, PORTRAIT):
        agree(resident, purpose, is_by_guardian=True)
    choose(resident, portrait=portrait)
    honor = shown()
    assert (honor.name, honor.portrait) == ("王*", None)


def test_a_category_for_minors_masks_everybody(choose, resident, shown, agree, portrait, make_category):
    for purpose in (NAME, PORTRAIT):
        agree(resident, purpose)
    choose(resident, of=make_category(name="美德少年", is_for_minors=True), portrait=portrait)
    honor = shown()
    assert (honor.name, honor.portrait) == ("王*", None)


def test_a_household_is_named_after_its_head_and_its_door_stays_unsaid(
    choose, household, shown, make_category, portrait, agree
):
    child = Resident.objects.create(household=household, name="王小明")
    choose(household, of=make_category("household"), story="王小明也来帮忙。", portrait=portrait)
    agree(household.residents.get(is_head=True), NAME)
    honor = shown()
    assert "王芳" in honor.name
    assert honor.story == f"{child}也来帮忙。"
    assert honor.place == "1栋"
    assert household.door not in f"{honor}"


def test_a_family_picture_needs_everybody_in_it(choose, household, shown, make_category, portrait, agree):
    other = Resident.objects.create(household=household, name="王强")
    choose(household, of=make_category("household"), portrait=portrait)
    agree(household.residents.get(is_head=True), PORTRAIT)
    assert shown().portrait is None
    agree(other, PORTRAIT)
    assert shown().portrait == portrait


def test_a_team_is_named_and_its_members_are_masked(choose, community, resident, shown, make_category, portrait):
    team = Team.objects.create(community=community, name="红石榴服务队", kind="环境")
    TeamMembership.objects.create(team=team, resident=resident, since=date(2026, 1, 1))
    choose(team, of=make_category("team"), story="队长王芳", portrait=portrait)
    honor = shown()
    assert (honor.name, honor.place, honor.seal, honor.story) == ("红石榴服务队", "环境", "红", "队长王*")
    assert honor.portrait is None


def test_a_building_is_named_and_may_have_a_picture(choose, building, shown, make_category, portrait):
    choose(building, of=make_category("grid"), portrait=portrait)
    honor = shown()
    assert (honor.name, honor.place, honor.portrait) == ("1栋", "楼栋", portrait)


def test_a_compound_surname_fills_the_seal(choose, make_household, shown):
    choose(make_household("欧阳娜娜").residents.get())
    honor = shown()
    assert honor.seal == "欧阳"
    assert "娜娜" not in honor.name


def test_a_roll_of_thirty_costs_as_many_queries_as_a_roll_of_three(
    season, choose, make_household, decided, django_assert_max_num_queries
):
    for number in range(30):
        choose(make_household(f"李{number}").residents.get())
    decided()
    with django_assert_max_num_queries(5):
        assert len(public_honors(season)) == 30
