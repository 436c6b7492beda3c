"""The volunteer record in five groups: of one community, for whoever keeps its people, and logged."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from honor_roll.models import Category, Honor, Season
from points import exports
from points.models import CheckIn, Rating, ResidentSkill, Shift, Skill
from points.permissions import Role
from points.reports import queries
from points.reports.forms import RegisterForm
from points.reports.queries import Group
from tests.reports.conftest import csv_of, page, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(community) -> queries.Asked:
    return queries.Asked(community=community, since=date(2026, 1, 1), until=date(2027, 1, 1))


@pytest.fixture
def wang(make_volunteer, community):
    resident = make_volunteer("王芳")
    resident.phone, resident.born_on, resident.volunteer_number = "+8613912345601", date(1970, 5, 1), "1234567890"
    resident.save()
    ResidentSkill.objects.create(resident=resident, skill=Skill.objects.create(community=community, name="急救"))
    return resident


@pytest.fixture
def life(wang, serve, clean_up, talk, organiser, community, team):
    organiser.last_name = "何建军"
    organiser.save()
    serve(wang, clean_up, 120, place="1栋楼下", content="扫落叶", organiser="红石榴志愿队", recorded_by=organiser)
    Shift.objects.filter(pk=talk.pk).update(state="closed")
    CheckIn.objects.create(shift=talk, resident=wang, in_at=talk.starts_at)
    season = Season.objects.create(
        community=community,
        name="第四季度",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        state="decided",
        decided_at=timezone.now(),
    )
    category = Category.objects.create(community=community, code="A", name="好邻居", subject="resident")
    Honor.objects.create(season=season, category=category, resident=wang, reason="风雨无阻")
    return wang


def test_every_group_has_the_fields_of_the_regulation(as_role, life):
    client = as_role(Role.ADMINISTRATOR)
    who = ["王芳", "1234567890"]
    rows = {group: csv_of(client, "register", group=group) for group in Group}
    assert rows[Group.PERSON][1] == [*who, "1970-05-01", "1栋", "13912345601", "急救", ""]
    assert rows[Group.SERVICE][0][2:] == [
        "Activity",
        "Day",
        "Place",
        "Content",
        "From",
        "To",
        "Minutes",
        "How recorded",
        "Organiser",
        "Person in charge",
    ]
    assert rows[Group.SERVICE][1] == [
        *who,
        "周六大扫除",
        "2026-11-14",
        "1栋楼下",
        "扫落叶",
        "2026-11-14 06:00:00",
        "2026-11-14 08:00:00",
        "120",
        "Scanned",
        "红石榴志愿队",
        "何建军",
    ]
    assert rows[Group.TRAINING][1] == [*who, "防诈骗讲座", "", "2026-11-14 14:00:00", "", "120", "红土田社区"]
    assert rows[Group.COMMENDATION][1] == [*who, "第四季度 好邻居", "2026-11-14", "红土田社区"]
    assert rows[Group.EVALUATION][1:] == []


def test_the_workbook_holds_all_groups_the_chosen_one_first(as_role, life):
    book = workbook_of(as_role(Role.ADMINISTRATOR), "register", group="training")
    assert book.sheetnames == ["Training", "Persons", "Services", "Commendations", "Evaluations of teams"]
    assert book["Persons"]["A2"].value == "王芳"


def test_evaluations_are_about_teams_and_only_where_there_are_enough(life, asked, clean_up, make_volunteer):
    for number in range(2):
        CheckIn.objects.create(shift=clean_up, resident=make_volunteer(f"周{number}"), in_at=clean_up.starts_at)
    CheckIn.objects.create(shift=clean_up, resident=life, in_at=clean_up.starts_at)
    for number in range(30):
        Rating.objects.create(shift=clean_up, giver=make_volunteer(f"吴{number}"), stars=5, word="热心")
    [rating] = queries.evaluations(asked)
    assert (rating.team.name, rating.mean) == ("红石榴志愿队", 5.0)


def test_who_only_lives_there_stands_nowhere(life, asked, make_volunteer):
    make_volunteer("李雷")
    assert [person.name for person in queries.persons(asked)] == ["王芳"]


def test_a_longer_register_takes_no_more_statements(life, asked, serve, make_volunteer, django_assert_num_queries):
    for number in range(15):
        serve(make_volunteer(f"郑{number}"), None, 10)
    with django_assert_num_queries(3):
        assert len(list(queries.persons(asked))) == 16
    with django_assert_num_queries(1):
        assert len(list(queries.services(asked))) == 16
    with django_assert_num_queries(1):
        assert len(list(queries.trainings(asked))) == 1
    with django_assert_num_queries(2):
        assert len(list(queries.praised(asked))) == 1


def test_more_services_than_a_file_holds_ask_for_a_shorter_time(as_role, life, monkeypatch):
    monkeypatch.setattr("points.reports.forms.MOST_ROWS", 0)
    assert "please choose a shorter time" in page(as_role(Role.ADMINISTRATOR), "register")
    assert exports.MOST_ROWS == 100_000
    assert RegisterForm.base_fields["group"].choices == Group.choices


def test_a_name_that_looks_like_a_formula_runs_nowhere(as_role, life):
    type(life).objects.filter(pk=life.pk).update(name="=1+1")
    assert csv_of(as_role(Role.ADMINISTRATOR), "register", group="person")[1][0] == "'=1+1"


def test_who_took_which_group_is_logged_without_a_name(as_role, life, community):
    csv_of(as_role(Role.ADMINISTRATOR), "register", group="person")
    data = ModelLogEntry.objects.get(action="points.exported").data
    assert data["report"] == "register"
    assert (data["group"], data["grid"], data["format"]) == ("person", community.pk, "csv")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.GRID_STAFF, Role.AUDITOR, Role.CASHIER], ids=str)
def test_nobody_else_takes_it(as_role, role, life, community):
    answer = as_role(role).get(reverse("points_reports:register"), {"grid": community.pk, "export": "csv"})
    assert answer.status_code == 302


def test_another_community_is_not_offered(as_role, life, elsewhere, community):
    client = as_role(Role.ADMINISTRATOR, grid=elsewhere)
    assert "王芳" not in page(client, "register", grid=community.pk)
    assert csv_of(client, "register", group="person")[1:] == []
