"""Coming and going through the API: by code, by card, by hand, many at once."""

from itertools import permutations
from uuid import uuid4

import pytest

from points.activities import queries as activities
from points.models import Activity, CheckIn, Grid, Resident, Scan
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role
from tests.activities.conftest import at, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(volunteer, administrator) -> str:
    """The text of the volunteer's card."""
    return people_queries.card_text(people.issue_card(volunteer.household, by=administrator, resident=volunteer))


@pytest.fixture
def by_card(shift, card):
    return {"shift": shift.pk, "card": card, "direction": "in"}


def test_a_scanner_checks_in_by_card(scanner, by_card, volunteer, shift):
    with clock("08:05"):
        response = scanner.post("checkins", by_card)
    assert response.status_code == 201
    said = response.json()
    assert (said["resident"], said["name"], said["direction"], said["way"]) == (volunteer.pk, "王*", "in", "card")
    check_in = CheckIn.objects.get()
    assert (check_in.shift, check_in.resident, check_in.in_at) == (shift, volunteer, at("08:05"))


def test_the_same_scan_again_gives_the_same_answer(scanner, by_card, shift, card):
    key = uuid4()
    with clock("08:05"):
        first = scanner.post("checkins", by_card, key=key)
    with clock("09:00"):
        scanner.post("checkins", by_card | {"direction": "out"})
        again = scanner.post("checkins", by_card, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.content, again["Idempotent-Replay"]) == (again.content, "true")
    assert Scan.objects.count() == 2


