"""A Saturday of two activities in Hongtutian, and one in the community beside it."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from points.models import Activity, ActivityKind, Programme, Resident, ServiceRecord, Team
from points.permissions import Role
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import at, clock
from tests.admin.conftest import elsewhere as elsewhere

SATURDAY = date(2026, 11, 14)
YEAR = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}


@pytest.fixture(autouse=True)
def _saturday_evening():
    with clock("20:00"):
        yield


@pytest.fixture
def groups(db):
    call_command("points_groups", verbosity=0)


@pytest.fixture
def as_role(groups, make_staff, client):
    def sign_in(role: Role, *, grid=None):
        client.force_login(make_staff(role, grid=grid))
        client.cookies["django_language"] = "en"
        return client

    return sign_in


@pytest.fixture
def serve(community):
    """`serve(resident, shift, 120)` is a booked record of that shift."""
    written = iter(range(1, 10_000))

    def write(resident: Resident, shift=None, minutes: int = 60, *, source="scanned", on=SATURDAY, **fields):
        start = at("06:00", on.day).replace(year=on.year, month=on.month)
        key = f"shift:{shift.pk}:resident:{resident.pk}" if shift else f"sheet:{next(written)}"
        given = {
            "resident": resident,
            "community": shift.activity.community if shift else community,
            "key": key,
            "title": shift.activity.name if shift else "清扫",
            "occurred_on": on,
            "started_at": start,
            "ended_at": start + timedelta(minutes=minutes),
            "minutes": minutes,
            "source": source,
            "state": ServiceRecord.State.BOOKED,
        }
        return ServiceRecord.objects.create(**given | fields)

    return write


@pytest.fixture
def auditor(groups, make_staff):
    return make_staff(Role.AUDITOR)


@pytest.fixture
def team(community) -> Team:
    return Team.objects.create(community=community, name="红石榴志愿队")


@pytest.fixture
def programme(community) -> Programme:
    return Programme.objects.create(community=community, name="周末清洁")


@pytest.fixture
def talk(make_activity, make_shift):
    """A shift of another kind, of no team and no programme."""
    kind = ActivityKind.objects.create(name="讲座", mode=ActivityKind.Mode.TALK)
    return make_shift("14:00", "16:00", of=make_activity("防诈骗讲座", kind=kind))


@pytest.fixture
def clean_up(make_activity, make_shift, team, programme):
    activity: Activity = make_activity("周六大扫除", team=team, programme=programme, place="1栋楼下")
    return make_shift("08:00", "10:00", of=activity)


def page(client, name: str, **asked) -> str:
    answer = client.get(reverse(f"points_reports:{name}"), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def csv_of(client, name: str, **asked) -> list[list[str]]:
    answer = client.get(reverse(f"points_reports:{name}"), {"export": "csv", **asked})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def workbook_of(client, name: str, **asked) -> openpyxl.Workbook:
    answer = client.get(reverse(f"points_reports:{name}"), {"export": "xlsx", **asked})
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
