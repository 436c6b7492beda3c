from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from points.audit import LogEntry
from points.errors import (
    AlreadyInTeam,
    DateImpossible,
    DoorTaken,
    LoginTaken,
    NameMissing,
    NotPermitted,
    NotYourGrid,
    PhoneInvalid,
    PhoneTaken,
    TeamTaken,
)
from points.models import Account, Household, Residence, Resident, Team
from points.people import queries
from points.people import services as people
from points.permissions import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_a_household_comes_with_an_account_and_a_residence(building, administrator):
    household = people.register_household(grid=building, door=" 2单元301 ", since=DAY, by=administrator, base=100)
    assert (household.door, household.account.base, household.account.balance) == ("2单元301", 100, 0)
    assert queries.residence_on(household, DAY).grid == building
    assert queries.residence_on(household, DAY - timedelta(days=1)) is None


def test_one_household_behind_a_door(building, community, administrator):
    people.register_household(grid=building, door="301", since=DAY, by=administrator)
    with pytest.raises(DoorTaken):
        people.register_household(grid=building, door="301", since=DAY, by=administrator)
    other = community.get_children().get(name="2栋")
    assert people.register_household(grid=other, door="301", since=DAY, by=administrator)
    assert Account.objects.filter(kind="holder").count() == 2, "the refused one left no account behind"


def test_households_are_registered_by_whoever_serves_there(building, community, make_staff):
    head = make_staff(Role.ADMINISTRATOR, grid=building)
    assert people.register_household(grid=building, door="1", since=DAY, by=head)
    with pytest.raises(NotYourGrid):
        people.register_household(grid=community.get_children().get(name="2栋"), door="1", since=DAY, by=head)
    with pytest.raises(NotPermitted):
        people.register_household(grid=building, door="2", since=DAY, by=make_staff(Role.ORGANISER))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("139 1234 5601", "+8613912345601"),
        ("+86-139-1234-5601", "+8613912345601"),
        ("0086 13912345601", "+8613912345601"),
        ("+85291234567", "+85291234567"),
        ("", None),
        (None, None),
    ],
)
def test_a_phone_is_kept_in_one_form(household, administrator, typed, kept):
    assert people.register_resident(household, name="李明", phone=typed, by=administrator).phone == kept


@pytest.mark.parametrize("typed", ["123", "1391234560", "abc", "+0123456789", "139123456012"])
def test_what_is_no_phone_is_refused(household, administrator, typed):
    with pytest.raises(PhoneInvalid):
        people.register_resident(household, name="李明", phone=typed, by=administrator)


def test_one_resident_for_a_phone(household, administrator):
    people.register_resident(household, name="李明", phone="13912345601", by=administrator)
    with pytest.raises(PhoneTaken):
        people.register_resident(household, name="李红", phone="+8613912345601", by=administrator)
    assert people.register_resident(household, name="李红", by=administrator)
    assert people.register_resident(household, name="李军", by=administrator), "many have none"


def test_a_resident_has_a_name_and_was_born_already(household, administrator):
    with pytest.raises(NameMissing):
        people.register_resident(household, name="  ", by=administrator)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(DateImpossible):
        people.register_resident(household, name="李明", born_on=tomorrow, by=administrator)


def test_a_new_head_takes_the_place_of_the_former_one(household, administrator):
    head = people.register_resident(household, name="李明", is_head=True, by=administrator)
    assert list(household.residents.filter(is_head=True)) == [head]


def test_a_login_belongs_to_one_resident(household, administrator):
    user = get_user_model().objects.create_user("wang")
    head = household.residents.get()
    people.link_login(head, user=user, by=administrator)
    assert queries.resident_of(user) == head
    second = people.register_resident(household, name="李明", by=administrator)
    with pytest.raises(LoginTaken):
        people.link_login(second, user=user, by=administrator)
    with pytest.raises(LoginTaken):
        people.link_login(head, user=get_user_model().objects.create_user("other"), by=administrator)


def test_the_log_names_nobody(household, administrator):
    people.register_resident(household, name="欧阳娜娜", phone="13912345601", by=administrator)
    for entry in LogEntry.objects.all():
        assert "娜娜" not in f"{entry.label} {entry.data}"
        assert "5601" not in f"{entry.label} {entry.data}"


def entries(building, *doors):
    members = (people.Member(name="王芳", is_head=True), people.Member(name="欧阳娜娜"))
    return [people.Entry(grid=building, door=door, since=DAY, members=members, base=100) for door in doors]


def test_a_register_is_read_in_one_go(building, administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        households = people.register_many(entries(building, *map(str, range(300))), by=administrator)
    assert [household.door for household in households[:3]] == ["0", "1", "2"]
    assert Household.objects.count() == Residence.objects.count() == 300
    assert Account.objects.filter(kind="holder", base=100).count() == 300
    assert Resident.objects.filter(queries.matching("oynn")).count() == 300


def test_a_register_with_one_wrong_row_writes_nothing(building, administrator, make_staff):
    with pytest.raises(DoorTaken):
        people.register_many(entries(building, "1", "2", "1"), by=administrator)
    with pytest.raises(NotPermitted):
        people.register_many(entries(building, "1"), by=make_staff(Role.CASHIER))
    assert not Household.objects.exists()
    assert not Account.objects.filter(kind="holder").exists()


def test_teams_are_made_by_organisers_and_joined_freely(community, household, make_staff, administrator):
    organiser = make_staff(Role.ORGANISER)
    team = people.create_team(community=community, name="红马甲", by=organiser)
    with pytest.raises(TeamTaken):
        people.create_team(community=community, name="红马甲", by=organiser)
    with pytest.raises(NotPermitted):
        people.create_team(community=community, name="夕阳红", by=make_staff(Role.CASHIER))
    login = get_user_model().objects.create_user("wang")
    resident = people.link_login(household.residents.get(), user=login, by=administrator)
    with pytest.raises(NotPermitted):
        people.join_team(team, resident=resident, since=DAY, by=login, is_leader=True)
    membership = people.join_team(team, resident=resident, since=DAY, by=login)
    with pytest.raises(AlreadyInTeam):
        people.join_team(team, resident=resident, since=DAY, by=organiser)
    with pytest.raises(DateImpossible):
        people.leave_team(membership, on=DAY - timedelta(days=1), by=login)
    assert people.leave_team(membership, on=timezone.localdate(), by=login).until
    assert people.join_team(team, resident=resident, since=timezone.localdate(), by=organiser)


def test_a_team_of_another_community_is_not_joined_by_oneself(community, household, administrator):
    town = community.get_parent()
    elsewhere = town.add_child(level=community.level, name="石门社区")
    team = Team.objects.create(community=elsewhere, name="红马甲")
    login = get_user_model().objects.create_user("wang")
    resident = people.link_login(household.residents.get(), user=login, by=administrator)
    with pytest.raises(NotPermitted):
        people.join_team(team, resident=resident, since=DAY, by=login)


def test_a_work_unit_has_its_name_once(community, administrator):
    assert people.create_unit(community=community, name="第三小学", by=administrator)
    with pytest.raises(TeamTaken):
        people.create_unit(community=community, name="第三小学", by=administrator)
