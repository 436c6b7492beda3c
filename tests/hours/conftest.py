"""Two hours on Saturday: booked for a volunteer, waiting for an organiser."""

from datetime import date

import pytest
from django.db import transaction

from points.hours import services as hours
from points.models import ServiceRecord
from points.permissions import Role
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import CODE, at, clock


def record(draft, by) -> ServiceRecord:
    with transaction.atomic():
        return hours.record_many([draft], by=by, key=f"batch:{draft.key}")[0]


@pytest.fixture(autouse=True)
def _saturday_noon():
    with clock("12:00"):
        yield


@pytest.fixture
def second(make_staff):
    return make_staff(Role.ORGANISER)


@pytest.fixture
def draft(community, rule_book):
    def make(resident, *, key="sheet:1", start="08:00", end="10:00", day=14, **fields) -> hours.Draft:
        started_at, ended_at = at(start, day), at(end, day)
        given = {
            "title": "周六大扫除",
            "source": ServiceRecord.Source.SCANNED,
            "rule_code": CODE,
            "minutes": int((ended_at - started_at).total_seconds() // 60),
            "occurred_on": started_at.date(),
        } | fields
        return hours.Draft(
            resident=resident, community=community, key=key, started_at=started_at, ended_at=ended_at, **given
        )

    return make


@pytest.fixture
def booked(draft, volunteer, organiser):
    return record(draft(volunteer), organiser)


@pytest.fixture
def leader(make_volunteer, community):
    """An organiser who lives in the community."""
    resident = make_volunteer("李雷")
    resident.user.points_duties.create(role=Role.ORGANISER, grid=community, since=date(2026, 1, 1))
    return resident


@pytest.fixture
def waiting(draft, leader):
    return record(draft(leader), leader.user)