def test_a_time_in_another_zone_is_answered_alike_the_first_time_and_again(scanner, by_card):
    key, body = uuid4(), by_card | {"occurred_at": "2026-11-14T08:02:00+08:00"}
    with clock("08:05"):
        first, again = (scanner.post("checkins", body, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert first.json()["occurred_at"] == "2026-11-14T00:02:00Z"


def test_another_scan_under_the_same_key_is_refused(scanner, by_card):
    key = uuid4()
    with clock("08:05"):
        scanner.post("checkins", by_card, key=key)
        response = scanner.post("checkins", by_card | {"direction": "out"}, key=key)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_mismatch")


def test_a_refused_scan_is_refused_again(scanner, by_card):
    key = uuid4()
    with clock("05:00"):
        first = scanner.post("checkins", by_card, key=key)
    assert (first.status_code, first.json()["code"]) == (409, "outside_shift_time")
    with clock("08:05"):
        again = scanner.post("checkins", by_card, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert not CheckIn.objects.filter(in_at__isnull=False).exists()


@pytest.mark.parametrize("text", ["V1.AAAAAAAAAAAAAA.BBBBBBBBBBBBBBBB", "x", "王芳"])
def test_a_card_of_somewhere_else_is_refused(scanner, by_card, text):
    with clock("08:05"):
        assert scanner.post("checkins", by_card | {"card": text}).json()["code"] == "card_unreadable"


def test_a_volunteer_checks_in_with_the_rotating_code(person, volunteer, shift):
    caller = person(volunteer.user)
    with clock("08:05"):
        body = {"shift": shift.pk, "code": activities.current_code(shift), "direction": "in"}
        response = caller.post("checkins", body)
        wrong = caller.post("checkins", body | {"code": "AAAAAAAA", "direction": "out"})
    assert (response.status_code, response.json()["way"]) == (201, "rotating_code")
    assert wrong.json()["code"] == "code_expired"


def test_a_draft_is_there_for_whoever_reads_its_code_and_for_nobody_else(person, volunteer, shift):
    Activity.objects.update(is_published=False)
    caller = person(volunteer.user)
    with clock("08:05"):
        body = {"shift": shift.pk, "code": activities.current_code(shift), "direction": "in"}
        wrong = caller.post("checkins", body | {"code": "AAAAAAAA"})
        assert (wrong.status_code, wrong.json()["code"]) == (404, "not_found")
        assert caller.post("checkins", body).status_code == 201


def test_a_volunteer_does_not_vouch_and_does_not_scan(person, volunteer, shift, by_card):
    caller = person(volunteer.user)
    with clock("08:05"):
        by_hand = {"shift": shift.pk, "resident": volunteer.pk, "direction": "in", "reason": "忘带手机"}
        for body in (by_hand, by_card):
            response = caller.post("checkins", body)
            assert (response.status_code, response.json()["code"]) == (403, "not_permitted")
    assert not Scan.objects.exists()


def test_whoever_is_no_resident_has_no_code_to_use(person, organiser, shift):
    with clock("08:05"):
        body = {"shift": shift.pk, "code": activities.current_code(shift), "direction": "in"}
        assert person(organiser).post("checkins", body).json()["code"] == "not_permitted"


def test_an_organiser_vouches_with_a_reason(person, organiser, volunteer, shift):
    caller = person(organiser)
    body = {"shift": shift.pk, "resident": volunteer.pk, "direction": "in"}
    with clock("08:05"):
        assert caller.post("checkins", body).json()["code"] == "reason_required"
        response = caller.post("checkins", body | {"reason": "忘带手机", "occurred_at": "2026-11-14T08:01:00+08:00"})
    assert (response.status_code, response.json()["way"]) == (201, "by_hand")
    assert CheckIn.objects.get().in_at == at("08:01")


def test_nobody_tries_out_who_lives_here(person, organiser, shift, make_household, community):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    stranger = make_household("赵六", grid=far).residents.get()
    body = {"shift": shift.pk, "direction": "in", "reason": "忘带手机"}
    beyond = person(organiser).post("checkins", body | {"resident": stranger.pk})
    none = person(organiser).post("checkins", body | {"resident": 10**9})
    assert beyond.status_code == none.status_code == 404
    assert beyond.json() == none.json()


def test_a_shift_that_is_not_there_is_not_found(scanner, by_card):
    assert scanner.post("checkins", by_card | {"shift": 10**9}).status_code == 404
    assert scanner.get(f"shifts/{10**9}/roster").status_code == 404


def test_a_scanner_of_another_community_does_not_reach_the_shift(device, community, by_card, shift):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    other = device("checkin", where=far)
    with clock("08:05"):
        assert other.post("checkins", by_card).json()["code"] == "not_your_grid"
    assert other.get(f"shifts/{shift.pk}/roster").json()["code"] == "not_your_grid"
    assert other.get(f"shifts/{shift.pk}/code").json()["code"] == "not_your_grid"


@pytest.mark.parametrize(
    "wrong",
    [
        {"resident": 1},
        {"card": None},
        {"code": "ABCDEFGH"},
        {"direction": "sideways"},
        {"shift": 0},
        {"shift": "1"},
        {"shift": 2**63},
        {"occurred_at": "2026-11-14T08:00:00"},
        {"occurred_at": 1763078400},
        {"occurred_at": "9999-12-31T23:59:59-14:00"},
        {"in_at": "2026-11-14T08:00:00Z"},
    ],
)
def test_a_strange_scan_is_refused(scanner, by_card, wrong):
    response = scanner.post("checkins", by_card | wrong)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert not Scan.objects.exists()


# --- many at once ---------------------------------------------------------------------------------------------------


def entries(shift, card) -> list[dict]:
    times = [("in", "08:02"), ("out", "09:00"), ("out", "09:55")]
    return [
        {
            "key": str(uuid4()),
            "shift": shift.pk,
            "card": card,
            "direction": way,
            "occurred_at": f"2026-11-14T{when}:00+08:00",
        }
        for way, when in times
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_scans_made_without_a_signal_come_to_the_same_in_any_order(scanner, shift, card, order):
    seen = entries(shift, card)
    with clock("11:00"):
        response = scanner.post("checkins/batch", {"check_ins": [seen[index] for index in order] + seen})
    assert response.status_code == 200
    assert [result["status"] for result in response.json()["results"]] == [201, 201, 201, 200, 200, 200]
    check_in = CheckIn.objects.get()
    assert (check_in.in_at, check_in.out_at) == (at("08:02"), at("09:55"))


def test_one_refused_scan_stops_no_other(scanner, shift, card):
    good, bad, other = entries(shift, card)
    with clock("11:00"):
        response = scanner.post("checkins/batch", {"check_ins": [good, bad | {"card": "x"}, other | {"shift": 10**9}]})
    results = response.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 404]
    assert [(result["problem"] or {}).get("code") for result in results] == [None, "card_unreadable", "not_found"]
    assert [result["key"] for result in results] == [good["key"], bad["key"], other["key"]]
    assert CheckIn.objects.get(in_at__isnull=False).in_at == at("08:02")


def test_a_batch_has_bounds(scanner, shift, card):
    entry = entries(shift, card)[0]
    assert scanner.post("checkins/batch", {"check_ins": []}).status_code == 422
    assert scanner.post("checkins/batch", {"check_ins": [entry] * 501}).status_code == 422
    assert scanner.post("checkins/batch", {"check_ins": [entry | {"code": "ABCDEFGH"}]}).status_code == 422
    assert not Scan.objects.exists()


# --- roster and code ------------------------------------------------------------------------------------------------


def test_the_roster_masks_names_on_a_device_and_not_for_the_organiser(scanner, person, organiser, by_card, shift):
    with clock("08:05"):
        scanner.post("checkins", by_card)
        [line] = scanner.get(f"shifts/{shift.pk}/roster").json()["lines"]
        whole = person(organiser).get(f"shifts/{shift.pk}/roster").json()
    assert (line["name"], line["is_signed_up"], line["is_by_hand"]) == ("王*", False, False)
    assert line["in_at"].startswith("2026-11-14")
    assert whole["lines"][0]["name"] == "王芳"
    assert whole["state"] == "open"


def test_the_code_is_the_one_on_the_screen(person, organiser, shift):
    with clock("08:05:07"):
        response = person(organiser).get(f"shifts/{shift.pk}/code")
        assert response.json() == {"code": activities.current_code(shift), "seconds_left": 13}
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", [Role.CASHIER, Role.EDITOR, Role.AUDITOR])
def test_roster_and_code_need_the_duty(person, make_staff, shift, role):
    caller = person(make_staff(role))
    for path in ("roster", "code"):
        assert caller.get(f"shifts/{shift.pk}/{path}").json()["code"] == "not_permitted"


def test_a_volunteer_sees_neither_roster_nor_code(person, volunteer, shift):
    for path in ("roster", "code"):
        assert person(volunteer.user).get(f"shifts/{shift.pk}/{path}").status_code == 403
        assert person().get(f"shifts/{shift.pk}/{path}").status_code == 401


def test_a_till_has_nothing_to_do_at_a_shift(till, by_card, shift):
    assert till.post("checkins", by_card).json()["code"] == "wrong_scope"
    assert till.post("checkins/batch", {"check_ins": []}).json()["code"] == "wrong_scope"
    for path in ("roster", "code"):
        assert till.get(f"shifts/{shift.pk}/{path}").json()["code"] == "wrong_scope"
    assert not Resident.objects.filter(scans__isnull=False).exists()
