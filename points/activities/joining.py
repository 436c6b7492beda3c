"""Taking part in a shift: its page, a place or a turn in the queue, and giving it back.

A look at the page of a shift passes on what somebody let lapse: the clock does that, not the visitor, and doing it late
would keep a place from whoever waits.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points.activities import admission, queries, services
from points.activities.forms import SignUpForm
from points.activities.models import Activity, CheckIn, Shift, SignUp
from points.errors import PointsError, ShiftNotOpen
from points.people import queries as people
from points.people import services as people_services
from points.people.models import Resident
from points.permissions import user_of


@require_safe
@never_cache
def show_shift(request: HttpRequest, pk: int) -> HttpResponse:
    shift = seen_shift(request, pk)
    if queries.lapsed_offers().filter(shift=shift).exists():
        _pass_on(shift)
    resident = people_services.attend(request)
    place = queries.standing_of(resident, shift) if resident else None
    context = {
        "shift": shift,
        "places_left": shift.capacity - shift.taken,
        "resident": resident,
        "sign_up": place,
        "turn": queries.turn_of(place) if place and place.state == SignUp.State.WAITING else None,
        "check_in": CheckIn.objects.filter(shift=shift, resident=resident).first() if resident else None,
        "runs": queries.may_run(user_of(request), shift.activity),
        "may_sign_up": queries.open_shifts().filter(pk=pk).exists(),
        "leads": people.teams_led_by(user_of(request)).exists(),
    }
    serves = context["check_in"] and resident and resident.user_id == user_of(request).pk
    context["may_ask"] = (context["runs"] or serves) and queries.may_be_rated(shift, timezone.now())
    context |= _terms(shift, place) | (_offer(shift, resident) if resident and place is None else {})
    return render(request, "points/activities/shift_show.html", context)


def _pass_on(shift: Shift) -> None:
    try:
        services.pass_on_offers(shift)
    except ShiftNotOpen:
        return
    shift.refresh_from_db(fields=["taken"])


def _terms(shift: Shift, place: SignUp | None) -> dict[str, Any]:
    """Until when one signs up and drops out, and what one has to bring."""
    now = timezone.now()
    closes_at, drop_out_until = admission.closes_at(shift), admission.drop_out_until(shift)
    return {
        "opens_at": _ahead(shift.sign_up_opens_at, now),
        "closes_at": _ahead(closes_at, now),
        "closed_at": closes_at if closes_at and closes_at <= now else None,
        "drop_out_until": drop_out_until,
        "may_drop_out": drop_out_until is None or now < drop_out_until or bool(place and place.team_id),
        "skills": list(shift.activity.skills.all()),
    }


def _ahead(at: datetime | None, now: datetime) -> datetime | None:
    return at if at and at > now else None


def _offer(shift: Shift, resident: Resident) -> dict[str, Any]:
    """What the resident may choose."""
    roles = queries.roles_left(shift)
    left = [role.places_left for role in roles] or [shift.capacity - shift.taken]
    return {
        "form": SignUpForm(roles=roles),
        "roles": roles,
        "may_take": any(places > 0 for places in left),
        "may_wait": any(places <= 0 for places in left) and shift.starts_at > timezone.now(),
        "unfit": admission.hindrance(shift, resident, None) or queries.clash_at(shift, resident),
        "long_day": queries.long_day(resident, shift),
    }


@login_required
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET comes from somebody who has just logged in in order to sign up: the shift's page has the button."""
    shift = seen_shift(request, pk)
    resident = people_services.attend(request)
    if request.method == "POST" and resident:
        try:
            _take(request, shift, resident)
        except PointsError as refusal:
            messages.error(request, str(refusal))
    return redirect("points:shift", pk)


def _take(request: HttpRequest, shift: Shift, resident: Resident) -> None:
    """The offered place, a free one, or a turn in the queue: whichever the button said."""
    by, place = user_of(request), queries.standing_of(resident, shift)
    if place and place.state == SignUp.State.OFFERED:
        made = services.confirm_place(place, by=by)
    else:
        form = SignUpForm(request.POST, roles=queries.roles_left(shift))
        role = form.role if form.is_valid() else None
        do = services.sign_up_or_wait if "wait" in request.POST else services.sign_up
        made = do(shift, resident=resident, role=role, by=by)
    if made.state == SignUp.State.WAITING:
        messages.success(request, _("You are on the waiting list. You are asked as soon as it is your turn."))
    else:
        messages.success(request, _("You have a place. See you there!"))


@login_required
@require_http_methods(["POST"])
def cancel_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    shift = shift_at(pk)
    resident = people_services.attend(request)
    place = queries.standing_of(resident, shift) if resident else None
    if place is None:
        hide_draft(request, shift.activity)
    else:
        try:
            services.cancel_sign_up(place, by=user_of(request))
            messages.success(request, _("Your place has been given back. Thank you for saying so."))
        except PointsError as refusal:
            messages.error(request, str(refusal))
    if not queries.may_see(user_of(request), shift.activity):
        # The page of a shift that was withdrawn is not there for whoever gave the place back.
        return redirect("points:activities")
    return redirect("points:shift", pk)


# --------------------------------------------------------------------------------------------------------------------


def shift_at(pk: int) -> Shift:
    return get_object_or_404(Shift.objects.select_related("activity__community", "activity__team"), pk=pk)


def seen_shift(request: HttpRequest, pk: int) -> Shift:
    shift = shift_at(pk)
    hide_draft(request, shift.activity)
    return shift


def hide_draft(request: HttpRequest, activity: Activity) -> None:
    if not queries.may_see(user_of(request), activity):
        raise Http404
