"""The board of a shift: who is here, late, gone, still expected, at one glance and without loading the page again.

The script asks every few seconds with the version that it shows, and is told in a few bytes that nothing has changed.
From each person it is one tap to the screen on which the organiser enters times by hand.
"""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points.activities import queries
from points.activities.desk import shift_to_run
from points.activities.models import Shift
from points.activities.whereabouts import version_of, whereabouts
from points.permissions import user_of


@login_required
@never_cache
@require_safe
def show_board(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "points/activities/board_show.html", _board(request, shift_to_run(request, pk)))


@login_required
@never_cache
@require_safe
def show_board_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes, for the script that asks for it; 304 while it has not changed."""
    shift = shift_to_run(request, pk)
    version = _version(request, shift)
    answer = get_conditional_response(request, etag=version)
    if answer is None:
        answer = render(request, "points/activities/board_now.html", _board(request, shift))
    answer["ETag"] = version
    return answer


def _board(request: HttpRequest, shift: Shift) -> dict[str, Any]:
    return {
        "shift": shift,
        "now": timezone.now(),
        # Of before the reading: what changes in between is asked for once more, and never missed.
        "version": _version(request, shift),
        "board": whereabouts(shift, now=timezone.now()),
        "sees_names": queries.sees_names(user_of(request), shift),
    }


def _version(request: HttpRequest, shift: Shift) -> str:
    """As an ETag; of what this reader sees, in his language."""
    seen = [version_of(shift, now=timezone.now()), queries.sees_names(user_of(request), shift), get_language()]
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:24]}"'
