"""Helping somebody without a phone: the card, the person, the PIN that the person types on the helper's device.

The helper stays signed in as himself; the log names both. The page is not kept by any browser, and what was typed as a
PIN is in no answer.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from points import tries
from points.errors import NobodyFound, PointsError
from points.people import queries as people
from points.people import services
from points.people.models import Household
from points.permissions import Verb, user_of
from points.portal.acting import enter
from points.portal.acting_forms import AssistForm, CardForm


@sensitive_post_parameters("pin")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def assist(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if people.served_paths(user, Verb.ASSIST) == []:
        raise PermissionDenied
    form = CardForm(request.POST or None)
    if not form.is_valid():
        return _show(request, form=form)
    try:
        household = _household(request, form.cleaned_data["text"])
    except PointsError as refusal:
        return _show(request, form=CardForm(), refusal=refusal)
    return _enter(request, household) if "pin" in request.POST else _show(request, household=household)


def _enter(request: HttpRequest, household: Household) -> HttpResponse:
    form = AssistForm(request.POST, household=household)
    if not form.is_valid():
        return _show(request, household=household, entry=form)
    resident, pin = form.cleaned_data["resident"], form.cleaned_data["pin"]
    try:
        enter(request, services.assist(resident, pin=pin, by=user_of(request)))
    except PointsError as refusal:
        return _show(request, household=household, entry=form, refusal=refusal)
    return redirect("points:portal")


def _household(request: HttpRequest, typed: str) -> Household:
    """Refuses with `nobody_found`, `card_revoked`, `own_household`, `too_many_tries`."""
    user = user_of(request)
    who, most = tries.who_asks(request)
    with tries.limited("card", who=who, most=most, miss=NobodyFound):
        named = people.read_card(typed).household if people.serial_in(typed) else people.household_by_number(typed)
        mine = people.households_for(user, Verb.ASSIST).filter(is_active=True)
        household = mine.filter(pk=named.pk).first() if named else None
        if household is None:
            raise NobodyFound(typed=typed)
    people.refuse_own_home(user, household)
    return household


def _show(
    request: HttpRequest,
    *,
    form: CardForm | None = None,
    household: Household | None = None,
    entry: AssistForm | None = None,
    refusal: PointsError | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "household": household, "refusal": refusal}
    context["represents"] = people.proxies_of(user_of(request))
    if household:
        context["entry"] = entry or AssistForm(household=household, initial={"text": request.POST["text"]})
    status = refusal.status if refusal else 200
    return render(request, "points/portal/assist_enter.html", context, status=status)
