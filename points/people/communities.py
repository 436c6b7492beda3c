"""The communities of many grids at once."""

from collections.abc import Iterable

from points.people.models import Grid


def communities_of(grids: Iterable[Grid]) -> dict[int, Grid]:
    """By the id of each grid what `community_of` says of it: the community at or above it, else the root."""
    wanted = {grid.pk: grid.path for grid in grids}
    above = {path[:end] for path in wanted.values() for end in range(Grid.steplen, len(path) + 1, Grid.steplen)}
    known = {grid.path: grid for grid in Grid.objects.filter(path__in=sorted(above)).select_related("level")}
    return {pk: _community(path, known) for pk, path in wanted.items()}


def _community(path: str, known: dict[str, Grid]) -> Grid:
    upwards = [known[path[:end]] for end in range(len(path), 0, -Grid.steplen)]
    return next((grid for grid in upwards if grid.level.is_community), upwards[-1])
