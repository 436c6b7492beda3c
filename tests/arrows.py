"""The walls of the house, read from the source.

Every function here takes a `Tree` (module name -> source) and returns sentences, one for each thing that is wrong.
Nothing is imported, so a wall also holds in files that a test run never touches. `tests/test_arrows.py` runs them on
the house itself and on trees with a planted fault.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FLOORS = {
    "ledger": 1,
    "people": 2,
    "seals": 2,
    "rules": 3,
    "notices": 3,
    "meetings": 3,
    "hours": 4,
    "activities": 5,
    "disputes": 5,
    "supermarket": 5,
    "calendars": 6,
    "imports": 6,
    "inbox": 6,
    "keeping": 6,
    "patrols": 6,
    "stations": 6,
    "reports": 6,
    "api": 6,
    "portal": 7,
}
DOORS = ("models", "queries", "services")
"""What a room shows to the other rooms."""

HONOR_ROLL_MAY_USE = {
    "people": DOORS,
    "notices": DOORS,
    "meetings": DOORS,
    "hours": DOORS,
    # Merit is what was earned by a rule, so the room of the rules is asked for it.
    "rules": ("queries",),
    "ledger": DOORS,
    "reports": ("queries",),
}
ORDER = {"models": 0, "queries": 1, "services": 2, "forms": 3, "views": 4, "viewsets": 4, "urls": 5}
"""Inside a room a file imports only from those before it."""

GATHERERS = {"points.models", "points.urls", "points.wagtail_hooks"}
"""They gather the rooms and are the only top-level modules that know one."""

STRANGERS = ("honor_roll", "community", "demo", "home", "news", "styleguide", "allauth", "tests", "bench")
"""What the plugin app never imports."""

GROUND = {"errors"}
"""Folders of `points` on the ground floor: they know no room."""

OUTER = {"management", "templatetags"}
"""Folders of `points` that Django asks for; they stand above the rooms and nobody imports them."""

_DYNAMIC = {"import_module", "import_string", "__import__", "get_model"}


@dataclass(frozen=True)
class Import:
    importer: str
    target: str
    """The module that is meant: names taken from `points.models` lead on to the room that defines them."""
    line: int
    function: str | None
    """Name of the function that hides the import, as `Class.method`."""

    @property
    def is_at_start(self) -> bool:
        """In `AppConfig.ready`, where Django wants what needs the models."""
        return self.importer.endswith(".apps") and (self.function or "").endswith(".ready")

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target}"


@dataclass(frozen=True)
class Tree:
    sources: Mapping[str, str]
    packages: frozenset[str] = frozenset()

    @classmethod
    def read(cls, root: Path, *names: str) -> "Tree":
        """Every module below the folders `names`, migrations aside: those are written by Django."""
        paths = [
            path for name in names for path in sorted((root / name).rglob("*.py")) if "migrations" not in path.parts
        ]
        sources = {module_name(path.relative_to(root)): path.read_text() for path in paths}
        return cls(sources, frozenset(module_name(p.relative_to(root)) for p in paths if p.name == "__init__.py"))

    @cached_property
    def parsed(self) -> dict[str, ast.Module]:
        return {name: ast.parse(source) for name, source in self.sources.items()}

    @cached_property
    def imports(self) -> list[Import]:
        return [found for name in self.sources for found in self._imports_of(name)]

    @cached_property
    def gathered(self) -> dict[str, str]:
        """Which room defines a name that `points.models` gathers."""
        nodes = self.parsed["points.models"].body if "points.models" in self.sources else []
        return {
            alias.name: node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
        }

    def _imports_of(self, name: str) -> Iterator[Import]:
        for node, function in walk(self.parsed[name]):
            for target in self._targets(node, name):
                yield Import(name, target, node.lineno, function)

    def _targets(self, node: ast.AST, importer: str) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = self._absolute(node, importer)
            yield from (self._resolve(base, alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in _DYNAMIC and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value

    def _absolute(self, node: ast.ImportFrom, importer: str) -> str:
        if not node.level:
            return node.module or ""
        up = node.level - (importer in self.packages)
        parts = importer.split(".")
        return ".".join([*parts[: len(parts) - up], *filter(None, [node.module])])

    def _resolve(self, base: str, name: str) -> str:
        if base == "points.models" and name in self.gathered:
            return self.gathered[name]
        is_door = room(base) and base.count(".") == 1 and name in DOORS
        return f"{base}.{name}" if is_door or f"{base}.{name}" in self.sources else base


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def walk(
    tree: ast.AST, inside: tuple[str, ...] = (), function: str | None = None
) -> Iterator[tuple[ast.AST, str | None]]:
    """Every node with the name of the function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        yield node, function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = ".".join([*inside, node.name])
            yield from walk(node, (*inside, node.name), name)
        elif isinstance(node, ast.ClassDef):
            yield from walk(node, (*inside, node.name), function)
        else:
            yield from walk(node, inside, function)


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", None) or getattr(node.func, "id", "")


