"""A scan that was a mistake is taken back by a fact beside it; nothing is deleted."""

import pytest
from django.urls import reverse

from points.activities import queries
from points.activities import services as activities
from points.errors import (
    AlreadyCheckedIn,
    NotPermitted,
    OutsideShiftTime,
    ShiftNotOpen,
)
from points.errors.activities import NothingToTakeBack, TakeBackOver
from points.models import CheckIn, LogEntry, Scan, TakenBack
from points.people import queries as people_queries
from points.people import services as people

from .conftest import at, clock
from .scanning import by_card, by_hand, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(volunteer, administrator) -> str:
    return people_queries.card_text(people.issue_card(volunteer.household, by=administrator, resident=volunteer))


def seen(shift, card, by, *, device="K7", direction="in"):
    seen = activities.CardSeen(shift_id=shift.pk, card_text=card, direction=direction, device=device)
    return activities.check_in_seen(shift, seen=seen, by=by, key=key()).result


def times() -> list[tuple]:
    return list(CheckIn.objects.values_list("in_at", "out_at"))


def holds() -> bool:
    return queries.verify().differences == []


def test_a_scan_taken_back_counts_for_nothing_and_stays(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
        scan = Scan.objects.get()
    with clock("08:05:59"):
        activities.take_back(scan, by=organiser)
    assert times() == [(None, None)]
    assert queries.count_arrived(shift) == 0
    assert Scan.objects.get() == scan
    back = TakenBack.objects.get()
    assert (back.scan, back.recorded_by, back.recorded_at) == (scan, organiser, at("08:05:59"))
    assert LogEntry.objects.filter(action="points.scan_taken_back", user=organiser).count() == 1
    assert holds()


def test_whoever_was_taken_back_can_be_scanned_again(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
        activities.take_back(Scan.objects.get(), by=organiser)
    with clock("08:20"):
        seen(shift, card, organiser)
    assert times() == [(at("08:20"), None)]
    assert holds()


def test_what_else_was_recorded_goes_on_counting(shift, volunteer, card, organiser):
    with clock("08:20"):
        by_hand(shift, volunteer, organiser, time="08:10")
        seen(shift, card, organiser, direction="out")
        activities.take_back(Scan.objects.get(way="card"), by=organiser)
    assert times() == [(at("08:10"), None)]
    assert CheckIn.objects.get().is_by_hand
    assert holds()


def test_taking_back_twice_is_taking_back_once(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
        scan = Scan.objects.get()
        activities.take_back(scan, by=organiser)
    with clock("09:30"):
        activities.take_back(scan, by=organiser)
    assert TakenBack.objects.count() == 1


def test_after_a_minute_a_scan_stays_as_it_is(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
    with clock("08:06:01"), pytest.raises(TakeBackOver):
        activities.take_back(Scan.objects.get(), by=organiser)
    assert times() == [(at("08:05"), None)]


def test_a_refused_scan_has_nothing_to_take_back(shift, card, organiser):
    with clock("05:00"):
        with pytest.raises(OutsideShiftTime):
            seen(shift, card, organiser)
        with pytest.raises(NothingToTakeBack):
            activities.take_back(Scan.objects.get(), by=organiser)


def test_in_a_closed_shift_nothing_is_taken_back(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
        activities.close_shift(shift, key=key(), by=organiser)
        with pytest.raises(ShiftNotOpen):
            activities.take_back(Scan.objects.get(), by=organiser)


def test_only_who_runs_the_shift_takes_back(shift, volunteer, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
        with pytest.raises(NotPermitted):
            activities.take_back(Scan.objects.get(), by=volunteer.user)
    assert times() == [(at("08:05"), None)]


# --- the same card twice ----------------------------------------------------------------------------------------------


def test_a_card_before_one_camera_twice_within_seconds_is_one_scan(shift, card, organiser):
    with clock("08:05"):
        first = seen(shift, card, organiser)
    with clock("08:05:09"):
        assert seen(shift, card, organiser) == first
    assert times() == [(at("08:05"), None)]
    with clock("08:05:20"), pytest.raises(AlreadyCheckedIn):
        seen(shift, card, organiser)


def test_two_scanners_with_the_same_card_are_two_scans(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
        for device in ("Q9", ""):
            with pytest.raises(AlreadyCheckedIn):
                seen(shift, card, organiser, device=device)


def test_the_one_scan_that_two_were_is_taken_back_as_one(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser)
    with clock("08:05:03"):
        seen(shift, card, organiser)
        activities.take_back(Scan.objects.latest("pk"), by=organiser)
    assert times() == [(None, None)]
    assert holds()


def test_the_device_is_kept_with_the_scan(shift, card, organiser):
    with clock("08:05"):
        seen(shift, card, organiser, device="K7-B2")
    assert Scan.objects.get().device == "K7-B2"


# --- on the page ------------------------------------------------------------------------------------------------------


def test_the_verdict_takes_back_with_one_button_and_says_so(client, shift, volunteer, card, organiser):
    client.force_login(organiser)
    with clock("08:05"):
        by_card(shift, volunteer, organiser)
        scan = Scan.objects.get()
        page, action = (reverse(f"points:{name}", args=[shift.pk, scan.pk]) for name in ("scan", "scan-take-back"))
        assert action in client.get(page).content.decode()
        after = client.post(action, follow=True).content.decode()
    assert "已撤回" in after
    assert action not in after
    assert "王芳" in client.get(reverse("points:scanner", args=[shift.pk])).content.decode()


def test_the_page_says_when_it_is_too_late(client, shift, volunteer, card, organiser):
    client.force_login(organiser)
    with clock("08:05"):
        by_card(shift, volunteer, organiser)
    action = reverse("points:scan-take-back", args=[shift.pk, Scan.objects.get().pk])
    with clock("08:10"):
        answer = client.post(action)
    assert answer.status_code == 409
    assert "60" in answer.content.decode()
    assert "pt-verdict--good" in answer.content.decode()
    assert not TakenBack.objects.exists()
