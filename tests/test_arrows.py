"""The walls of DESIGN.md hold, and the guard sees a wall that does not."""

import re
from pathlib import Path

import pytest

from tests import arrows, house_numbers

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
HOUSE = arrows.Tree.read(ROOT, "points", "honor_roll")
EVERYTHING = arrows.Tree.read(ROOT, "points", "honor_roll", "site", "tests", "bench")

WALLS = [
    arrows.unknown_rooms,
    arrows.broken_floors,
    arrows.broken_walls,
    arrows.broken_gathering,
    arrows.strangers,
    arrows.honor_roll_reaching_too_far,
    arrows.hidden_imports,
    arrows.wrong_order,
    arrows.circles,
    house_numbers.long_functions,
    house_numbers.long_winded,
    house_numbers.many_parameters,
    house_numbers.positional_parameters,
    house_numbers.untyped,
    house_numbers.empty_names,
]


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.__name__)
def test_the_house_keeps(wall):
    wrong = wall(HOUSE)
    assert not wrong, "\n".join(["", *wrong])


def test_no_module_is_long():
    wrong = house_numbers.long_modules(EVERYTHING)
    assert not wrong, "\n".join(["", *wrong])


def test_the_guide_names_every_room_with_its_floor():
    guide = (ROOT / "CONTRIBUTING.md").read_text()
    table = re.findall(r"^\| (\d) \| (.+) \|$", guide, re.MULTILINE)
    said = {room: int(floor) for floor, rooms in table for room in re.findall(r"`(\w+)`", rooms)}
    assert said == {room: arrows.FLOORS[room] for room in map(arrows.room, HOUSE.packages) if room}


def test_the_house_was_read():
    assert {"points.ledger.services.posting", "points.people.queries", "honor_roll.pages"} <= set(HOUSE.sources)
    assert len(HOUSE.imports) > 200


MODELS = "from points.ledger.models import Account\nfrom points.people.models import Household\n"

PLANTED = [
    # What is planted, in which module, and the wall that must see it.
    ("from points.people.models import Household", "points.ledger.services", arrows.broken_floors),
    ("from points.models import Account, Household", "points.ledger.services", arrows.broken_floors),
    ("from ..people import queries", "points.ledger.services", arrows.broken_floors),
    ("from points.supermarket.models import Good", "points.activities.services", arrows.broken_floors),
    ("from points.ledger.rows import insert_key", "points.people.services", arrows.broken_walls),
    ("from points.ledger import rows", "points.people.services", arrows.broken_walls),
    ("import points.ledger", "points.people.services", arrows.broken_walls),
    ("from points.ledger.services.keys import once", "points.people.services", arrows.broken_walls),
    ("from points.people.forms import F", "points.management.commands.demo", arrows.broken_walls),
    ("from points.people.queries import may", "points.conf", arrows.broken_gathering),
    ("from points.people.queries import may", "points.errors.people", arrows.broken_gathering),
    ("from points import urls", "points.people.views", arrows.broken_gathering),
    ("from points.templatetags.points_amounts import amount", "points.people.views", arrows.broken_gathering),
    ("from honor_roll.models import Season", "points.portal.views", arrows.strangers),
    ("import allauth.account", "points.portal.views", arrows.strangers),
    ("from community.settings import base", "honor_roll.pages", arrows.strangers),
    ("from points.supermarket.models import Good", "honor_roll.queries", arrows.honor_roll_reaching_too_far),
    ("from points.reports.services import send", "honor_roll.queries", arrows.honor_roll_reaching_too_far),
    ("def f():\n    from points.people import queries", "points.rules.services", arrows.hidden_imports),
    ("class A:\n    def ready(self):\n        import points.checks", "points.rules.services", arrows.hidden_imports),
    ("def f():\n    import_module('points.people.queries')", "points.rules.services", arrows.hidden_imports),
    ("def f():\n    apps.get_model('points.Household')", "points.ledger.services", arrows.hidden_imports),
    ("from points.people.services import move", "points.people.queries", arrows.wrong_order),
    ("from points.people.queries import may", "points.people.models", arrows.wrong_order),
    ("x = 1\n" * 301, "points.people.services", house_numbers.long_modules),
    ("def f():\n" + "    x = 1\n" * 50, "points.people.services", house_numbers.long_functions),
    ("def f():\n" + "    x = 1\n" * 9, "points.people.services", house_numbers.long_winded),
    ("def f(a, *, b, c, d, e, f, g): ...", "points.people.views", house_numbers.many_parameters),
    ("def move(a: int, b: int) -> None: ...", "points.people.services", house_numbers.positional_parameters),
    ("def choose(a: int, b: int) -> None: ...", "honor_roll.services", house_numbers.positional_parameters),
    ("def move(a) -> None: ...", "points.people.services", house_numbers.untyped),
    ("def may(a: int): ...", "points.people.queries", house_numbers.untyped),
    ("", "points.people.utils", house_numbers.empty_names),
]


def plant(source: str, module: str) -> arrows.Tree:
    rows = {"points.ledger.rows": "", "points.people.queries": "", "points.people.services": "", "points.urls": ""}
    return arrows.Tree({"points.models": MODELS, "points.ledger": "", **rows, module: source})


@pytest.mark.parametrize(("source", "module", "wall"), PLANTED)
def test_a_planted_fault_is_named(source, module, wall):
    wrong = wall(plant(source, module))
    assert len(wrong) == 1
    assert module in wrong[0] or wall is house_numbers.long_winded


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from points.ledger import services as ledger", "points.people.services"),
        ("from points.models import Account", "points.people.services"),
        ("from points import conf", "points.ledger.services"),
        ("from points.people.queries import may", "honor_roll.services"),
        ("class A:\n    def ready(self):\n        import points.checks", "points.apps"),
        ("def f():\n    import weasyprint", "points.reports.services"),
    ],
)
def test_an_arrow_that_points_down_is_fine(source, module):
    tree = plant(source, module)
    walls = [wall for wall in WALLS if wall.__module__ == arrows.__name__]
    assert [sentence for wall in walls for sentence in wall(tree)] == []


def test_a_room_without_a_floor_is_named():
    tree = arrows.Tree({"points.attic": ""}, frozenset({"points.attic", "points.people", "points.management"}))
    assert arrows.unknown_rooms(tree) == ["points/attic/ has no floor in DESIGN's tree"]


def test_a_circle_is_named():
    tree = arrows.Tree(
        {"points.a": "from points import b", "points.b": "import points.c", "points.c": "import points.a"}
    )
    assert arrows.circles(tree) == ["import circle: points.a <-> points.b <-> points.c"]


def test_an_order_broken_by_a_file_in_between_is_named():
    codes = {"points.activities.models": "from points.activities import codes", "points.activities.services": ""}
    tree = arrows.Tree({**codes, "points.activities.codes": "from points.activities import services"})
    assert len(arrows.wrong_order(tree)) == 1
