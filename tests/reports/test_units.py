"""A work unit reads the names of those who agreed; of the others how many they are, and never what one of them did."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from points.errors import AlreadyInUnit, DateImpossible, NotYourGrid
from points.hours import queries as hours
from points.hours.queries import Minutes
from points.models import Consent, StarLevel, StarScheme, Unit, UnitMembership
from points.people import services as people
from points.permissions import Role
from points.reports import queries
from tests.reports.conftest import csv_of, page

pytestmark = pytest.mark.django_db
REPORT = Consent.Purpose.UNIT_REPORT


@pytest.fixture
def unit(community) -> Unit:
    return Unit.objects.create(community=community, name="供电所")


@pytest.fixture
def join(unit, make_volunteer, administrator):
    def enter(name: str, *, agrees: bool = True, since=date(2026, 1, 1)):
        resident = make_volunteer(name)
        people.join_unit(unit, resident=resident, since=since, by=administrator)
        if agrees:
            people.give_consent(resident, purpose=REPORT, by=resident.user)
        return resident

    return enter


def named(unit, year=2026) -> list[tuple[str, int, Minutes]]:
    return [
        (member.resident.name, member.served.services, member.served.minutes)
        for member in queries.unit_year(unit, year=year).members
    ]


def test_who_agreed_stands_there_with_two_sums(join, serve, unit):
    wang = join("王芳")
    serve(wang, None, 60)
    serve(wang, None, 30, source="by_hand")
    serve(join("李雷", agrees=False), None, 90)
    assert named(unit) == [("王芳", 2, Minutes(scanned=60, by_hand=30))]
    assert named(unit, 2027) == [("王芳", 0, Minutes())]
    assert named(unit, 2025) == []


def test_whoever_takes_it_back_is_a_number_from_then_on(join, serve, unit):
    wang = join("王芳")
    people.withdraw_consent(wang, purpose=REPORT, by=wang.user)
    found = queries.unit_year(unit, year=2026)
    assert (found.members, found.others.people) == ([], 1)


def test_a_consent_to_something_else_names_nobody(join, unit):
    wang = join("王芳", agrees=False)
    people.give_consent(wang, purpose=Consent.Purpose.PUBLIC_NAME, by=wang.user)
    assert named(unit) == []


def test_what_a_few_did_is_left_out_and_what_many_did_is_a_sum(join, serve, unit):
    for number in range(4):
        serve(join(f"赵{number}", agrees=False), None, 10)
    assert queries.unit_year(unit, year=2026).others.served is None
    serve(join("钱五", agrees=False), None, 20)
    others = queries.unit_year(unit, year=2026).others
    assert (others.people, others.served.services, others.served.minutes) == (5, 5, Minutes(scanned=60))


def test_only_days_of_membership_count(join, serve, unit, administrator):
    wang = join("王芳", since=date(2026, 11, 10))
    serve(wang, None, 40, on=date(2026, 11, 9))
    serve(wang, None, 60, on=date(2026, 11, 14))
    people.leave_unit(UnitMembership.objects.get(), on=date(2026, 11, 14), by=administrator)
    serve(wang, None, 15, on=date(2026, 11, 12))
    assert named(unit) == [("王芳", 1, Minutes(scanned=15))]


@pytest.mark.parametrize("cycle", StarScheme.Cycle.values)
@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("has_minutes_by_hand", [True, False])
def test_the_stars_are_those_that_everybody_reads_of_himself(
    join, serve, unit, community, cycle, is_kept, has_minutes_by_hand
):
    scheme = StarScheme.objects.create(
        community=community, name="星级", in_force_from=date(2026, 12, 1), cycle=cycle, is_kept=is_kept,
        has_minutes_by_hand=has_minutes_by_hand,
    )  # fmt: skip
    for rank, minutes in enumerate((60, 120, 180), start=1):
        StarLevel.objects.create(scheme=scheme, rank=rank, name=f"{rank}星", minutes=minutes)
    StarScheme.objects.filter(pk=scheme.pk).update(in_force_from=date(2026, 1, 1))
    few, many, none = join("王芳"), join("李雷"), join("陈桂芳")
    serve(few, None, 60)
    serve(many, None, 120, on=date(2025, 11, 14))
    serve(many, None, 60, source="by_hand")
    serve(many, None, 15, on=date(2026, 11, 7))
    levels = hours.levels_of([few, many, none])
    for resident in (few, many, none):
        assert levels[resident.pk] == hours.stars_of(resident).level, resident.name
    assert levels[few.pk] is not None


def test_more_members_take_no_more_statements(join, serve, unit, django_assert_max_num_queries):
    for number in range(12):
        serve(join(f"孙{number}"), None, 10)
    with django_assert_max_num_queries(6):
        queries.unit_year(unit, year=2026)


def test_the_administrator_takes_it_along_and_that_is_logged(as_role, join, serve, unit):
    serve(join("王芳"), None, 90)
    join("李雷", agrees=False)
    client = as_role(Role.ADMINISTRATOR)
    asked = {"unit": unit.pk, "year": 2026}
    assert "王芳" in page(client, "units", **asked)
    assert csv_of(client, "units", **asked)[1:] == [
        ["王芳", "1", "90", "0", ""],
        ["1 member without a name", "", "", "", ""],
    ]
    paper = page(client, "units", **asked, **{"as": "page"})
    assert "王芳" in paper
    assert "李雷" not in paper
    entries = ModelLogEntry.objects.filter(action="points.exported").order_by("pk")
    assert [entry.data["format"] for entry in entries] == ["csv", "paper"]
    assert {entry.data["unit"] for entry in entries} == {unit.pk}


def test_the_pdf_holds_the_same_table(as_role, join, serve, unit):
    pytest.importorskip("weasyprint")
    serve(join("王芳"), None, 90)
    asked = {"unit": unit.pk, "year": 2026, "as": "pdf"}
    answer = as_role(Role.ADMINISTRATOR).get(reverse("points_reports:units"), asked)
    assert answer["Content-Type"] == "application/pdf"
    assert "王芳" not in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


def test_before_a_unit_is_chosen_nothing_is_asked(as_role, unit):
    shown = page(as_role(Role.ADMINISTRATOR), "units")
    assert "This field is required" not in shown
    assert "供电所" in shown


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.GRID_STAFF, Role.AUDITOR, Role.CASHIER], ids=str)
def test_nobody_else_reads_it(as_role, role, unit):
    answer = as_role(role).get(reverse("points_reports:units"), {"unit": unit.pk, "year": 2026})
    assert answer.status_code == 302


def test_the_unit_of_another_community_is_not_offered(as_role, unit, elsewhere, join):
    join("王芳")
    shown = page(as_role(Role.ADMINISTRATOR, grid=elsewhere), "units", unit=unit.pk, year=2026)
    assert "王芳" not in shown
    assert "供电所" not in shown


def test_a_member_is_recorded_once_and_by_the_office(unit, make_volunteer, administrator, make_staff, elsewhere):
    wang = make_volunteer("王芳")
    membership = people.join_unit(unit, resident=wang, since=date(2026, 1, 1), by=administrator)
    with pytest.raises(AlreadyInUnit):
        people.join_unit(unit, resident=wang, since=date(2026, 2, 1), by=administrator)
    with pytest.raises(NotYourGrid):
        people.join_unit(unit, resident=wang, since=date(2026, 1, 1), by=make_staff(Role.ADMINISTRATOR, grid=elsewhere))
    with pytest.raises(DateImpossible):
        people.leave_unit(membership, on=date(2025, 1, 1), by=administrator)
    assert people.leave_unit(membership, on=date(2026, 3, 1), by=wang.user).until == date(2026, 3, 1)


def test_only_members_are_asked_for_this_consent(client, unit, make_volunteer, administrator):
    wang = make_volunteer("王芳")
    client.force_login(wang.user)
    client.cookies["django_language"] = "en"
    question = "Name and hours in the yearly report to my work unit"
    assert question not in client.get(reverse("points:my-data")).content.decode()
    people.join_unit(unit, resident=wang, since=date(2026, 1, 1), by=administrator)
    assert question in client.get(reverse("points:my-data")).content.decode()
    client.post(reverse("points:my-data"), {"resident": wang.pk, "purpose": REPORT, "do": "give"})
    assert named(unit) == [("王芳", 0, Minutes())]


def test_whoever_is_forgotten_is_no_member_any_more(join, unit, administrator, make_staff):
    wang = join("王芳")
    request = people.request_erasure(wang, by=administrator)
    people.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    assert UnitMembership.objects.get().until == date(2026, 11, 14)
    found = queries.unit_year(unit, year=2026)
    assert (found.members, found.others.people) == ([], 0)