def room(module: str) -> str | None:
    """`supermarket` for `points.supermarket.services`; None outside the rooms."""
    parts = module.split(".")
    return parts[1] if parts[0] == "points" and len(parts) > 1 and parts[1] in FLOORS else None


def door(module: str) -> str:
    """`services` for `points.ledger.services.keys`; empty for the room itself."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 else ""


def is_within(module: str, packages: Iterable[str]) -> bool:
    return module.split(".")[0] in packages


def unknown_rooms(tree: Tree) -> list[str]:
    """A folder of `points` without a floor would be a room without walls."""
    folders = {name.split(".")[1] for name in tree.packages if name.startswith("points.")}
    return [
        f"points/{folder}/ has no floor in DESIGN's tree" for folder in sorted(folders - set(FLOORS) - OUTER - GROUND)
    ]


def broken_floors(tree: Tree) -> list[str]:
    """Rooms import downwards only, and those on one floor are strangers."""
    return [
        f"{found}: {target} is {'above' if FLOORS[target] > FLOORS[here] else 'on the same floor'}"
        for found in tree.imports
        if (here := room(found.importer))
        and (target := room(found.target))
        and here != target
        and FLOORS[target] >= FLOORS[here]
    ]


def broken_walls(tree: Tree) -> list[str]:
    """Across a wall only a room's models, queries and services; a gatherer may also take its urls and viewsets."""
    wrong = []
    for found in tree.imports:
        target = room(found.target)
        if (
            not target
            or target == room(found.importer)
            or found.is_at_start
            or not is_within(found.importer, ["points", "honor_roll"])
        ):
            continue
        doors = (*DOORS, "urls", "viewsets", "views") if found.importer in GATHERERS else DOORS
        if door(found.target) not in doors or found.target.count(".") > 2:
            wrong.append(f"{found}: across a wall only {', '.join(doors)}")
    return wrong


def broken_gathering(tree: Tree) -> list[str]:
    """The ground floor knows no room, and no room knows who gathers it."""
    wrong = []
    for found in tree.imports:
        parts = found.importer.split(".")
        is_ground = parts[0] == "points" and (len(parts) == 2 or parts[1] in GROUND)
        is_ground = is_ground and not room(found.importer) and found.importer not in GATHERERS
        if is_ground and room(found.target) and not found.is_at_start:
            wrong.append(f"{found}: only {', '.join(sorted(GATHERERS))} know a room")
        outside = {"points.urls", "points.wagtail_hooks", "points.apps", *(f"points.{folder}" for folder in OUTER)}
        if room(found.importer) and any(f"{found.target}.".startswith(f"{name}.") for name in outside):
            wrong.append(f"{found}: it stands above the rooms")
    return wrong


def strangers(tree: Tree) -> list[str]:
    """`points` never imports the honor roll, the demo site or allauth; the honor roll neither of the last two."""
    return [
        f"{found}: a stranger to {package}"
        for found in tree.imports
        for package, forbidden in (("points", STRANGERS), ("honor_roll", STRANGERS[1:]))
        if is_within(found.importer, [package]) and is_within(found.target, forbidden)
    ]


def honor_roll_reaching_too_far(tree: Tree) -> list[str]:
    return [
        f"{found}: the honor roll may use {', '.join(HONOR_ROLL_MAY_USE)}"
        for found in tree.imports
        if is_within(found.importer, ["honor_roll"])
        and (target := room(found.target))
        and door(found.target) not in HONOR_ROLL_MAY_USE.get(target, ())
    ]


def hidden_imports(tree: Tree) -> list[str]:
    """An import inside a function hides an arrow. `AppConfig.ready` is where Django wants one."""
    ours = ("points", *STRANGERS)
    return [
        f"{found} inside {found.function}"
        for found in tree.imports
        if found.function and is_within(found.target, ours) and not found.is_at_start
    ]


def wrong_order(tree: Tree) -> list[str]:
    """Inside a room: models <- queries <- services <- forms <- views, viewsets; also by way of a file between them."""
    arrows = graph(found for found in tree.imports if room(found.importer) == room(found.target))
    return [
        f"{start} reaches {end}: inside a room {' <- '.join(ORDER)}"
        for start in tree.sources
        if room(start) and door(start) in ORDER
        for end in sorted(reachable(arrows, start))
        if room(end) == room(start) and ORDER.get(door(end), -1) > ORDER[door(start)]
    ]


def circles(tree: Tree) -> list[str]:
    arrows = graph(found for found in tree.imports if found.target in tree.sources)
    reach = {name: reachable(arrows, name) for name in arrows}
    found = {tuple(sorted(other for other in reach[name] if name in reach.get(other, ()))) for name in arrows}
    return [f"import circle: {' <-> '.join(circle)}" for circle in sorted(found) if circle]


def graph(imports: Iterable[Import]) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for found in imports:
        arrows.setdefault(found.importer, set()).add(found.target)
    return arrows


def reachable(arrows: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(arrows.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(arrows.get(name, ()))
    return seen
