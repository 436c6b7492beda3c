"""Posters with a code: for a shift, for an activity, and for the door of the community's house.

The code opens a page and nothing more. Nothing is credited by a code that hangs on a wall: whoever photographs it has
an address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points import printing
from points.activities import queries
from points.activities.desk import shift_to_run
from points.activities.models import Activity, Shift
from points.people import queries as people
from points.people.models import Grid
from points.permissions import User, Verb, user_of

SIZES = ("a4", "a3")
MOST_DATES = 5
"""Of an activity's coming shifts; more is not read from a wall."""
_DOOR_VERBS = (Verb.MANAGE_PEOPLE, Verb.MANAGE_ACTIVITIES, Verb.RUN_SHIFT)


@dataclass(frozen=True, kw_only=True)
class Poster:
    place: str
    title: str | Promise
    call: str | Promise
    """What scanning the code is good for."""
    address: str
    over: str | Promise = ""
    shifts: Sequence[Shift] = ()
    where: str = ""
    text: str | Promise = ""


@login_required
@require_safe
def print_shift(request: HttpRequest, pk: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    poster = _of_activity(request, shift.activity, [shift], reverse("points:shift", args=[pk]))
    return _print(request, poster, filename=f"{_('poster')}-{shift.activity.name}")


@login_required
@require_safe
def print_activity(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.select_related("community__level", "kind", "team"), pk=pk)
    if not queries.may_run(user_of(request), activity):
        # As the desk: whoever may not run it learns no more than that it is not there for him.
        raise PermissionDenied if queries.may_see(user_of(request), activity) else Http404
    coming = queries.open_shifts().filter(activity=activity)[:MOST_DATES]
    poster = _of_activity(request, activity, coming, reverse("points:activity", args=[pk]))
    return _print(request, poster, filename=f"{_('poster')}-{activity.name}")


@login_required
@require_safe
def print_door(request: HttpRequest) -> HttpResponse:
    """Scan to see your points: the way to the portal, for the door, the lift and the till."""
    communities = _communities(user_of(request))
    if not communities:
        raise PermissionDenied
    wanted = request.GET.get("community")
    community = next((row for row in communities if str(row.pk) == wanted), None if wanted else communities[0])
    if community is None:
        raise Http404
    poster = Poster(
        place=community.name,
        title=_("The points of our household"),
        call=_("Scan and see them"),
        address=request.build_absolute_uri(reverse("points:portal")),
        text=_("What there is, what it was for, what it buys. No phone? Your card does the same at the office."),
    )
    others = [row for row in communities if row != community]
    return _print(request, poster, filename=_("poster"), others=others)


def _of_activity(request: HttpRequest, activity: Activity, shifts: Iterable[Shift], path: str) -> Poster:
    return Poster(
        place=activity.community.name,
        over=" · ".join(filter(None, [activity.kind.name, activity.team.name if activity.team else ""])),
        title=activity.name,
        shifts=list(shifts),
        where=activity.place,
        call=_("Scan to sign up"),
        address=request.build_absolute_uri(path),
        text=_("No phone? Come to the community office, or just come."),
    )


def _print(request: HttpRequest, poster: Poster, *, filename: str, others: Sequence[Grid] = ()) -> HttpResponse:
    size = request.GET.get("size", SIZES[0])
    if size not in SIZES:
        raise Http404
    context: dict[str, Any] = {"poster": poster, "size": size, "sizes": SIZES, "others": others}
    return printing.show(request, "points/activities/poster_print.html", context, filename=f"{filename}-{size}")


def _communities(user: User) -> list[Grid]:
    """Those that the user serves, in the order of the tree."""
    found = {}
    for verb in _DOOR_VERBS:
        for grid in people.grids_for(user, verb):
            if grid.level.is_community:
                found[grid.pk] = grid
    return sorted(found.values(), key=lambda grid: grid.path)
