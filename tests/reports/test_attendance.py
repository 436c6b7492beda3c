"""Who came of those who were expected: figures for the auditor, and names for whoever runs shifts."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from points.models import CheckIn, Excuse, Shift, SignUp
from points.permissions import Role
from points.reports import queries
from points.reports.queries import Places
from tests.reports.conftest import csv_of, page

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2025, 1, 1), "until": date(2027, 1, 1)}


def expected(shift: Shift, *residents) -> list[SignUp]:
    return [SignUp.objects.create(shift=shift, resident=resident) for resident in residents]


def arrived(shift: Shift, resident, minutes: int = 0) -> None:
    CheckIn.objects.create(shift=shift, resident=resident, in_at=shift.starts_at + timedelta(minutes=minutes))


def closed(shift: Shift, days_ago: int = 0) -> Shift:
    back = timedelta(days=days_ago)
    fields = {"state": "closed", "starts_at": shift.starts_at - back, "ends_at": shift.ends_at - back}
    Shift.objects.filter(pk=shift.pk).update(**fields)
    return shift


@pytest.fixture
def saturday(clean_up, make_volunteer, administrator):
    """Five signed up: in time, late, excused, absent, and absent."""
    people = [make_volunteer(name) for name in ("王芳", "李雷", "陈桂芳", "欧阳娜娜", "赵敏")]
    signed_up = expected(clean_up, *people)
    arrived(clean_up, people[0], minutes=-5)
    arrived(clean_up, people[1], minutes=25)
    Excuse.objects.create(sign_up=signed_up[2], reason="发烧", recorded_by=administrator)
    closed(clean_up)
    return people


def test_a_team_came_late_was_excused_and_stayed_away(saturday, team):
    [line] = queries.by_team(within=None, **YEAR)
    assert (line.team, line.places) == (team.name, Places(signed_up=5, came=2, late=1, excused=1, missed=2))
    assert queries.attendance(within=None, **YEAR) == line.places


def test_each_shift_stands_by_itself_the_newest_first(saturday, talk, clean_up):
    expected(talk, saturday[0])
    arrived(talk, saturday[0])
    closed(talk)
    lines = list(queries.by_shift(within=None, **YEAR))
    assert [(line.activity, line.places.came, line.places.missed) for line in lines] == [
        ("防诈骗讲座", 1, 0),
        ("周六大扫除", 2, 2),
    ]


def test_a_no_show_fades_after_half_a_year(saturday, clean_up, settings):
    days = 180 + (timezone.localdate() - clean_up.starts_at.date()).days
    closed(clean_up, days_ago=days)
    assert queries.attendance(within=None, **YEAR).missed == 2
    closed(clean_up, days_ago=days + 1)
    faded = queries.attendance(within=None, **YEAR)
    assert (faded.signed_up, faded.came, faded.missed) == (3, 2, 0), "nor can it be worked out"
    assert list(queries.by_person(within=None, **YEAR)) == []


def test_only_those_without_an_excuse_stand_there_by_name(saturday):
    assert {line.name for line in queries.by_person(within=None, **YEAR)} == {"欧阳娜娜", "赵敏"}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ORGANISER], ids=str)
def test_whoever_runs_shifts_reads_the_names(as_role, role, saturday):
    shown = page(as_role(role), "attendance", by="person")
    assert "欧阳娜娜" in shown
    assert "陈桂芳" not in shown


def test_the_auditor_reads_figures_and_no_person(as_role, saturday):
    client = as_role(Role.AUDITOR)
    assert re.search(r'"Stayed away"[^>]*>\s*2\s*<', page(client, "attendance", by="team"))
    shown = page(client, "attendance", by="person")
    assert "Select a valid choice" in shown
    assert "欧阳" not in shown


def test_another_community_reads_nothing(as_role, saturday, elsewhere, community):
    client = as_role(Role.ADMINISTRATOR, grid=elsewhere)
    for by in queries.Expected:
        assert "There is nothing for this choice." in page(client, "attendance", by=by)
        assert "欧阳娜娜" not in page(client, "attendance", by=by, grid=community.pk)


@pytest.mark.parametrize("role", [Role.CASHIER, Role.EDITOR], ids=str)
def test_others_are_turned_away(as_role, role):
    assert as_role(role).get(reverse("points_reports:attendance")).status_code == 302


def test_the_file_has_every_shift_in_one_statement(as_role, saturday, django_assert_max_num_queries, make_shift):
    for hour in range(10, 20):
        shift = make_shift(f"{hour}:00", f"{hour}:30")
        expected(shift, saturday[0])
        arrived(shift, saturday[0])
        closed(shift)
    client = as_role(Role.ADMINISTRATOR)
    rows = csv_of(client, "attendance", by="shift")
    assert rows[0] == ["Activity", "Began", "Signed up", "Came", "Of these late", "Excused", "Stayed away"]
    assert len(rows) == 13
    assert rows[-1] == ["All together", "", "15", "12", "1", "1", "2"]
    with django_assert_max_num_queries(1):
        assert len(list(queries.by_shift(within=None, **YEAR))) == 11


def test_an_open_shift_says_nothing_yet(clean_up, volunteer):
    expected(clean_up, volunteer)
    arrived(clean_up, volunteer)
    assert list(queries.by_team(within=None, **YEAR)) == []
