"""Signing up at the desk: for whoever has no account, or no telephone at hand.

The organiser finds somebody by card, name or number and sees how things stand before a button writes anything. Names
and cards are sent by POST only: addresses stay in logs and in the history of a shared phone.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from points.activities import admission, queries, services
from points.activities.desk import AT_MOST, shift_to_run
from points.activities.forms import SignUpForm
from points.activities.joining_forms import FindOrReadForm
from points.activities.models import Shift, SignUp
from points.errors import PointsError
from points.people.models import Resident
from points.permissions import User, user_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up_at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    form = FindOrReadForm(request.POST or None)
    try:
        found = _found(shift, form, by=user_of(request)) if form.typed else None
    except PointsError as refusal:
        return _show(request, shift, form=form, refusal=refusal)
    if request.POST.get("resident", "").isdigit():
        person = get_object_or_404(_people(shift, found, by=user_of(request)), pk=request.POST["resident"])
        return _about(request, shift, person, form)
    if found is not None and len(found) == 1:
        return _show_person(request, shift, found[0], form)
    return _show(request, shift, form=form, found=found)


def _found(shift: Shift, form: FindOrReadForm, *, by: User) -> list[Resident]:
    """Refuses with `card_unreadable`, `card_revoked`, `not_of_this_community`."""
    if form.is_card:
        return queries.members_on_card(shift, form.typed)
    return list(queries.find_people(shift, form.typed, by=by)[:AT_MOST])


def _people(shift: Shift, found: list[Resident] | None, *, by: User) -> Any:
    """Whom the organiser may choose: those on the card that was held out, besides those he may enter anyhow."""
    known = queries.people_to_enter(shift, by=by).values_list("pk", flat=True)
    return queries.residents_of(shift.activity.community).filter(pk__in=[*known, *(one.pk for one in found or ())])


def _about(request: HttpRequest, shift: Shift, person: Resident, form: FindOrReadForm) -> HttpResponse:
    """The person as things stand, or what the button did."""
    if "do" not in request.POST:
        return _show_person(request, shift, person, form)
    try:
        said = _do(request, shift, person)
    except PointsError as refusal:
        return _show_person(request, shift, person, form, refusal=refusal)
    messages.success(request, said)
    return redirect("points:desk-sign-up", shift.pk)


def _do(request: HttpRequest, shift: Shift, person: Resident) -> str:
    by, place, wish = user_of(request), queries.standing_of(person, shift), request.POST["do"]
    if place and wish == "give_back":
        services.cancel_sign_up(place, by=by)
        return _("The place has been given back.")
    if place and place.state == SignUp.State.OFFERED:
        services.confirm_place(place, by=by)
        return _("Signed up. It stands in the person's inbox.")
    form = SignUpForm(request.POST, roles=queries.roles_left(shift))
    take = services.sign_up_or_wait if wish == "wait" else services.sign_up
    made = take(shift, resident=person, role=form.role if form.is_valid() else None, by=by)
    if made.state == SignUp.State.WAITING:
        return _("On the waiting list. It stands in the person's inbox.")
    return _("Signed up. It stands in the person's inbox.")


# --- the pages ------------------------------------------------------------------------------------------------------


def _show_person(
    request: HttpRequest, shift: Shift, person: Resident, form: FindOrReadForm, **found: Any
) -> HttpResponse:
    place = queries.standing_of(person, shift)
    roles = queries.roles_left(shift)
    left = [role.places_left for role in roles] or [shift.capacity - shift.taken]
    context = {
        "person": person,
        "place": place,
        "turn": queries.turn_of(place) if place and place.state == SignUp.State.WAITING else None,
        "roles": roles,
        "role_form": SignUpForm(roles=roles),
        "may_take": any(places > 0 for places in left),
        "may_wait": any(places <= 0 for places in left) and shift.starts_at > timezone.now(),
        "unfit": admission.hindrance(shift, person, None),
        "long_day": queries.long_day(person, shift),
        "clash": None if place else queries.clash_at(shift, person),
    }
    return _show(request, shift, form=form, **context | found)


def _show(request: HttpRequest, shift: Shift, **found: Any) -> HttpResponse:
    everybody = list(queries.everybody_at(shift).select_related("resident__household__grid", "role", "created_by"))
    context = {
        "shift": shift,
        "places_left": shift.capacity - shift.taken,
        "sees_names": queries.sees_names(user_of(request), shift),
        "expected": [row for row in everybody if row.state == SignUp.State.CONFIRMED],
        "queue": [row for row in everybody if row.state != SignUp.State.CONFIRMED],
    }
    return render(request, "points/activities/desk_sign_up.html", context | found)
