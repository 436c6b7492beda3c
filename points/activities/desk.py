"""The organiser's desk: the code for all to see, and the scanner.

Whoever runs the shift sees these pages, nobody else. A scan is answered by a page of its own, in a word, an icon and a
colour, which takes the next scan at once.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from points import conf
from points.activities import codes, pocket, queries, scans, services
from points.activities.forms import ScanForm
from points.activities.models import CheckIn, Direction, Scan, Shift
from points.errors import ChooseMember, PointsError
from points.people import queries as people
from points.people.models import Resident
from points.permissions import User, user_of

AT_MOST = 8
"""People offered for what was typed."""
LAST = 8
"""Scans that are listed."""
JUST_NOW = timedelta(seconds=5)
TO_TAKE_BACK = timedelta(seconds=scans.TAKE_BACK_SECONDS)


@login_required
@never_cache
@require_safe
def choose_shift(request: HttpRequest) -> HttpResponse:
    """Every shift that the user runs: going on, waiting to be closed, coming."""
    now = timezone.now()
    shifts = list(queries.shifts_run_by(user_of(request)))
    context = {
        "going_on": [shift for shift in shifts if shift.starts_at <= now <= shift.ends_at],
        "ended": [shift for shift in shifts if shift.ends_at < now],
        "coming": [shift for shift in shifts if shift.starts_at > now][:20],
        "waiting": queries.hours_to_confirm(user_of(request)).count(),
    }
    return render(request, "points/activities/desk_choose.html", context)


# --- the rotating code ----------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def show_code(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_code(request, pk, "points/activities/code_show.html")


@login_required
@never_cache
@require_safe
def show_wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a projector: larger, in the dark, without anybody's name."""
    return _show_code(request, pk, "points/activities/code_wall.html")


@login_required
@never_cache
@require_safe
def show_code_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes, for the script that asks for it."""
    return _show_code(request, pk, "points/activities/code_now.html")


def _show_code(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    shift = shift_to_run(request, pk)
    now = timezone.now()
    code = queries.current_code(shift, now)
    context = {
        "shift": shift,
        "code": code,
        "address": request.build_absolute_uri(f"{reverse('points:checkin')}?code={code}"),
        "typed_at": request.build_absolute_uri(reverse("points:checkin")),
        "seconds_left": codes.seconds_left(now),
        "step_seconds": conf.settings().code_step_seconds,
        "arrived": queries.count_arrived(shift),
        "reasons": services.RenewalReason.choices,
    }
    return render(request, template, context)


# --- the scanner ----------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    if request.method == "GET":
        return _show_scanner(request, shift, direction=_direction(request))
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _show_scanner(request, shift, direction=_direction(request), unread=form)
    key = str(form.cleaned_data["key"])
    try:
        candidates = _take(request, shift, form, key=key)
    except ChooseMember:
        candidates = _members(shift, form)
    except PointsError as refusal:
        if not Scan.objects.filter(shift=shift, key=key).exists():
            return _show_scanner(request, shift, direction=form.cleaned_data["direction"], refusal=refusal)
        candidates = None
    if candidates is not None:
        shown = {"direction": form.cleaned_data["direction"], "typed": form.cleaned_data["text"]}
        return _show_scanner(request, shift, **shown, candidates=candidates)
    return redirect("points:scan", shift.pk, get_object_or_404(Scan, shift=shift, key=key).pk)


def _take(request: HttpRequest, shift: Shift, form: ScanForm, *, key: str) -> list[Resident] | None:
    """Record the scan; or give those who could be meant, when a name or a number was typed."""
    sent, by = form.cleaned_data, user_of(request)
    if sent["resident"]:
        resident = get_object_or_404(_people(shift, form, by=by), pk=sent["resident"])
        entry = services.Entry(reason=form.reason_text)
        services.check_in_by_hand(shift, resident=resident, direction=sent["direction"], entry=entry, by=by, key=key)
    elif form.is_card:
        services.check_in_by_card(shift, card_text=sent["text"], direction=sent["direction"], by=by, key=key)
    else:
        return list(queries.find_people(shift, sent["text"], by=by)[:AT_MOST])
    return None


def _people(shift: Shift, form: ScanForm, *, by: User) -> QuerySet[Resident]:
    """Whom the organiser may choose: those on the card that was held out, besides those he may enter anyhow."""
    known = queries.people_to_enter(shift, by=by)
    on_card = [member.pk for member in _members(shift, form)] if form.is_card else []
    return queries.residents_of(shift.activity.community).filter(Q(pk__in=known.values("pk")) | Q(pk__in=on_card))


def _members(shift: Shift, form: ScanForm) -> list[Resident]:
    """Nobody, when the card is not one of this community or none at all."""
    try:
        return queries.members_on_card(shift, form.cleaned_data["text"])
    except PointsError:
        return []


def _show_scanner(request: HttpRequest, shift: Shift, *, direction: str, **found: Any) -> HttpResponse:
    context = _scanner(request, shift, direction) | {"typed": "", "candidates": None} | found
    return render(request, "points/activities/scan_read.html", context)


@login_required
@never_cache
@require_safe
def show_scan(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a scan came to."""
    shift = shift_to_run(request, pk)
    found = get_object_or_404(queries.scans_of(shift), pk=number)
    return _show_scan(request, shift, found)


