"""Rating by those who were served: the link that is shown to them, what they say, and what the teams read of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import conf, tries
from points.activities import queries, rating_links, services
from points.activities.desk import shift_to_run
from points.activities.joining import seen_shift, shift_at
from points.activities.models import CheckIn
from points.activities.rating_forms import RatingForm, SlipForm
from points.activities.ratings import SPAN
from points.errors import NotPermitted, PointsError, RatingLinkOver
from points.people import queries as people
from points.permissions import user_of

_LINK = "points_rating_link"
"""Of the session: it goes along through the login."""
_TO_PUT_RIGHT = 422


# --- the link -------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def show_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A code for the next person, shown by the organiser or by somebody who serves at the shift."""
    shift = seen_shift(request, pk)
    mine = CheckIn.objects.filter(shift=shift, resident__user=user_of(request).pk, in_at__isnull=False)
    if not (queries.may_run(user_of(request), shift.activity) or mine.exists()):
        raise PermissionDenied
    link = rating_links.new_link(shift)
    context = {
        "shift": shift,
        "is_open": queries.may_be_rated(shift, timezone.now()),
        "until": queries.rated_until(shift),
        "address": request.build_absolute_uri(f"{reverse('points:rate')}?{urlencode({'link': link})}"),
    }
    return render(request, "points/activities/rating_link.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    """First load with a link, through the login, to one to five and a word."""
    if request.method == "GET" and "link" in request.GET:
        return _keep_link(request)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("points:rate"))
    link = request.session.get(_LINK, "")
    try:
        shift = shift_at(rating_links.read(link).shift)
    except RatingLinkOver as refusal:
        return _show_form(request, None, refusal=refusal)
    form = RatingForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _show_form(request, form, shift=shift)
    try:
        _rate(request, link, form)
    except PointsError as refusal:
        # What can be put right is sent anew, under another key.
        sent = {name: form.cleaned_data[name] for name in ("stars", "word")}
        again = RatingForm(initial=sent) if refusal.status == _TO_PUT_RIGHT else None
        return _show_form(request, again, shift=shift, refusal=refusal)
    return redirect("points:rated")


def _keep_link(request: HttpRequest) -> HttpResponse:
    who, most = tries.who_asks(request)
    try:
        with tries.limited("rating", who=who, most=most, miss=RatingLinkOver):
            rating_links.read(request.GET["link"])
    except PointsError as refusal:
        return _show_form(request, None, refusal=refusal)
    request.session[_LINK] = request.GET["link"]
    # Dropped from the address: it works once, and an address is forwarded.
    return redirect("points:rate")


def _rate(request: HttpRequest, link: str, form: RatingForm) -> None:
    # In one's own name, in whoever else's one acts.
    resident = people.resident_of(user_of(request))
    if resident is None:
        raise NotPermitted()
    services.rate(link, said=form.said, resident=resident, by=user_of(request), key=str(form.cleaned_data["key"]))


def _show_form(request: HttpRequest, form: RatingForm | None, **about: Any) -> HttpResponse:
    refusal = about.get("refusal")
    context = {"form": form, "refusal": None, "shift": None} | about
    return render(request, "points/activities/rating_write.html", context, status=refusal.status if refusal else 200)


@login_required
@never_cache
@require_safe
def show_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "points/activities/rating_thanks.html")


# --- slips of paper -------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One after the other, for those without a login."""
    shift = shift_to_run(request, pk)
    form, refusal = SlipForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        slip = form.cleaned_data["slip"]
        try:
            key = str(form.cleaned_data["key"])
            services.enter_slip(shift, slip=slip, said=form.said, by=user_of(request), key=key)
            messages.success(request, _("Slip no. %(slip)s is entered.") % {"slip": slip})
            return redirect("points:shift-slips", shift.pk)
        except PointsError as refused:
            refusal = refused
            form = SlipForm(initial={name: form.cleaned_data[name] for name in ("slip", "stars", "word")})
    context = {"shift": shift, "form": form, "refusal": refusal, "is_open": queries.may_be_rated(shift, timezone.now())}
    context["until"] = queries.rated_until(shift)
    return render(request, "points/activities/rating_slip.html", context)


# --- the sums -------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def show_ratings(request: HttpRequest) -> HttpResponse:
    """What was said about the teams of whoever looks."""
    context = {
        "teams": queries.teams_rated_for(user_of(request)),
        "days": SPAN.days,
        "fewest": conf.settings().fewest_ratings,
    }
    return render(request, "points/activities/rating_list.html", context)
