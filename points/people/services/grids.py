"""The tree of grids grows at its leaves."""

from django.db import transaction

from points import audit
from points.errors import NameMissing, NotPermitted
from points.people import queries
from points.people.models import Grid, GridLevel
from points.permissions import User, Verb


@transaction.atomic
def add_grid(*, parent: Grid | None, level: GridLevel, name: str, by: User, code: str | None = None) -> Grid:
    """A grid below `parent`, or a new tree for None, which only a superuser plants.

    Refuses with `not_permitted`, `not_your_grid`, `name_missing`.
    """
    if parent:
        queries.require(by, Verb.MANAGE_PEOPLE, parent)
    elif queries.served_paths(by, Verb.MANAGE_PEOPLE) is not None:
        raise NotPermitted()
    name = name.strip()
    if not name:
        raise NameMissing()
    grid: Grid
    facts = {"level": level, "name": name, "code": code or None}
    if parent:
        # Two people add a building at once: the second counts from what the first has written.
        grid = Grid.objects.select_for_update(of=("self",)).get(pk=parent.pk).add_child(**facts)
    else:
        grid = Grid.add_root(**facts)
    audit.write(grid, action="points.grid_added", by=by)
    return grid
