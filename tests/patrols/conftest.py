"""A night patrol from eight to ten on Saturday: two rounds of an hour, past three checkpoints in order."""

import pytest

from points.models import ActivityKind, Passing, Resident, Route, RoutePoint, Shift
from points.patrols import queries
from points.patrols import services as patrols
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import at, clock
from tests.activities.scanning import by_code, key

FRIDAY = "2026-11-13"


@pytest.fixture
def kind(db) -> ActivityKind:
    return ActivityKind.objects.create(name="夜间巡逻", mode=ActivityKind.Mode.PATROL)


@pytest.fixture
def route(activity, administrator) -> Route:
    with clock("12:00", day=13):
        return patrols.plan_route(activity, draft=patrols.RouteDraft(rounds=2), by=administrator)


@pytest.fixture
def make_point(route, administrator):
    def make(number: int, name: str, *, on: Route | None = None, **window) -> RoutePoint:
        with clock("12:00", day=13):
            draft = patrols.PointDraft(number=number, name=name, **window)
            return patrols.add_point(on or route, draft=draft, by=administrator)

    return make


@pytest.fixture
def gate(make_point) -> RoutePoint:
    """Asked for in the first quarter of an hour of each round."""
    return make_point(1, "东门", closes_minute=15)


@pytest.fixture
def garage(make_point) -> RoutePoint:
    return make_point(2, "车棚", hint="电动车有没有飞线充电")


@pytest.fixture
def roof(make_point) -> RoutePoint:
    return make_point(3, "天台")


@pytest.fixture
def patrol(shift, gate, garage, roof) -> Shift:
    return shift


@pytest.fixture
def walker(patrol, volunteer) -> Resident:
    """Checked in at eight."""
    with clock("08:00"):
        by_code(patrol, volunteer)
    return volunteer


def passes(resident, point, time=None, *, round_number=1, key_=None, code=None, **told) -> Passing:
    """With the server's clock as it stands, unless `time` says otherwise."""
    sighting = patrols.Sighting(code=code or queries.code_of(point), round_number=round_number, **told)
    if time:
        with clock(time):
            return patrols.pass_point(sighting, resident=resident, by=resident.user, key=key_ or key()).result
    return patrols.pass_point(sighting, resident=resident, by=resident.user, key=key_ or key()).result


def states(route, shift, number=1) -> list[str]:
    return [str(step.state) for step in queries.rounds_of(route, shift)[number - 1].steps]


__all__ = ["at", "clock", "passes", "states"]
