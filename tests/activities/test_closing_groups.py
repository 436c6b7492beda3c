"""The screen of the closing: four hundred people in groups and pages, and what is done to several at once."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.activities import services as activities
from points.activities.groups import AT_ONCE
from points.ledger import services as ledger
from points.models import CheckIn, Excuse, Household, Resident, Scan, Shift, SignUp

from .conftest import at, clock
from .scanning import came_and_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(shift, building, organiser):
    """`crowd(400)` signed up; a quarter each left, is still in, did not come, is excused."""

    def crowd(number: int) -> None:
        accounts = ledger.open_accounts([0] * number)
        homes = Household.objects.bulk_create(
            Household(grid=building, door=f"{number}-{row}", account=account) for row, account in enumerate(accounts)
        )
        people = Resident.objects.bulk_create(Resident(household=home, name="王芳") for home in homes)
        Shift.objects.filter(pk=shift.pk).update(capacity=1000, taken=1000)
        places = SignUp.objects.bulk_create(SignUp(shift=shift, resident=one) for one in people)
        half, quarter = number // 2, number // 4
        came = [(one, at("10:00") if row < quarter else None) for row, one in enumerate(people[:half])]
        CheckIn.objects.bulk_create(
            CheckIn(shift=shift, resident=one, in_at=at("08:00"), out_at=left) for one, left in came
        )
        Scan.objects.bulk_create(
            Scan(shift=shift, resident=one, direction=way, way="card", key=str(uuid4()), occurred_at=time)
            for one, left in came
            for way, time in (("in", at("08:00")), ("out", left))
            if time
        )
        Excuse.objects.bulk_create(
            Excuse(sign_up=place, reason="生病", recorded_by=organiser) for place in places[half + quarter :]
        )

    return crowd


def screen(client, shift, query="") -> str:
    with clock("12:00"):
        return client.get(reverse("points:shift-close", args=[shift.pk]) + query).content.decode()


def send(client, name, shift, **data):
    with clock("12:00"):
        return client.post(reverse(name, args=[shift.pk]), {"key": str(uuid4()), "reason": "散场签退"} | data)


def ticks(page: str) -> list[str]:
    return re.findall(r'name="residents" value="(\d+)"', page)


def test_four_hundred_cost_no_more_statements_than_forty(client, shift, crowd, organiser):
    client.force_login(organiser)
    counts = []
    for number in (40, 360):
        crowd(number)
        screen(client, shift)
        with CaptureQueriesContext(connection) as sent:
            page = screen(client, shift)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 30
    assert len(ticks(page)) == 2 * AT_ONCE
    assert len(page) < 250_000
    assert "到场 200 人" in page
    assert "100 人还没签退" in page


def test_a_page_of_a_group_shows_the_others(client, shift, crowd, organiser):
    client.force_login(organiser)
    crowd(240)
    first, second = ticks(screen(client, shift))[:AT_ONCE], ticks(screen(client, shift, "?inside=2"))[:10]
    assert len(set(first) | set(second)) == 60
    assert ticks(screen(client, shift, "?inside=nonsense"))[:AT_ONCE] == first


def test_the_whole_group_is_checked_out_with_one_button(client, shift, crowd, organiser, settings):
    settings.POINTS = {"hand_minutes_a_day": 100_000}
    client.force_login(organiser)
    crowd(240)
    everybody = re.search(r'name="everybody" value="([\d,]+)"', screen(client, shift))[1]
    answer = send(client, "points:shift-check-out", shift, left="09:30", is_everybody="on", everybody=everybody)
    assert answer["Location"] == reverse("points:shift-close", args=[shift.pk])
    assert CheckIn.objects.filter(out_at=at("09:30"), is_by_hand=True).count() == 60
    assert "还没签退" not in screen(client, shift)


def test_who_is_ticked_is_checked_out_and_nobody_else(client, shift, make_volunteer, organiser, administrator):
    client.force_login(organiser)
    with clock("10:00"):
        first, second = make_volunteer("王芳"), make_volunteer("李雷")
        for person in (first, second):
            came_and_left(shift, person, organiser, "08:00", office=administrator)
    sent = {"left": "09:30", "residents": [first.pk]}
    send(client, "points:shift-check-out", shift, **sent)
    assert list(CheckIn.objects.exclude(out_at=None)) == [CheckIn.objects.get(resident=first)]


def test_what_is_refused_is_shown_with_what_was_ticked_and_can_be_sent_again(
    client, shift, make_volunteer, organiser, administrator, settings
):
    settings.POINTS = {"hand_minutes_a_day": 60}
    client.force_login(organiser)
    with clock("10:00"):
        people = [make_volunteer(name) for name in ("王芳", "李雷")]
        for person in people:
            came_and_left(shift, person, organiser, "08:00", office=administrator)
    sent = {"left": "09:30", "residents": [people[0].pk], "reason": "散场", "key": str(uuid4())}
    page = send(client, "points:shift-check-out", shift, **sent).content.decode()
    assert "60" in page
    assert re.findall(r'value="(\d+)" checked', page) == [f"{people[0].pk}"]
    assert sent["key"] not in page
    assert 'value="09:30"' in page
    settings.POINTS = {}
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
    send(client, "points:shift-check-out", shift, **sent | {"key": key})
    assert CheckIn.objects.get(resident=people[0]).out_at == at("09:30")


def test_nobody_ticked_or_no_reason_is_said(client, shift, make_volunteer, organiser, administrator):
    client.force_login(organiser)
    with clock("07:30"):
        person = make_volunteer()
        activities.sign_up(shift, resident=person, by=administrator)
    for lacking in ({"do": "excuse"}, {"do": "excuse", "residents": [person.pk], "reason": ""}, {}):
        page = send(client, "points:shift-absent", shift, **lacking)
        assert "pt-errors" in page.content.decode()
    assert not Excuse.objects.exists()


def test_the_absent_are_excused_or_were_here_by_the_paper_list(client, shift, make_volunteer, organiser, administrator):
    client.force_login(organiser)
    with clock("07:30"):
        sick, here = make_volunteer("王芳"), make_volunteer("李雷")
        for person in (sick, here):
            activities.sign_up(shift, resident=person, by=administrator)
    send(client, "points:shift-absent", shift, do="excuse", residents=[sick.pk], reason="生病")
    send(client, "points:shift-absent", shift, do="here", residents=[here.pk], reason="纸质签到表")
    page = screen(client, shift)
    assert "1 人已请假" in page
    assert "生病" in page
    found = CheckIn.objects.get()
    assert (found.resident, found.in_at, found.out_at, found.is_by_hand) == (here, at("08:00"), at("10:00"), True)
    excuse = Excuse.objects.get()
    with clock("12:00"):
        client.post(reverse("points:shift-excuse-withdraw", args=[shift.pk, excuse.pk]))
    assert "已请假" not in screen(client, shift)


def test_whose_only_scan_was_taken_back_was_not_here(client, shift, volunteer, organiser, administrator):
    with clock("08:00"):
        activities.sign_up(shift, resident=volunteer, by=administrator)
        came_and_left(shift, volunteer, organiser, "08:00", office=administrator)
        activities.take_back(Scan.objects.get(), by=organiser)
    client.force_login(organiser)
    page = screen(client, shift)
    assert "1 人报名未到" in page
    assert "还没签退" not in page


def test_a_closed_shift_is_not_changed_by_a_form_left_open(client, shift, make_volunteer, organiser, administrator):
    client.force_login(organiser)
    with clock("07:30"):
        person = make_volunteer()
        activities.sign_up(shift, resident=person, by=administrator)
    with clock("12:00"):
        activities.close_shift(shift, key="close", by=organiser)
    answer = send(client, "points:shift-absent", shift, do="excuse", residents=[person.pk])
    assert answer["Location"] == reverse("points:shift-closed", args=[shift.pk])
    assert not Excuse.objects.exists()
