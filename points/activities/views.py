"""What residents see of activities: what is on, their place, their check-in.

The rotating code comes as a plain address, so that any phone opens it. It is read at first load, whoever loads it, and
remembered in the session as a pass; login and the confirming tap may then take their time. Whoever acts in somebody's
name signs up for that person, and is busy with him on every page about it. Checking in is never done for another: a
code says who came.
"""

from contextlib import suppress
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import conf, tries
from points.activities import codes, queries, services
from points.activities.forms import CheckInForm, CodeForm
from points.activities.joining import hide_draft, shift_at
from points.activities.models import Activity, CheckIn, Direction, PlaceHint, Shift, SignUp
from points.errors import CodeExpired, PointsError
from points.people import queries as people
from points.people import services as people_services
from points.permissions import user_of

_ADMISSION = "points_admission"
"""Of the session: the shift, the pass for its code, and the key of the check-in that used it."""


@require_safe
@never_cache
def list_shifts(request: HttpRequest) -> HttpResponse:
    """Open to everybody; a resident sees what concerns the own community, and the own places first."""
    resident = people_services.attend(request)
    community = people.community_of(resident.household.grid) if resident else None
    mine = list(queries.standings_of(resident)) if resident else []
    shifts = queries.open_shifts(community)
    programmes = queries.programmes_of(shifts)
    chosen = next((row for row in programmes if str(row.pk) == request.GET.get("programme")), None)
    context = {
        "resident": resident,
        "shifts": shifts.filter(activity__programme=chosen) if chosen else shifts,
        "programmes": programmes,
        "chosen": chosen,
        "mine": mine,
        "signed_up": {row.shift_id for row in mine if row.state == SignUp.State.CONFIRMED},
        "waiting": {row.shift_id for row in mine if row.state != SignUp.State.CONFIRMED},
        "runs": request.user.is_authenticated and queries.shifts_run_by(user_of(request)).exists(),
    }
    return render(request, "points/activities/shift_list.html", context)


@require_safe
@never_cache
def show_activity(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(
        Activity.objects.select_related("community", "team", "kind", "programme", "parent"), pk=pk
    )
    hide_draft(request, activity)
    people_services.attend(request)
    shifts = queries.open_shifts().filter(activity=activity)
    context = {"activity": activity, "shifts": shifts, "parts": queries.parts_of(activity)}
    return render(request, "points/activities/activity_show.html", context)


# --- the rotating code ----------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """First load with a code, the typed form, and the confirming tap."""
    if request.method == "POST" and "direction" in request.POST:
        return _confirm(request)
    if "code" in request.POST or "code" in request.GET:
        return _read_code(request)
    return _ask(request)


def _read_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else request.GET)
    try:
        shift = _shift_showing(request, form)
        admission = codes.admit(shift, form.cleaned_data["code"])
    except PointsError as refusal:
        _leave_a_trace(request, form, refusal)
        return _show_code_form(request, refusal=refusal)
    request.session[_ADMISSION] = {"shift": shift.pk, "pass": admission, "key": ""}
    # The code is dropped from the address: it is over by the time somebody reloads or forwards it.
    return redirect("points:checkin")


def _shift_showing(request: HttpRequest, form: CodeForm) -> Shift:
    """Refuses with `code_expired`, `too_many_tries`."""
    who, most = tries.who_asks(request)
    with tries.limited("code", who=who, most=most, miss=CodeExpired):
        shift = queries.shift_showing(form.cleaned_data["code"]) if form.is_valid() else None
        if shift is None:
            raise CodeExpired()
    return shift


def _leave_a_trace(request: HttpRequest, form: CodeForm, refusal: PointsError) -> None:
    """Of a code that was shown a while ago: such as a picture of the screen that somebody passed on. It is kept among
    the shift's refused scans, with whoever sent it. What was never shown belongs to no shift."""
    resident = people.resident_of(user_of(request)) if request.user.is_authenticated else None
    if resident is None or not isinstance(refusal, CodeExpired) or not form.is_valid():
        return
    code = form.cleaned_data["code"]
    shift = queries.shift_that_showed(code, people.community_of(resident.household.grid))
    if shift is None:
        return
    with suppress(PointsError):
        services.check_in_by_code(
            shift, resident=resident, code=code, direction=Direction.IN, by=user_of(request), key=str(uuid4())
        )


def _ask(request: HttpRequest) -> HttpResponse:
    admission = request.session.get(_ADMISSION)
    if not admission or admission["key"]:
        return _show_code_form(request)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("points:checkin"))
    shift = shift_at(admission["shift"])
    try:
        seen_at = codes.seen_at(shift, admission["pass"])
    except CodeExpired as refusal:
        del request.session[_ADMISSION]
        return _show_code_form(request, refusal=refusal)
    return _show_confirmation(request, shift, seen_at=seen_at)


def _confirm(request: HttpRequest) -> HttpResponse:
    form = CheckInForm(request.POST)
    admission = request.session.get(_ADMISSION)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("points:checkin"))
    resident = people.resident_of(user_of(request))
    if resident is None or not admission or not form.is_valid():
        return _show_code_form(request, refusal=CodeExpired())
    key = str(form.cleaned_data["key"])
    if admission["key"] not in ("", key):
        return _show_code_form(request, refusal=CodeExpired())
    shift = shift_at(admission["shift"])
    # A pass is used once; the same tap again gives the same answer.
    request.session[_ADMISSION] = {**admission, "key": key}
    try:
        answer = services.check_in_by_code(
            shift,
            resident=resident,
            code=admission["pass"],
            direction=form.cleaned_data["direction"],
            by=user_of(request),
            key=key,
        )
    except PointsError as refusal:
        return _show_code_form(request, refusal=refusal, shift=shift)
    shown = urlencode({"direction": form.cleaned_data["direction"]})
    return redirect(f"{reverse('points:checked-in', args=[answer.result.pk])}?{shown}")


def _show_code_form(
    request: HttpRequest, *, refusal: PointsError | None = None, shift: Shift | None = None
) -> HttpResponse:
    context = {"form": CodeForm(), "refusal": refusal, "shift": shift}
    return render(request, "points/activities/checkin_type.html", context, status=refusal.status if refusal else 200)


def _show_confirmation(request: HttpRequest, shift: Shift, *, seen_at: object) -> HttpResponse:
    resident = people.resident_of(user_of(request))
    context = {
        "shift": shift,
        "resident": resident,
        "seen_at": seen_at,
        "form": CheckInForm(),
        "check_in": CheckIn.objects.filter(shift=shift, resident=resident).first() if resident else None,
    }
    return render(request, "points/activities/checkin_confirm.html", context)


@login_required
@never_cache
@require_safe
def show_check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a check-in, for nobody but the person."""
    mine = CheckIn.objects.filter(resident__user=request.user.pk)
    found = get_object_or_404(
        mine.select_related("shift__activity__community", "shift__activity__team", "resident__household__account"),
        pk=pk,
    )
    context = {
        "check_in": found,
        "is_out": request.GET.get("direction") == "out",
        "worth": queries.worth_at_the_end(found),
        "hint": PlaceHint.objects.filter(check_in=found).first(),
        "asks_for_hint": found.shift.state == Shift.State.OPEN and queries.asks_for_hint(found.shift.activity),
        "near_meters": conf.settings().place_hint_meters,
    }
    return render(request, "points/activities/checkin_show.html", context)
