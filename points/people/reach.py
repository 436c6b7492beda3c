"""Conditions that many look-ups share: which rows are in force, which lie below a grid, who is old enough."""

from datetime import date

from django.db.models import Q
from django.utils import timezone


def in_force(on: date) -> Q:
    """Condition on rows with `since` and `until`."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def below(paths: list[str] | None, field: str = "grid__path") -> Q:
    """Condition on a tree path: in one of the subtrees; None for everywhere."""
    if paths is None:
        return Q()
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def years_ago(years: int) -> date:
    """The day on which somebody was born who is that old today."""
    today = timezone.localdate()
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        # On 29 February.
        return today.replace(year=today.year - years, day=28)
