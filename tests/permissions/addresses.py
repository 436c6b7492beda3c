"""Every address of ours that the resolver of the test host knows, and how its gaps are filled."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

OURS = ("points/", "admin/points/", "admin/honors/")


def addresses() -> dict[str, str]:
    """Route by name, such as `points_good:edit`; those with one name are told apart by a number."""
    found: dict[str, str] = {}
    for name, route in _walk(get_resolver(), "", ()):
        if route.startswith(OURS):
            count = sum(known.partition("#")[0] == name for known in found)
            found[f"{name}#{count + 1}" if count else name] = route
    return found


def _walk(resolver: Any, above: str, namespaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, route, inner)
        else:
            yield ":".join((*namespaces, pattern.name or "unnamed")), route
