"""What the organiser sees before a shift is closed: what it will bring, or why it cannot be closed and what to do."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.management.commands.points_groups import Command as Groups
from points.models import Account, Activity, Resident, ServiceRecord, Shift
from points.permissions import Role, group_name

from .conftest import CAPPED, CODE, clock
from .scanning import by_hand, came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def attend(organiser, administrator):
    def attend(shift, resident, came="08:00", left="10:00"):
        with clock("12:00"):
            came_and_left(shift, resident, organiser, came, left, office=administrator)

    return attend


def screen(client, shift, user=None) -> str:
    if user:
        client.force_login(user)
    with clock("12:00"):
        return client.get(reverse("points:shift-close", args=[shift.pk])).content.decode()


def preview(shift) -> list[tuple[str, int, int]]:
    with clock("12:00"):
        lines = queries.roster(shift)
        worths = queries.worth_now(shift, lines)
    named = zip(lines, worths, strict=True)
    return [(line.resident.name, worth.minutes, worth.award.amount if worth.award else 0) for line, worth in named]


@pytest.mark.parametrize("rule_code", [CODE, CAPPED, ""])
def test_many_people_cost_no_more_statements_than_few(
    client, make_activity, make_shift, make_volunteer, attend, organiser, rule_code
):
    counts = []
    for count in (2, 7):
        shift = make_shift(of=make_activity(rule_code=rule_code))
        for _ in range(count):
            attend(shift, make_volunteer())
            activities.sign_up(shift, resident=make_volunteer("李雷"), by=organiser)
        screen(client, shift, organiser)
        with CaptureQueriesContext(
            connection,
        ) as sent:
            page = screen(client, shift)
        assert page.count("王芳") == count
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_what_is_shown_is_what_is_booked(make_activity, make_shift, make_volunteer, attend, organiser):
    """Two of one household share a cap of three points, and somebody was elsewhere for half of the time."""
    elsewhere, shift = make_shift("09:00", "11:00"), make_shift(of=make_activity("文明劝导", rule_code=CAPPED))
    first, other = make_volunteer("王芳"), make_volunteer("李雷")
    second = Resident.objects.create(household=first.household, name="王小明")
    attend(elsewhere, other, "09:00", "11:00")
    activities.close_shift(elsewhere, key="elsewhere", by=organiser)
    for resident in (first, second, other):
        attend(shift, resident)
    shown = preview(shift)
    assert sorted(shown) == [("李雷", 60, 20), ("王小明", 120, 0), ("王芳", 120, 30)]
    with clock("12:00"):
        activities.close_shift(shift, key="close", by=organiser)
    records = ServiceRecord.objects.filter(title="文明劝导").select_related("award", "resident")
    assert sorted((row.resident.name, row.minutes, row.award.amount) for row in records) == sorted(shown)


def test_who_was_entered_by_hand_is_shown_to_wait_and_books_nothing(client, shift, make_volunteer, attend, organiser):
    scanned, typed = make_volunteer("王芳"), make_volunteer("李雷")
    attend(shift, scanned)
    with clock("12:00"):
        for direction, time in (("in", "08:00"), ("out", "10:00")):
            by_hand(shift, typed, organiser, direction, time)
    page = screen(client, shift, organiser)
    assert "1人是手工补录，待他人复核。" in page
    assert sorted(preview(shift)) == [("李雷", 120, 0), ("王芳", 120, 40)]
    with clock("12:00"):
        activities.close_shift(shift, key="close", by=organiser)
    records = ServiceRecord.objects.select_related("resident")
    assert {row.resident.name: row.state for row in records} == {"李雷": "waiting", "王芳": "booked"}


def test_a_preview_takes_nothing_out_of_a_cap(make_activity, make_shift, volunteer, attend):
    shift = make_shift(of=make_activity(rule_code=CAPPED))
    attend(shift, volunteer)
    assert preview(shift) == preview(shift) == [("王芳", 120, 30)]


# --- a rule that is not there ---------------------------------------------------------------------------------------


@pytest.fixture
def hindered(make_activity, make_shift, volunteer, attend) -> Shift:
    """Its activity is valued by a rule that the book in force does not have."""
    shift = make_shift(of=make_activity("植树", rule_code="W99"))
    attend(shift, volunteer)
    return shift


def test_a_rule_that_is_missing_is_named_with_what_to_do(client, hindered, organiser):
    page = screen(client, hindered, organiser)
    assert "2026-11-14" in page
    assert "W99" in page
    assert "请为活动另选" in page
    assert "2小时" in page


def test_a_shift_that_cannot_be_closed_has_no_button_to_close_it(client, hindered, organiser, volunteer):
    assert 'name="key"' not in screen(client, hindered, organiser)
    with clock("12:00"):
        page = client.post(reverse("points:shift-close", args=[hindered.pk]), {"key": str(uuid4())})
    assert "W99" in page.content.decode()
    assert Shift.objects.get().state == "open"
    Activity.objects.update(rule_code=CODE)
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', screen(client, hindered))[1]
    with clock("12:00"):
        client.post(reverse("points:shift-close", args=[hindered.pk]), {"key": key})
    assert Account.objects.get(pk=volunteer.household.account_id).balance == 40


def test_whoever_plans_activities_gets_the_way_there_and_others_are_told_who_does(
    client, hindered, organiser, make_staff
):
    address = reverse("points_activity:edit", args=[hindered.activity_id])
    Groups().handle(editor_pages=None, verbosity=0)
    for user, is_planner in ((organiser, True), (make_staff(Role.GRID_STAFF), False)):
        user.groups.add(user.groups.model.objects.get(name=group_name(Role.ORGANISER)))
        page = screen(client, hindered, user)
        assert (address in page) == is_planner
        assert ("请找" in page) == (not is_planner)


def test_a_shift_without_a_rule_book_closes_for_hours_only(client, hindered, organiser):
    Activity.objects.update(rule_code="")
    assert 'name="key"' in screen(client, hindered, organiser)
