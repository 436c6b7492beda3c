"""How the screens of the admin find whom a row is about, and by which way it hangs on the tree."""

from django.db.models import Q

from points.people import queries
from points.people.models import Resident
from points.permissions import Verb
from points.scopes import Reach, Scope

OF_RESIDENT = Scope(ways=["resident__household__grid__path"])
OF_HOUSEHOLD = Scope(ways=["household__grid__path"])


def find_household(typed: str, reach: Reach, prefix: str = "") -> Q:
    """By account number, door, or by a member whom the user may know by name."""
    named = Q(**{f"{prefix}account__number": typed.replace(" ", "").replace("-", "")})
    members = queries.below(reach.paths([Verb.VIEW_PEOPLE]), "household__grid__path") & queries.matching(typed)
    lives_there = Resident.objects.filter(members, is_active=True).values("household")
    way = prefix.removesuffix("__") or "pk"
    return named | Q(**{f"{prefix}door__icontains": typed.strip()}) | Q(**{f"{way}__in": lives_there})


def find_resident(typed: str, reach: Reach, prefix: str = "resident__") -> Q:
    """By name, pinyin or phone, among those whom the user may know by name."""
    known = queries.below(reach.paths([Verb.VIEW_PEOPLE]), f"{prefix}household__grid__path")
    return queries.matching(typed, prefix) & known
