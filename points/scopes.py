"""Which rows of a table somebody's duties reach.

The admin's screens ask through here. This module knows no room: the gatherer (`points.wagtail_hooks`) hands in the
people room's `served_paths`, and each viewset says by which way (`household__grid__path`) its rows hang on the tree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from points.permissions import User, Verb

Paths = list[str] | None
"""Tree paths of the grids served; None for everywhere."""
ServedPaths = Callable[[User, Verb], Paths]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """How the rows of one table are reached."""

    ways: Sequence[str] = ()
    """Look-ups that end at a tree path; a row is reached by any of them. Empty: the table belongs to nobody's grid."""
    through: Sequence[str] = ()
    """Foreign keys that lead to `through_model`, whose rows the ways belong to. Keeps a long table free of joins."""
    through_model: type[Model] | None = None
    is_shared_downwards: bool = False
    """What belongs to a community (its rule book, its shop) is seen by whoever serves one of its buildings."""
    whole_of: type[Model] | None = None
    """A tree. The rows hang on no node of it: they are reached by whoever serves all of it, and by nobody else."""

    def condition(self, paths: Paths, *, is_reading: bool) -> Q:
        if paths is None:
            return Q()
        if self.whole_of is not None:
            return Q() if self._is_whole(self.whole_of, paths) else Q(pk__in=[])
        if not self.ways:
            return Q()
        reached = self._by_ways(paths, is_reading=is_reading)
        if self.through_model is None:
            return reached
        rows = self.through_model._default_manager.filter(reached).values("pk")
        return reduce(or_, (Q(**{f"{key}__in": rows}) for key in self.through))

    @staticmethod
    def _is_whole(tree: type[Model], paths: list[str]) -> bool:
        return set(tree._default_manager.filter(depth=1).values_list("path", flat=True)) <= set(paths)

    def _by_ways(self, paths: list[str], *, is_reading: bool) -> Q:
        nowhere = Q(pk__in=[])
        below = (Q(**{f"{way}__startswith": path}) for way in self.ways for path in paths)
        if not (is_reading and self.is_shared_downwards):
            return reduce(or_, below, nowhere)
        above = sorted({path[:end] for path in paths for end in range(1, len(path))})
        return reduce(or_, below, reduce(or_, (Q(**{f"{way}__in": above}) for way in self.ways), nowhere))


@dataclass(kw_only=True)
class Reach:
    """What one user reaches on one kind of screen, asked for once per request."""

    user: User
    served_paths: ServedPaths
    _known: dict[Verb, Paths] = field(default_factory=dict)

    def paths(self, verbs: Sequence[Verb]) -> Paths:
        found: list[str] = []
        for verb in verbs:
            if verb not in self._known:
                self._known[verb] = self.served_paths(self.user, verb)
            paths = self._known[verb]
            if paths is None:
                return None
            found += paths
        return sorted(set(found))

    def readable(self, rows: "QuerySet[Row]", scope: Scope, verbs: Sequence[Verb]) -> "QuerySet[Row]":
        return rows.filter(scope.condition(self.paths(verbs), is_reading=True))

    def writable(self, rows: "QuerySet[Row]", scope: Scope, verbs: Sequence[Verb]) -> "QuerySet[Row]":
        return rows.filter(scope.condition(self.paths(verbs), is_reading=False))

    def sees_name_of(self, resident: Any) -> bool:
        """Whether the user serves the people where this resident lives; others see the name masked."""
        paths = self.paths([Verb.VIEW_PEOPLE])
        return paths is None or resident.household.grid.path.startswith(tuple(paths))
