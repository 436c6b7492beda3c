"""A place that became free for somebody who waited stands in the inbox, with its end, and so does the missed one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from points.activities import services as activities
from points.inbox import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(now, wang, neighbour, office, make_shift):
    """Wang waits for the only place, which a neighbour has."""
    shift = make_shift(timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=2, hours=2))
    activities.change_shift(shift, starts_at=shift.starts_at, ends_at=shift.ends_at, capacity=1, by=office)
    holder = activities.sign_up(shift, resident=neighbour, by=office)
    wait = activities.sign_up_or_wait(shift, resident=wang, by=wang.user)
    return holder, wait


def entries(resident) -> list[tuple[str, str]]:
    return [(entry.title, entry.text) for entry in queries.page_of(resident).entries]


def test_whoever_waits_by_his_own_doing_is_told_of_the_offer_alone(waiting, wang, office):
    holder, _wait = waiting
    assert entries(wang) == []
    activities.cancel_sign_up(holder, by=office)
    [(title, text)] = entries(wang)
    assert title == "A place is free for you: 周六清洁家园"
    assert text.startswith("Please confirm by ")


def test_an_offer_that_lapsed_is_not_hidden(now, waiting, wang, office):
    holder, wait = waiting
    activities.cancel_sign_up(holder, by=office)
    wait.refresh_from_db()
    now.move_to(wait.offer_ends_at)
    activities.pass_on_offers(wait.shift)
    [(title, _text)] = entries(wang)
    assert title == "Not confirmed in time, so the next one was asked: 周六清洁家园"
