"""The shift board and the wall: who stands where at which moment, and what the script is told."""

import pytest
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.activities.whereabouts import version_of, whereabouts
from points.models import Scan, Shift, SignUp
from points.people import queries as people_queries
from points.people import services as people

from .conftest import at, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def signed_up(shift, make_volunteer, the_day_before):
    """Three who signed up on Friday."""
    found = [make_volunteer(name) for name in ("王芳", "李明华", "张伟")]
    for resident in found:
        activities.sign_up(shift, resident=resident, by=resident.user)
    return found


def check(shift, resident, time, direction="in"):
    with clock(time):
        code = queries.current_code(shift)
        return activities.check_in_by_code(
            shift, resident=resident, code=code, direction=direction, by=resident.user, key=f"{resident.pk}{time}"
        )


def names(lines):
    return [line.resident.name for line in lines]


def seen(shift, time):
    return whereabouts(shift, now=at(time))


def page_of(name, shift):
    return reverse(f"points:{name}", args=[shift.pk])


def text(response):
    return response.content.decode()


# --- who stands where -----------------------------------------------------------------------------------------------


def test_before_the_start_and_ten_minutes_on_everybody_is_expected_and_then_late(shift, signed_up):
    for time in ("07:30", "08:00", "08:09"):
        assert names(seen(shift, time).expected) == ["王芳", "李明华", "张伟"]
        assert seen(shift, time).late == []
    late = seen(shift, "08:10")
    assert names(late.late) == ["王芳", "李明华", "张伟"]
    assert late.expected == []


def test_how_late_is_late_is_the_sites_choice(shift, signed_up, settings):
    settings.POINTS = {"late_after_minutes": 30}
    assert seen(shift, "08:29").late == []
    assert len(seen(shift, "08:30").late) == 3


def test_who_came_first_stands_first_and_who_left_last_stands_first(shift, signed_up):
    wang, li, zhang = signed_up
    check(shift, li, "07:50")
    check(shift, wang, "08:15")
    check(shift, zhang, "08:05")
    assert names(seen(shift, "08:30").here) == ["李明华", "张伟", "王芳"]
    check(shift, zhang, "09:00", "out")
    check(shift, li, "09:30", "out")
    board = seen(shift, "09:31")
    assert names(board.here) == ["王芳"]
    assert names(board.gone) == ["李明华", "张伟"]


def test_after_the_end_the_missing_are_absent_and_whoever_is_still_here_forgot_to_check_out(shift, signed_up):
    check(shift, signed_up[0], "08:00")
    board = seen(shift, "10:00")
    assert names(board.absent) == ["李明华", "张伟"]
    assert names(board.here) == ["王芳"]
    assert board.is_over
    assert not seen(shift, "09:59").is_over


def test_who_gave_the_place_back_or_waits_is_not_expected(shift, signed_up, make_volunteer, the_day_before):
    Shift.objects.filter(pk=shift.pk).update(capacity=3)
    waiting = make_volunteer("赵云")
    assert activities.sign_up_or_wait(shift, resident=waiting, by=waiting.user).state == SignUp.State.WAITING
    assert names(seen(shift, "08:30").late) == ["王芳", "李明华", "张伟"]


def test_who_said_why_he_does_not_come_is_neither_late_nor_absent(shift, signed_up, organiser):
    known = version_of(shift, now=at("08:30"))
    with clock("08:20"):
        activities.excuse(shift, residents=[signed_up[0].pk], reason="生病", by=organiser, key="excuse")
    for time in ("08:30", "10:30"):
        board = seen(shift, time)
        assert names(board.excused) == ["王芳"]
        assert names(board.late + board.absent) == ["李明华", "张伟"]
    assert version_of(shift, now=at("08:30")) != known


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_says_how_many_and_leads_to_each_person_in_one_tap(desk, shift, signed_up):
    check(shift, signed_up[0], "08:15")
    with clock("08:30"):
        answer = desk.get(page_of("board", shift))
    page = text(answer)
    assert reverse("points:shift-entry", args=[shift.pk, signed_up[0].pk]) in page
    assert reverse("points:shift-entry", args=[shift.pk, signed_up[1].pk]) in page
    assert "came late" in page
    assert f'href="{page_of("board", shift)}" data-live-reload' in page
    assert answer["Cache-Control"].startswith("max-age=0")


def test_an_organiser_whom_only_the_activity_names_sees_masked_names(client, shift, signed_up, make_volunteer):
    named = make_volunteer("孙丽").user
    shift.activity.organisers.add(named)
    client.force_login(named)
    with clock("08:30"):
        page = text(client.get(page_of("board", shift)))
    assert "王*" in page
    assert "王芳" not in page


def test_a_closed_shift_is_not_asked_for_any_more(desk, shift, signed_up):
    Shift.objects.update(state="closed")
    with clock("08:30"):
        page = text(desk.get(page_of("board", shift)))
    assert "live.js" not in page
    assert "absent" in page


# --- what the script is told ----------------------------------------------------------------------------------------


def asks(desk, shift, version, time):
    with clock(time):
        return desk.get(page_of("board-now", shift), headers={"If-None-Match": version})


def test_nothing_is_sent_while_nothing_has_changed(desk, shift, signed_up):
    first = asks(desk, shift, "", "08:00")
    assert first.status_code == 200
    again = asks(desk, shift, first["ETag"], "08:00:05")
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]


def test_every_step_of_anybody_is_news(desk, shift, signed_up, make_volunteer, administrator, organiser):
    wang, li, zhang = signed_up
    card = people_queries.card_text(people.issue_card(zhang.household, by=administrator, resident=zhang))
    steps = [
        lambda: check(shift, wang, "08:05"),
        lambda: activities.check_in_by_card(shift, card_text=card, direction="in", by=organiser, key="card"),
        lambda: activities.take_back(Scan.objects.get(key="card"), by=organiser),
        lambda: check(shift, wang, "08:07", "out"),
        lambda: activities.cancel_sign_up(SignUp.objects.get(resident=li), by=organiser),
        lambda: activities.sign_up(shift, resident=make_volunteer("赵云"), by=organiser),
    ]
    known = version_of(shift, now=at("08:08"))
    for step in steps:
        with clock("08:08"):
            step()
        now = version_of(shift, now=at("08:08"))
        assert now != known
        known = now


def test_the_clock_alone_is_news_when_somebody_becomes_late_or_absent(shift, signed_up):
    moments = ["08:00", "08:09", "08:10", "09:59", "10:00"]
    versions = [version_of(shift, now=at(time)) for time in moments]
    assert versions[0] == versions[1] != versions[2] == versions[3] != versions[4]


# --- the wall -------------------------------------------------------------------------------------------------------


def test_the_wall_shows_the_code_and_nobodys_name(desk, shift, signed_up):
    check(shift, signed_up[0], "08:01")
    with clock("08:30"):
        page = text(desk.get(page_of("wall", shift)))
        code = queries.current_code(shift)
    assert code[:4] in page
    assert code[4:] in page
    assert "<b>1</b>" in page
    assert "王" not in page
    assert '<noscript><meta http-equiv="refresh" content="20">' in page


def test_the_wall_of_a_closed_shift_shows_no_code(desk, shift):
    Shift.objects.update(state="closed")
    assert '<svg class="pt-qr"' not in text(desk.get(page_of("wall", shift)))
    assert "pt-code__now" not in text(desk.get(page_of("code-now", shift)))
