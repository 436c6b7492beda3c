"""Where somebody stands: which grids he serves, and which household is his own.

Every service asks this first, many times a second at an event, so it is plain SQL: one statement for an answer, or a
condition inside a statement that asks and acts at once (`serves`, `is_own_household`).
"""

from datetime import date
from functools import cache
from typing import Any

from points import statements
from points.people.models import Duty, Grid, Resident
from points.permissions import User, Verb, roles_with

_DUTY, _GRID, _RESIDENT = Duty._meta.db_table, Grid._meta.db_table, Resident._meta.db_table
_OWN = f"SELECT household_id FROM {_RESIDENT} WHERE user_id = %s"


def served_paths(user: User, verb: Verb) -> list[str] | None:
    """Tree paths of the grids where the user may do `verb` today; None means everywhere (a superuser)."""
    if not user.is_active:
        return []
    if _is_superuser(user):
        return None
    standing = standing_of(user)
    return [path for (path,) in statements.fetch_all(_served(verb), standing)]


def own_household_id(user: User) -> int | None:
    """The household of the resident who logs in as `user`; nobody decides about his own."""
    row = statements.fetch_one(_OWN, [statements.user_id(user)]) if user.is_authenticated else None
    return row[0] if row else None


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
    """SQL condition: the user belongs to the household whose id is in the expression `household`."""
    return f"EXISTS (SELECT 1 FROM {_RESIDENT} me WHERE me.user_id = %(by)s AND me.household_id = {household})"


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
