"""The organiser's page of a route: print the codes of its points, renew one, take a point off."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from points import printing
from points.activities import queries as activities
from points.errors import PointsError
from points.patrols import queries, services
from points.patrols.models import Route, RoutePoint
from points.patrols.reasons import CodeReason
from points.permissions import user_of


@dataclass(frozen=True, kw_only=True)
class PointPoster:
    """As the templates of posters read it."""

    place: str
    over: str
    title: str
    call: str | Promise
    address: str
    typed: str
    """The letters for those whose camera does not read."""
    text: str | Promise
    shifts: Sequence[object] = ()


@login_required
@never_cache
@require_safe
def show_route(request: HttpRequest, pk: int) -> HttpResponse:
    route = _route_to_run(request, pk)
    context = {
        "route": route,
        "points": queries.points_in_force(route),
        "reasons": CodeReason.choices,
        "may_plan": activities.may_plan(user_of(request), route.activity),
    }
    return render(request, "points/patrols/route_show.html", context)


@login_required
@require_safe
def print_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """A poster for each point, or for the one that `?point=` names."""
    route = _route_to_run(request, pk)
    points = queries.points_in_force(route)
    wanted = request.GET.get("point")
    chosen = [point for point in points if wanted in (None, str(point.pk))]
    if wanted and not chosen:
        raise Http404
    context = {"posters": [_poster(request, route, point) for point in chosen], "size": "a4"}
    return printing.show(request, "points/patrols/point_print.html", context, filename=_("patrol codes"))


def _poster(request: HttpRequest, route: Route, point: RoutePoint) -> PointPoster:
    code = queries.code_of(point)
    return PointPoster(
        place=route.activity.community.name,
        over=" · ".join([route.activity.name, _("Checkpoint %(number)s") % {"number": point.number}]),
        title=point.name,
        call=_("On patrol? Scan, then confirm"),
        address=request.build_absolute_uri(reverse("points:patrol-point", args=[code])),
        typed=code,
        text=_("The code counts for those who are checked in on the patrol. It does nothing for anybody else."),
    )


@login_required
@never_cache
@require_POST
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    point = _point_to_run(request, pk)
    try:
        services.renew_point_code(point, reason=request.POST.get("reason", ""), by=user_of(request))
        messages.success(request, _("The old code is refused from now on. Please print the new one and put it up."))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:patrol-route", point.route_id)


@login_required
@never_cache
@require_POST
def retire_point(request: HttpRequest, pk: int) -> HttpResponse:
    point = _point_to_run(request, pk)
    try:
        services.retire_point(point, by=user_of(request))
        messages.success(request, _("The checkpoint is off the route. What was passed there stays on record."))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:patrol-route", point.route_id)


def _route_to_run(request: HttpRequest, pk: int) -> Route:
    route = get_object_or_404(Route.objects.select_related("activity__community"), pk=pk)
    _refuse_strangers(request, route)
    return route


def _point_to_run(request: HttpRequest, pk: int) -> RoutePoint:
    point = get_object_or_404(RoutePoint.objects.select_related("route__activity__community"), pk=pk)
    _refuse_strangers(request, point.route)
    return point


def _refuse_strangers(request: HttpRequest, route: Route) -> None:
    if not activities.may_run(user_of(request), route.activity):
        raise PermissionDenied if activities.may_see(user_of(request), route.activity) else Http404
