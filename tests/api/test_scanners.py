"""What a scanner says about itself and its clock, and a scanner that is tried out."""

from uuid import uuid4

import pytest

from points.models import CheckIn, RequestKey, Scan
from points.people import queries as people_queries
from points.people import services as people
from tests.activities.conftest import at, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_card(shift, volunteer, administrator):
    card = people_queries.card_text(people.issue_card(volunteer.household, by=administrator, resident=volunteer))
    return {"shift": shift.pk, "card": card, "direction": "in"}


def batch(by_card, when, **more):
    entry = by_card | {"key": str(uuid4()), "occurred_at": f"2026-11-14T{when}:00+08:00"}
    return {"check_ins": [entry]} | {name: f"2026-11-14T{time}:00+08:00" for name, time in more.items()}


@pytest.mark.parametrize("name", ["K7", "a-long-name-of-20-xx", ""])
def test_a_scanner_says_which_one_it_is(scanner, by_card, name):
    with clock("08:05"):
        assert scanner.post("checkins", by_card | {"device": name}).status_code == 201
    assert Scan.objects.get().device == name


@pytest.mark.parametrize("name", ["a name of 21 letters!", "王芳的手机", "<b>", 7])
def test_what_is_no_name_of_a_device_is_refused(scanner, by_card, name):
    assert scanner.post("checkins", by_card | {"device": name}).status_code == 422
    assert not Scan.objects.exists()


@pytest.mark.parametrize(("wrong", "sent"), [("05:02", "08:00"), ("11:02", "14:00"), ("08:02", "11:00")])
def test_a_clock_that_is_wrong_by_hours_is_put_right_and_the_answer_says_so(scanner, by_card, wrong, sent):
    """Scanned at two minutes past eight, sent at eleven."""
    sent_at = sent
    with clock("11:00"):
        [result] = scanner.post("checkins/batch", batch(by_card, wrong, sent_at=sent_at)).json()["results"]
    assert result["status"] == 201
    assert result["check_in"]["occurred_at"] == "2026-11-14T00:02:00Z"
    assert CheckIn.objects.get().in_at == at("08:02")
    scan = Scan.objects.get()
    assert (scan.claimed_at, scan.recorded_at) == (at(wrong), at("11:00"))


def test_the_same_batch_later_gives_the_same_answer(scanner, by_card):
    sent = batch(by_card, "05:02", sent_at="08:00")
    with clock("11:00"):
        first = scanner.post("checkins/batch", sent).json()["results"][0]
    with clock("11:30"):
        again = scanner.post("checkins/batch", sent).json()["results"][0]
    assert (first["status"], again["status"]) == (201, 200)
    assert first["check_in"] == again["check_in"]


def test_a_clock_that_nobody_vouches_for_is_only_bounded(scanner, by_card):
    with clock("08:30"):
        [ahead] = scanner.post("checkins/batch", batch(by_card, "09:50")).json()["results"]
        [behind] = scanner.post("checkins/batch", batch(by_card, "04:50")).json()["results"]
    assert (ahead["status"], CheckIn.objects.get().in_at) == (201, at("08:30"))
    assert (behind["status"], behind["problem"]["code"]) == (409, "outside_shift_time")


def test_two_scanners_that_saw_the_same_person_both_hear_yes(scanner, by_card):
    first, second = batch(by_card, "08:02"), batch(by_card, "08:01")
    with clock("11:00"):
        answers = [scanner.post("checkins/batch", sent).json()["results"][0]["status"] for sent in (first, second)]
    assert answers == [201, 201]
    assert CheckIn.objects.get().in_at == at("08:01")


def test_a_dry_run_answers_and_leaves_nothing(scanner, person, organiser, by_card):
    for caller in (scanner, person(organiser)):
        with clock("08:05"):
            tried = caller.post("checkins", by_card | {"simulate": True})
            refused = caller.post("checkins", by_card | {"simulate": True, "card": "V1.A.B"})
        assert (tried.status_code, tried.json()["scan"], tried.json()["direction"]) == (200, None, "in")
        assert (refused.status_code, refused.json()["code"]) == (422, "card_unreadable")
    assert not Scan.objects.exists()
    assert not CheckIn.objects.exists()
    assert not RequestKey.objects.filter(key__startswith="api:checkin").exists()


def test_whoever_may_not_scan_may_not_try_either(person, volunteer, by_card):
    with clock("08:05"):
        assert person(volunteer.user).post("checkins", by_card | {"simulate": True}).status_code == 403


def test_the_organiser_reads_the_whole_name_and_a_device_the_masked_one(scanner, person, organiser, by_card):
    with clock("08:05"):
        assert scanner.post("checkins", by_card).json()["name"] == "王*"
        assert person(organiser).post("checkins", by_card | {"direction": "out"}).json()["name"] == "王芳"
