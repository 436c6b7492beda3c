"""The second person's pages."""

from uuid import uuid4

import pytest
from django.urls import reverse

from points.models import ServiceRecord
from points.permissions import Role

pytestmark = pytest.mark.django_db


def page_of(record, name="hours-record"):
    return reverse(f"points:{name}", args=[record.pk])


def test_a_second_person_confirms_on_the_phone(client, waiting, second):
    client.force_login(second)
    assert page_of(waiting) in client.get(reverse("points:hours-waiting")).content.decode()
    client.post(page_of(waiting, "hours-confirm"))
    waiting.refresh_from_db()
    assert waiting.state == "booked"
    assert page_of(waiting) not in client.get(reverse("points:hours-waiting")).content.decode()


def test_the_own_household_is_refused_in_words(client, waiting, leader):
    client.force_login(leader.user)
    page = client.post(page_of(waiting, "hours-confirm"))
    assert "pt-notice--bad" in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_others_do_not_see_the_pages(client, waiting, make_volunteer, make_staff):
    for user in (make_volunteer().user, make_staff(Role.CASHIER), make_staff(Role.GRID_STAFF)):
        client.force_login(user)
        assert client.get(page_of(waiting)).status_code == 404
        assert client.post(page_of(waiting, "hours-confirm")).status_code == 404
        assert client.get(reverse("points:hours-waiting")).status_code == 403
    client.logout()
    assert client.get(page_of(waiting)).status_code == 302


def test_a_correction_is_made_on_the_phone(client, booked, second):
    client.force_login(second)
    sent = {"key": str(uuid4()), "started_at": "2026-11-14T08:00", "ended_at": "2026-11-14T09:00"}
    assert "pt-errors" in client.post(page_of(booked), sent).content.decode()
    answer = client.post(page_of(booked), sent | {"reason": "签退时间有误"})
    again = client.post(page_of(booked), sent | {"reason": "签退时间有误"})
    new = ServiceRecord.objects.get(replaces=booked)
    assert answer.url == again.url == page_of(new)
    assert new.minutes == 60
    assert page_of(new) in client.get(page_of(booked)).content.decode()


def test_times_that_cannot_be_are_refused_in_words(client, booked, second):
    client.force_login(second)
    sent = {"key": str(uuid4()), "started_at": "2026-11-14T10:00", "ended_at": "2026-11-14T09:00", "reason": "错"}
    assert "pt-notice--bad" in client.post(page_of(booked), sent).content.decode()
