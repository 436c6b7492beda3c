from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings

from points.models import Grid
from points.permissions import User
from tests.admin.conftest import NOON
from tests.permissions.world import CALLERS, World, build


@pytest.fixture(scope="module")
def seal_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seals") / "seal.pem"


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, seal_key) -> Iterator[World]:
    """Both communities. Each test has a savepoint of its own in the transaction of this one."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        with time_machine.travel(NOON.replace(minute=5)), override_settings(POINTS={"seal_key": str(seal_key)}):
            world = build(seal_key)
    yield world
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def noon():
    """The shifts of both communities have just begun."""
    with time_machine.travel(NOON.replace(minute=10)):
        yield


@pytest.fixture
def world(built, db, noon, settings, seal_key) -> World:
    """A copy for each test: rows that it changes or reads again are its own."""
    settings.POINTS = {"seal_key": str(seal_key)}
    return deepcopy(built)


@pytest.fixture
def administrator(world) -> User:
    return world.administrator


@pytest.fixture
def community(world) -> Grid:
    return world.community


@pytest.fixture
def own(world):
    return world.own


@pytest.fixture
def foreign(world):
    return world.foreign


@pytest.fixture
def callers(world) -> dict[str, Client]:
    """A client for each of `world.CALLERS`."""
    return {name: _client(world, name) for name in CALLERS}


def _client(world: World, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies = world.sessions[name]
    return client
