"""Scanners at the same moment: the same card at two doors, and queues that are sent again while others are sent."""

from functools import partial
from uuid import uuid4

import pytest
from django.test import Client

from points.activities import queries
from points.activities import services as activities
from points.api import services as api
from points.api.models import Device
from points.models import CheckIn, Scan
from points.people import queries as people_queries
from points.people import services as people
from tests.activities.conftest import at, clock
from tests.racing import race

from .conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6
DOORS = 3


@pytest.fixture
def doors(community, administrator) -> list[dict[str, str]]:
    """Headers of three scanners."""
    # Before the Saturday of the shift: a duty holds from the day on which it is given.
    with clock("07:00", day=13):
        made = [
            api.add_device(name=f"{number}号门", scope=Device.Scope.CHECKIN, community=community, by=administrator)
            for number in range(DOORS)
        ]
    return [{"Authorization": f"Bearer {one.token}"} for one in made]


@pytest.fixture
def cards(make_volunteer, administrator) -> list[str]:
    residents = [make_volunteer(is_online=False) for _ in range(PEOPLE)]
    issued = [people.issue_card(one.household, by=administrator, resident=one) for one in residents]
    return [people_queries.card_text(card) for card in issued]


def post(path: str, body: dict, headers: dict[str, str]) -> object:
    """What came of it, such as `201`, or of a batch `[201, 200]`."""
    sent = {"Idempotency-Key": str(uuid4())} | headers
    answer = Client().post(f"{ROOT}{path}", body, content_type="application/json", headers=sent)
    if answer.status_code >= 500:
        raise AssertionError(answer.content)
    said = answer.json()
    return [one["status"] for one in said["results"]] if "results" in said else said.get("code", answer.status_code)


def test_the_same_card_at_two_scanners_is_one_check_in(shift, cards, doors):
    body = {"shift": shift.pk, "card": cards[0], "direction": "in"}
    with clock("08:05"):
        outcomes = race([partial(post, "checkins", body, doors[number % 2]) for number in range(8)])
    assert sorted(map(str, outcomes)) == ["201"] + ["already_checked_in"] * 7
    assert CheckIn.objects.count() == Scan.objects.filter(refusal="").count() == 1


def test_queues_that_are_sent_again_and_across_each_other_come_to_one_state(shift, cards, doors):
    """Three scanners without a signal read everybody in and out; each sends its queue three times, in another order."""
    queues = [
        [
            {
                "key": str(uuid4()),
                "shift": shift.pk,
                "card": card,
                "direction": direction,
                "occurred_at": at(f"{hour}:{10 * door + number:02}").isoformat(),
            }
            for number, card in enumerate(cards)
            for direction, hour in (("in", "08"), ("out", "09"))
        ]
        for door in range(DOORS)
    ]
    sent = [
        partial(post, "checkins/batch", {"check_ins": queue[turn:] + queue[:turn]}, headers)
        for turn in range(3)
        for queue, headers in zip(queues, doors, strict=True)
    ]
    with clock("10:20"):
        outcomes = race(sent)
    assert {status for outcome in outcomes for status in outcome} == {200, 201}
    assert sum(outcome.count(201) for outcome in outcomes) == Scan.objects.count() == DOORS * 2 * PEOPLE
    came = CheckIn.objects.order_by("resident").values_list("in_at", "out_at")
    assert list(came) == [(at(f"08:0{number}"), at(f"09:2{number}")) for number in range(PEOPLE)]
    assert queries.verify().differences == []


def test_a_queue_at_the_moment_of_the_closing_counts_or_is_refused(shift, cards, doors, organiser):
    queue = [
        {
            "key": str(uuid4()),
            "shift": shift.pk,
            "card": card,
            "direction": "in",
            "occurred_at": at("08:00").isoformat(),
        }
        for card in cards
    ]
    with clock("10:20"):
        first, _closed, second = race(
            [
                partial(post, "checkins/batch", {"check_ins": queue[:3]}, doors[0]),
                partial(close, shift, organiser),
                partial(post, "checkins/batch", {"check_ins": queue[3:]}, doors[1]),
            ]
        )
    assert set(first + second) <= {201, 409}
    assert CheckIn.objects.count() == (first + second).count(201)
    assert not CheckIn.objects.filter(service_record=None).exists()
    assert queries.verify().differences == []


def close(shift, by) -> str:
    return activities.close_shift(shift, key="close", by=by).result.state