@login_required
@never_cache
@require_POST
def take_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    found = get_object_or_404(queries.scans_of(shift), pk=number)
    try:
        services.take_back(found, by=user_of(request))
    except PointsError as refusal:
        return _show_scan(request, shift, found, kept=refusal, status=refusal.status)
    return redirect("points:scan", shift.pk, found.pk)


def _show_scan(
    request: HttpRequest, shift: Shift, found: Scan, *, kept: PointsError | None = None, status: int = 200
) -> HttpResponse:
    age = timezone.now() - found.recorded_at
    context = _scanner(request, shift, found.direction) | {
        "scan": found,
        "refusal": queries.refusal_of(found),
        "kept": kept,
        "is_taken_back": hasattr(found, "taken_back"),
        # Opened again from the list it stays, and there is time to take it back.
        "returns": age < JUST_NOW and not kept,
        "may_take_back": not found.refusal and age < TO_TAKE_BACK and shift.state == Shift.State.OPEN,
        "check_in": CheckIn.objects.filter(shift=shift, resident=found.resident).first() if found.resident else None,
    }
    return render(request, "points/activities/scan_show.html", context, status=status)


@login_required
@never_cache
@require_safe
def show_pocket(request: HttpRequest, pk: int) -> HttpResponse:
    """What the scanner's script holds for when there is no network, and how it may send later."""
    shift = shift_to_run(request, pk)
    own = {"token": get_token(request), "reader": reader_of(request), "is_open": shift.state == Shift.State.OPEN}
    return JsonResponse(pocket.of_shift(shift) | own)


def reader_of(request: HttpRequest) -> str:
    """Tells two organisers at one phone apart, and says nothing about them."""
    return salted_hmac("points.activities.scanner", str(user_of(request).pk), algorithm="sha256").hexdigest()[:16]


def _scanner(request: HttpRequest, shift: Shift, direction: str) -> dict[str, Any]:
    # The page that a phone keeps for later holds nothing of anybody, not even who is acted for.
    is_kept = "kept" in request.GET
    if is_kept and people.acting_in(request):
        raise Http404
    return {
        "shift": shift,
        "direction": direction,
        "form": ScanForm(initial={"direction": direction}),
        "scans": [] if is_kept else queries.scans_of(shift)[:LAST],
        "arrived": None if is_kept else queries.count_arrived(shift),
        "reader": reader_of(request),
        "sees_names": queries.sees_names(user_of(request), shift),
    }


def _direction(request: HttpRequest) -> str:
    asked = request.POST.get("direction") or request.GET.get("direction")
    return Direction.OUT if asked == Direction.OUT else Direction.IN


# --------------------------------------------------------------------------------------------------------------------


def shift_to_run(request: HttpRequest, pk: int) -> Shift:
    shift = get_object_or_404(Shift.objects.select_related("activity__community", "activity__team"), pk=pk)
    if not queries.may_see(user_of(request), shift.activity):
        raise Http404
    if not queries.may_run(user_of(request), shift.activity):
        raise PermissionDenied
    return shift
