"""What makes the model worth comparing with."""

import re
from pathlib import Path

import pytest

from points.conf import Settings
from tests.walk import model, town

pytestmark = pytest.mark.once
SOURCES = [*Path(model.__file__).parent.glob("*.py"), Path(town.__file__)]


def test_the_model_imports_nothing_of_the_product():
    imported = [line for path in SOURCES for line in re.findall(r"^(?:from|import) (\S+)", path.read_text(), re.M)]
    assert {"tests.walk.town", "fractions"} <= set(imported)
    assert {name for name in imported if re.match(r"points|honor_roll|django", name)} == set()


def test_the_town_has_the_settings_that_are_in_force_without_a_word():
    told = town.LARGEST_AWARD, town.EARLY_MINUTES, town.LATE_MINUTES, town.HAND_MINUTES_A_DAY
    by_default = Settings()
    assert told == (
        by_default.largest_award,
        by_default.scan_early_minutes,
        by_default.shift_grace_minutes,
        by_default.hand_minutes_a_day,
    )
    assert by_default.has_second_person_for_hours
