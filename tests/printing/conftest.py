"""Sheets need the library, a font and the programs that look at a PDF; where one is missing they say which."""

from functools import cache

import pytest
from django.test import Client

from points.permissions import Role
from tests import surroundings


@cache
def missing() -> list[str]:
    return surroundings.missing_for_printing()


@pytest.fixture
def printer(tmp_path):
    """A folder for the sheets of a test that are looked at."""
    if missing():
        pytest.skip(surroundings.NO_PRINTING.format(missing=", ".join(missing())))
    return tmp_path


@pytest.fixture
def office(make_staff):
    return make_staff(Role.ADMINISTRATOR)


@pytest.fixture
def browser(office):
    return client_of(office)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
