import pytest
import time_machine
from django.test import Client

from points.models import Resident
from points.permissions import Role
from points.seals import services as seals
from tests.admin.conftest import NOON, elsewhere, groups, here, there  # noqa: F401
from tests.permissions.world import login_of, rows


@pytest.fixture
def noon():
    """The shifts of both communities have just begun."""
    with time_machine.travel(NOON.replace(minute=10)):
        yield


@pytest.fixture
def own(groups, here):  # noqa: F811
    return rows(here)


@pytest.fixture
def foreign(groups, there):  # noqa: F811
    return rows(there)


@pytest.fixture
def sealed(noon, own, foreign, settings, tmp_path):
    """What both communities have booked is under a seal."""
    settings.POINTS = {"seal_key": str(tmp_path / "seal.pem")}
    own["seal"] = foreign["seal"] = seals.seal_ledger(signer=seals.new_key(settings.POINTS["seal_key"]))
    return own["seal"]


@pytest.fixture
def callers(noon, sealed, own, foreign, here, make_household, make_staff, elsewhere) -> dict[str, Client]:  # noqa: F811
    """A client for each of `world.CALLERS`."""
    neighbour: Resident = make_household("陈桂芳", door="102").residents.get()
    users = {
        "anonymous": None,
        "resident": login_of(here.resident, "resident"),
        "neighbour": login_of(neighbour, "neighbour"),
        **{str(role): make_staff(role) for role in Role},
        "elsewhere": make_staff(Role.ADMINISTRATOR, grid=elsewhere),
    }
    return {name: _client(user) for name, user in users.items()}


def _client(user) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client
