"""What somebody is able to do is confirmed by whoever plans activities, and never by oneself."""

from datetime import date

import pytest

from points.errors import NotPermitted, NotYourGrid, OwnHousehold, SkillConfirmed, SkillElsewhere, SkillNotHeld
from points.models import Grid, ResidentSkill, Skill
from points.people import queries
from points.people import services as people
from points.permissions import Role
from tests.admin.conftest import found_neighbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(make_household):
    return make_household("王芳").residents.get()


@pytest.fixture
def organiser(make_staff):
    return make_staff(Role.ORGANISER)


@pytest.fixture
def skill(community) -> Skill:
    return Skill.objects.create(community=community, name="理发")


def skills(resident):
    return [row.skill.name for row in queries.skills_of(resident)]


def test_a_skill_is_confirmed_and_withdrawn(resident, skill, organiser):
    held = people.confirm_skill(resident, skill=skill, by=organiser)
    assert (skills(resident), held.confirmed_by_id) == (["理发"], organiser.pk)
    people.withdraw_skill(held, by=organiser)
    assert skills(resident) == []
    assert ResidentSkill.objects.count() == 1
    people.confirm_skill(resident, skill=skill, by=organiser)
    assert skills(resident) == ["理发"]


def test_a_skill_is_confirmed_and_withdrawn_once(resident, skill, organiser):
    held = people.confirm_skill(resident, skill=skill, by=organiser)
    with pytest.raises(SkillConfirmed):
        people.confirm_skill(resident, skill=skill, by=organiser)
    people.withdraw_skill(held, by=organiser)
    with pytest.raises(SkillNotHeld):
        people.withdraw_skill(held, by=organiser)


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AUDITOR])
def test_who_does_not_plan_activities_confirms_no_skills(resident, skill, make_staff, organiser, role):
    held = people.confirm_skill(resident, skill=skill, by=organiser)
    by = make_staff(role)
    with pytest.raises(NotPermitted):
        people.confirm_skill(resident, skill=skill, by=by)
    with pytest.raises(NotPermitted):
        people.withdraw_skill(held, by=by)


def test_a_stranger_confirms_no_skills(resident, skill, community, make_staff):
    stranger = make_staff(Role.ORGANISER, grid=Grid.objects.get(pk=found_neighbour(community).pk))
    with pytest.raises(NotYourGrid):
        people.confirm_skill(resident, skill=skill, by=stranger)


def test_nobody_confirms_what_he_is_able_to_do_himself(resident, skill, organiser):
    resident.user = organiser
    resident.save(update_fields=["user"])
    with pytest.raises(OwnHousehold):
        people.confirm_skill(resident, skill=skill, by=organiser)


def test_a_skill_belongs_to_the_people_of_its_community(resident, community, administrator):
    skill = Skill.objects.create(community=found_neighbour(community), name="理发")
    with pytest.raises(SkillElsewhere):
        people.confirm_skill(resident, skill=skill, by=administrator)


def test_an_age_is_counted_in_whole_years(resident):
    resident.born_on = date(2000, 2, 29)
    assert [queries.age_on(resident, day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [25, 26]
    resident.born_on = None
    assert queries.age_on(resident, date(2026, 1, 1)) is None
