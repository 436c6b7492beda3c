"""The desk of a station: who waits, one tap to confirm, one to refuse; its poster and its code."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from points import conf, printing
from points.activities import queries as activities
from points.activities.models import Activity
from points.errors import PointsError
from points.people import queries as people
from points.permissions import Verb, user_of
from points.stations import queries, services
from points.stations.models import Asking, Station

AT_MOST = 30


@login_required
@never_cache
@require_safe
def show_desk(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, pk, "points/stations/desk_show.html")


@login_required
@never_cache
@require_safe
def show_desk_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes, for the script that asks for it."""
    return _show(request, pk, "points/stations/desk_now.html")


def _show(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    station = _station_to_run(request, pk)
    version = _version(station)
    if unchanged := get_conditional_response(request, etag=version):
        return unchanged
    context = {
        "station": station,
        "version": version,
        "waiting": queries.waiting_at(station)[:AT_MOST],
        "answered": queries.answered_at(station)[:AT_MOST],
        "reasons": Asking.Why.choices,
        "factor": conf.settings().station_factor,
        "minutes": conf.settings().station_wait_minutes,
        "sees_names": people.may(user_of(request), Verb.VIEW_PEOPLE, station.activity.community),
    }
    answer = render(request, template, context)
    answer["ETag"] = version
    return answer


def _version(station: Station) -> str:
    """As an ETag: changes when somebody asks, is answered or waits no more."""
    seen = (
        [row.pk for row in queries.waiting_at(station)],
        [(row.pk, row.state) for row in queries.answered_at(station)[:AT_MOST]],
    )
    return f'"{salted_hmac("points.stations.desk", repr((seen, get_language()))).hexdigest()[:20]}"'


@login_required
@never_cache
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asking = get_object_or_404(Asking.objects.select_related("station", "shift__activity__community"), pk=pk)
    _refuse_strangers(request, asking.shift.activity)
    try:
        if request.POST.get("do") == "refuse":
            services.refuse(asking, why=request.POST.get("why", ""), by=user_of(request))
        else:
            services.confirm(asking, by=user_of(request))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:station-desk", asking.station_id)


@login_required
@never_cache
@require_POST
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    station = _station_to_run(request, pk)
    services.renew_station_code(station, by=user_of(request))
    messages.success(request, _("The old code is refused from now on. Please print the new one and put it up."))
    return redirect("points:station-desk", pk)


@login_required
@require_safe
def print_poster(request: HttpRequest, pk: int) -> HttpResponse:
    station = _station_to_run(request, pk)
    poster = {
        "place": station.activity.community.name,
        "over": station.activity.name,
        "title": station.name,
        "call": _("Scan to come or go"),
        "address": request.build_absolute_uri(reverse("points:station", args=[station.code])),
        "typed": station.code,
        "text": _("The code alone checks nobody in. No phone? Tell the desk."),
    }
    return printing.show(
        request, "points/stations/station_print.html", {"poster": poster}, filename=f"{_('poster')}-{station.name}"
    )


def _station_to_run(request: HttpRequest, pk: int) -> Station:
    station = get_object_or_404(Station.objects.select_related("activity__community", "activity__team"), pk=pk)
    _refuse_strangers(request, station.activity)
    return station


def _refuse_strangers(request: HttpRequest, activity: Activity) -> None:
    if not activities.may_run(user_of(request), activity):
        raise PermissionDenied if activities.may_see(user_of(request), activity) else Http404
