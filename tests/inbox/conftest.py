import pytest
from django.utils import translation

from tests.portal.conftest import (  # noqa: F401
    award,
    book,
    buy,
    clean_up,
    let_in,
    make_shift,
    neighbour,
    now,
    office,
    party_points,
    rice,
    son,
    store,
    story,
    wang,
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield
