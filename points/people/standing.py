"""Where somebody stands: which grids he serves, and which households are his own.

His own are the one where he lives and those for which he speaks: whoever was appointed to act for somebody decides
nothing about that household. An appointment counts by its days alone, and not only while it opens something.

Every service asks this first, many times a second at an event, so it is plain SQL: one statement for an answer, or a
condition inside a statement that asks and acts at once (`serves`, `is_own_household`).
"""

from datetime import date
from functools import cache
from typing import Any

from points import statements
from points.people.models import Duty, Grid, Proxy, Resident
from points.permissions import User, Verb, roles_with

_DUTY, _GRID = Duty._meta.db_table, Grid._meta.db_table
_PROXY, _RESIDENT = Proxy._meta.db_table, Resident._meta.db_table
_LIVES = f"{_RESIDENT} me WHERE me.user_id = %(by)s"
_SPEAKS = (
    f"{_PROXY} proxy JOIN {_RESIDENT} one ON one.id = proxy.resident_id WHERE proxy.user_id = %(by)s "
    "AND proxy.since <= %(today)s AND (proxy.until IS NULL OR proxy.until > %(today)s) AND one.is_active"
)
_OWN = f"SELECT me.household_id FROM {_LIVES} UNION SELECT one.household_id FROM {_SPEAKS}"


def served_paths(user: User, verb: Verb) -> list[str] | None:
    """Tree paths of the grids where the user may do `verb` today; None means everywhere (a superuser)."""
    if not user.is_active:
        return []
    if _is_superuser(user):
        return None
    standing = standing_of(user)
    return [path for (path,) in statements.fetch_all(_served(verb), standing)]


def own_households(user: User) -> frozenset[int]:
    """Ids of the households about which the user decides nothing: where he lives, and those for which he speaks."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(pk for (pk,) in statements.fetch_all(_OWN, standing_of(user)))


# --- inside a larger statement --------------------------------------------------------------------------------------


def standing_of(user: User, *, today: date | None = None) -> dict[str, Any]:
    """The parameters of `serves` and `is_own_household`. Ask `is_active` of the user before.

    Whoever has looked at the calendar already says what day is `today`.
    """
    kept = statements.day(today) if today else statements.today()
    return {"by": statements.user_id(user), "by_everywhere": _is_superuser(user), "today": kept}


@cache
def serves(verb: Verb, path: str) -> str:
    """SQL condition: the tree path in the expression `path` lies in a grid where the user may do `verb` today."""
    return (
        f"(%(by_everywhere)s OR EXISTS (SELECT 1 FROM {_duties(verb)} "
        f"AND served.path = substr({path}, 1, length(served.path))))"
    )


def is_own_household(household: str) -> str:
    """SQL condition: the id in the expression `household` is among the `own_households` of the user."""
    return (
        f"(EXISTS (SELECT 1 FROM {_LIVES} AND me.household_id = {household}) "
        f"OR EXISTS (SELECT 1 FROM {_SPEAKS} AND one.household_id = {household}))"
    )


@cache
def _served(verb: Verb) -> str:
    return f"SELECT served.path FROM {_duties(verb)}"


def _duties(verb: Verb) -> str:
    # Roles are constants of the code; written out, they let the database plan the statement once.
    roles = ", ".join(f"'{role}'" for role in sorted(roles_with(verb)))
    return (
        f"{_DUTY} duty JOIN {_GRID} served ON served.id = duty.grid_id WHERE duty.user_id = %(by)s "
        f"AND duty.role IN ({roles}) AND duty.since <= %(today)s AND (duty.until IS NULL OR duty.until > %(today)s)"
    )


def _is_superuser(user: User) -> bool:
    return bool(getattr(user, "is_superuser", False))
