"""Hours as sums: what was scanned and what was entered by hand never in one figure, and nobody else's hours."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from points.hours.queries import Minutes
from points.models import Residence, ServiceRecord, Team
from points.people import services as people
from points.permissions import Role
from points.reports import queries
from points.reports.queries import By
from tests.reports.conftest import SATURDAY, YEAR, csv_of, page, workbook_of

pytestmark = pytest.mark.django_db
HAND = ServiceRecord.Source.BY_HAND


def lines(by: By, within=None, **period) -> list[tuple]:
    found = queries.hours_by(by, within=within, **(YEAR | period)).lines
    return [(line.what, line.people, line.services, line.minutes.scanned, line.minutes.by_hand) for line in found]


@pytest.fixture
def day(serve, make_volunteer, clean_up, talk):
    wang, li = make_volunteer("王芳"), make_volunteer("李雷")
    serve(wang, clean_up, 120)
    serve(li, clean_up, 90, source=HAND)
    serve(wang, talk, 60)
    serve(li, None, 30, on=date(2026, 10, 3))
    return wang, li


def test_a_month_has_two_sums_and_counts_people_once(day):
    assert lines(By.MONTH) == [(date(2026, 10, 1), 1, 1, 30, 0), (date(2026, 11, 1), 2, 3, 180, 90)]
    total = queries.hours_by(By.MONTH, within=None, **YEAR).total
    assert (total.people, total.services, total.minutes) == (2, 4, Minutes(scanned=210, by_hand=90))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (By.TEAM, [("红石榴志愿队", 2, 2, 120, 90), (None, 2, 2, 90, 0)]),
        (By.PROGRAMME, [("周末清洁", 2, 2, 120, 90), (None, 2, 2, 90, 0)]),
        (By.KIND, [("环境整治", 2, 2, 120, 90), ("讲座", 1, 1, 60, 0), (None, 1, 1, 30, 0)]),
    ],
)
def test_lines_are_those_of_the_activity(day, by, expected):
    assert lines(by) == expected


def test_a_correction_counts_for_the_activity_that_was_corrected(day, clean_up):
    old = ServiceRecord.objects.get(title="周六大扫除", source="scanned")
    ServiceRecord.objects.filter(pk=old.pk).update(state="reversed")
    fields = ("resident", "community", "title", "occurred_on", "started_at", "ended_at")
    ServiceRecord.objects.create(
        **{name: getattr(old, name) for name in fields},
        key=f"{old.key}:2",
        minutes=100,
        source=HAND,
        state="booked",
        replaces=old,
    )
    assert lines(By.TEAM)[0] == ("红石榴志愿队", 2, 2, 0, 190)


def test_what_was_found_not_to_have_been_and_what_waits_counts_nothing(serve, volunteer, clean_up):
    serve(volunteer, clean_up, 0)
    serve(volunteer, None, 60, state="waiting")
    assert lines(By.MONTH) == []


def test_what_was_done_in_a_building_stays_there_when_the_household_moves(day, community, administrator):
    second = community.get_children().get(name="2栋")
    wang, _li = day
    people.move_household(wang.household, to=second, door="101", on=date(2026, 11, 14), by=administrator)
    assert {line[0]: line[3] for line in lines(By.GRID)} == {"红土田社区 1栋": 30, "红土田社区 2栋": 180}
    Residence.objects.filter(household=wang.household).delete()
    assert sum(line[3] for line in lines(By.GRID)) == 210, "without a residence it counts where they live now"


def test_teams_of_one_name_in_two_communities_are_told_apart(day, elsewhere, serve, make_activity, make_shift):
    other = Team.objects.create(community=elsewhere, name="红石榴志愿队")
    shift = make_shift("08:00", "10:00", of=make_activity("扫雪", community=elsewhere, team=other))
    serve(day[0], shift, 15, on=date(2026, 11, 7))
    names = [line[0] for line in lines(By.TEAM)]
    assert names == ["红土田社区 红石榴志愿队", "石门社区 红石榴志愿队", None]


@pytest.mark.parametrize("by", By)
def test_more_lines_take_no_more_statements(day, by, serve, make_volunteer, django_assert_max_num_queries):
    for number in range(12):
        serve(make_volunteer(f"赵{number}"), None, 10, on=date(2026, 1 + number % 10, 3))
    with django_assert_max_num_queries(4):
        queries.hours_by(by, within=None, **YEAR)


def test_a_grid_shows_what_its_people_served_and_a_neighbour_nothing(day, community, elsewhere):
    first, second = community.get_children().order_by("name")
    assert sum(line[3] for line in lines(By.MONTH, within=[first.path])) == 210
    assert lines(By.MONTH, within=[second.path]) == lines(By.MONTH, within=[elsewhere.path]) == []
    assert lines(By.MONTH, within=[]) == []


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.ORGANISER, Role.GRID_STAFF, Role.AUDITOR], ids=lambda role: str(role)
)
def test_whoever_sees_records_sees_their_sums(as_role, role, day):
    shown = page(as_role(role), "hours")
    assert "2 h 30 min" not in shown, "the two sums are not added up"
    assert "3 h 30 min" in shown
    assert "1 h 30 min" in shown


@pytest.mark.parametrize("role", [Role.CASHIER, Role.EDITOR], ids=lambda role: str(role))
def test_others_are_turned_away(as_role, role, day):
    assert as_role(role).get(reverse("points_reports:hours")).status_code == 302


def test_another_community_reads_nothing_and_cannot_ask_for_ours(as_role, elsewhere, day, community):
    client = as_role(Role.ADMINISTRATOR, grid=elsewhere)
    assert "There is nothing for this choice." in page(client, "hours")
    assert "3 h" not in page(client, "hours", grid=community.pk)


def test_a_period_that_makes_no_sense_is_said(as_role, day):
    client = as_role(Role.ADMINISTRATOR)
    assert "The last day lies before the first one." in page(
        client, "hours", starts_on="2026-11-14", ends_on="2026-11-13"
    )
    assert "At most" in page(client, "hours", starts_on="1990-01-01", ends_on="2026-01-01")
    assert "3 h" not in page(client, "hours", starts_on="0001-01-01", ends_on="9999-12-31")


def test_the_file_has_minutes_in_two_columns_and_is_logged(as_role, day):
    client = as_role(Role.ADMINISTRATOR)
    rows = csv_of(client, "hours", by="team")
    assert rows[0] == ["Team", "People", "Services", "Minutes scanned", "Minutes entered by hand"]
    assert rows[1:] == [
        ["红石榴志愿队", "2", "2", "120", "90"],
        ["No team", "2", "2", "90", "0"],
        ["All together", "2", "4", "210", "90"],
    ]
    sheet = workbook_of(client, "hours", by="team").active
    assert [cell.value for cell in sheet[2]] == ["红石榴志愿队", 2, 2, 120, 90]
    logged = ModelLogEntry.objects.filter(action="points.exported").order_by("pk")
    assert [entry.data["report"] for entry in logged] == ["hours", "hours"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_a_team_that_is_called_like_a_formula_runs_nowhere(as_role, day, team, start):
    Team.objects.filter(pk=team.pk).update(name=f"{start}HYPERLINK(1)")
    client = as_role(Role.ADMINISTRATOR)
    assert csv_of(client, "hours", by="team")[1][0] == f"'{start}HYPERLINK(1)"
    assert workbook_of(client, "hours", by="team").active["A2"].data_type == "s"


def test_the_paper_says_the_period_and_the_figures(as_role, day):
    shown = page(as_role(Role.ADMINISTRATOR), "hours", **{"as": "page", "by": "team"})
    assert "红石榴志愿队" in shown
    assert SATURDAY.strftime("Nov. %d, %Y") in shown


def test_the_list_offers_what_somebody_may_read(as_role, groups, client, make_staff, day):
    shown = page(as_role(Role.ADMINISTRATOR), "index")
    assert reverse("points_reports:hours") in shown
    client.force_login(make_staff(Role.CASHIER))
    assert client.get(reverse("points_reports:index")).status_code == 302


@pytest.mark.parametrize(
    ("role", "is_shown"), [(Role.AUDITOR, True), (Role.CASHIER, False)], ids=["auditor", "cashier"]
)
def test_the_menu_leads_there_who_has_a_report_to_read(as_role, role, is_shown):
    home = as_role(role).get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("points_reports:index") in home) == is_shown
