"""`POST awards`: once means once, and every refusal is a problem with a code."""

from uuid import uuid4

import pytest
import time_machine

from points.models import AwardRecord, Grid, Household, Resident, Rule, RuleBook
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-21T10:00:00+08:00"):
        yield


@pytest.fixture
def grid_staff(person, make_staff):
    return person(make_staff(Role.GRID_STAFF))


@pytest.fixture
def body(household, rule_book):
    return {"account": household.account.number, "rule": "W02", "occurred_on": "2026-11-20"}


def test_an_award_is_booked_and_explains_itself(grid_staff, body, household):
    response = grid_staff.post("awards", body | {"quantity": 2, "note": "两次"})
    assert response.status_code == 201
    said = response.json()
    assert (said["amount"], said["balance"], said["cut"], said["occurred_on"]) == (60, 60, 0, "2026-11-20")
    assert "参加活动" in said["explanation"]
    record = AwardRecord.objects.get()
    assert (record.pk, record.quantity, record.note) == (said["id"], 2, "两次")
    household.account.refresh_from_db()
    assert household.account.balance == 60


def test_an_act_of_today_is_no_act_of_the_future(grid_staff, body):
    assert grid_staff.post("awards", body | {"occurred_on": "2026-11-21"}).status_code == 201
    response = grid_staff.post("awards", body | {"occurred_on": "2026-11-22"})
    assert response.json()["code"] == "future_date"


def test_the_same_again_gives_the_same_answer(grid_staff, body, household, give):
    key = uuid4()
    first = grid_staff.post("awards", body, key=key)
    give(household)
    again = grid_staff.post("awards", body, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert AwardRecord.objects.filter(key__startswith="api:").count() == 1


def test_another_body_under_the_same_key_is_refused(grid_staff, body):
    key = uuid4()
    grid_staff.post("awards", body, key=key)
    response = grid_staff.post("awards", body | {"quantity": 2}, key=key)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_mismatch")
    assert AwardRecord.objects.count() == 1


def test_a_refusal_is_given_again(grid_staff, body):
    key = uuid4()
    first = grid_staff.post("awards", body | {"rule": "X99"}, key=key)
    assert first.json()["code"] == "unknown_rule"
    Rule.objects.bulk_create(
        [Rule(rule_book=RuleBook.objects.get(), code="X99", name="新", unit="次", kind="per_event", points=10)]
    )
    again = grid_staff.post("awards", body | {"rule": "X99"}, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert not AwardRecord.objects.exists()


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid"])
def test_a_write_needs_a_key(grid_staff, body, key):
    headers = {"Idempotency-Key": key} if key else {"Idempotency-Key": " "}
    response = grid_staff.post("awards", body, **headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert not AwardRecord.objects.exists()


def test_a_time_is_valued_by_its_minutes(grid_staff, body):
    response = grid_staff.post("awards", body | {"rule": "W01", "minutes": 120})
    assert response.json()["amount"] == 40
    assert grid_staff.post("awards", body | {"rule": "W01"}).json()["code"] == "minutes_needed"


@pytest.mark.parametrize("role", [Role.CASHIER, Role.ORGANISER, Role.EDITOR, Role.AUDITOR])
def test_awarding_needs_the_duty(person, make_staff, body, role):
    response = person(make_staff(role)).post("awards", body)
    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


def test_an_account_beyond_the_own_grids_looks_like_none(person, make_staff, body, building):
    other = building.get_siblings().get(name="2栋")
    caller = person(make_staff(Role.GRID_STAFF, grid=other))
    beyond, none = caller.post("awards", body), caller.post("awards", body | {"account": "100000009"})
    assert beyond.status_code == none.status_code == 404
    assert beyond.json() == none.json()


def test_nobody_awards_the_own_household(person, make_staff, body, head):
    user = make_staff(Role.GRID_STAFF)
    Resident.objects.filter(pk=head.pk).update(user=user)
    assert person(user).post("awards", body).json()["code"] == "own_household"


def test_devices_award_nothing(till, scanner, body):
    for device in (till, scanner):
        assert device.post("awards", body).json()["code"] == "wrong_scope"
    assert not AwardRecord.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": "2"},
        {"quantity": True},
        {"quantity": 10**30},
        {"occurred_on": 0},
        {"occurred_on": "0001-01-01"},
        {"occurred_on": "2026-02-30"},
        {"occurred_on": "2026-11-20T10:00:00"},
        {"rule": ""},
        {"rule": "W02\x00"},
        {"note": "\ud800"},
        {"note": "x" * 201},
        {"note": None},
        {"points": -5},
        {"account": 123456789},
        {"amount": 1000},
        {"recorded_by": 1},
    ],
)
def test_a_strange_body_is_refused_and_writes_nothing(grid_staff, body, wrong):
    response = grid_staff.post("awards", body | wrong)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert response.json()["errors"][0]["loc"]
    assert not AwardRecord.objects.exists()


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", '{"account": "王"}'.encode("gb18030"), b"[" * 20000, b"1" * 5000]
)
def test_a_body_that_is_no_json_is_refused(grid_staff, content):
    response = grid_staff.post("awards", content)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_body")


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b'"x"'])
def test_a_body_of_another_shape_is_refused(grid_staff, content):
    assert grid_staff.post("awards", content).status_code == 422


def test_a_household_of_another_community_is_out_of_reach(grid_staff, body, community, make_household):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    other = make_household("赵六", grid=far)
    assert isinstance(other, Household)
    assert grid_staff.post("awards", body | {"account": other.account.number}).status_code == 404
