"""A day centre whose Saturday shift is asked for at a code beside the door."""

import pytest

from points.models import Asking, Station
from points.stations import services as stations
from tests.activities.conftest import *  # noqa: F403
from tests.activities.conftest import at, clock
from tests.activities.scanning import key


@pytest.fixture
def station(shift, activity, administrator) -> Station:
    return stations.open_station(activity, name="日间照料中心", by=administrator)


@pytest.fixture
def ask(station, shift):
    """`ask(王芳)` or `ask(王芳, "out", time="10:00")`."""

    def ask(resident, direction="in", *, time="08:00", key_=None, of=None) -> Asking:
        wish = stations.Wish(shift=of or shift, direction=direction)
        with clock(time):
            return stations.ask(station, wish=wish, resident=resident, by=resident.user, key=key_ or key()).result

    return ask


__all__ = ["at", "clock"]
