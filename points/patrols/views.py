"""On patrol: open the code of a point, confirm, see the rounds.

A code is a plain address, so that any phone opens it. Where there is no network at the point, the letters and the time
are typed in afterwards.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import letters, tries
from points.activities import queries as activities
from points.activities.models import Shift
from points.errors import PointsError, PointUnknown
from points.patrols import moments, queries, services
from points.patrols.forms import PassForm, PointCodeForm, moment_of
from points.patrols.models import Passing, RoutePoint
from points.people import queries as people
from points.people import services as people_services
from points.people.models import Resident
from points.permissions import user_of


@never_cache
@require_http_methods(["GET", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    form = PointCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        was_at = form.cleaned_data["was_at"]
        told = f"?at={was_at:%H:%M}" if was_at else ""
        return redirect(reverse("points:patrol-point", args=[letters.read(form.cleaned_data["code"])]) + told)
    return _show_code_form(request, form)


@never_cache
@require_http_methods(["GET", "POST"])
def pass_point(request: HttpRequest, code: str) -> HttpResponse:
    """A GET shows whose code it is and asks, a POST confirms."""
    try:
        point = _point(request, code)
    except PointsError as refusal:
        return _show_code_form(request, PointCodeForm(), refusal=refusal)
    seen_at = moments.first_seen(request, code)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    resident = people_services.attend(request)
    if resident is None or request.method == "GET":
        return _show_point(request, point, code, seen_at=seen_at)
    form = PassForm(request.POST)
    if not form.is_valid():
        return _show_point(request, point, code, seen_at=seen_at)
    try:
        passing = _pass(request, form, code, resident)
    except PointsError as refusal:
        return _show_point(request, point, code, seen_at=seen_at, refusal=refusal)
    moments.forget(request, code)
    _say(request, passing, resident)
    return redirect("points:patrol", passing.shift_id)


def _point(request: HttpRequest, code: str) -> RoutePoint:
    """Refuses with `point_unknown`, `point_code_revoked`, `too_many_tries`."""
    who, most = tries.who_asks(request)
    with tries.limited("point", who=who, most=most, miss=PointUnknown):
        return queries.point_with(code)


def _pass(request: HttpRequest, form: PassForm, code: str, resident: Resident) -> Passing:
    sent = form.cleaned_data
    sighting = services.Sighting(
        code=code,
        round_number=sent["round"],
        seen_at=moments.read(code, sent["seen"]),
        claimed_at=moment_of(sent["was_at"]) if sent["was_at"] else None,
    )
    return services.pass_point(sighting, resident=resident, by=user_of(request), key=str(sent["key"])).result


def _say(request: HttpRequest, passing: Passing, resident: Resident) -> None:
    about = {"point": str(passing.point), "at": f"{timezone.localtime(passing.happened_at):%H:%M}"}
    if passing.resident_id == resident.pk:
        messages.success(request, _("%(point)s: passed at %(at)s.") % about)
    else:
        messages.success(request, _("%(point)s: somebody of your patrol passed it at %(at)s already.") % about)


def _show_code_form(request: HttpRequest, form: PointCodeForm, *, refusal: PointsError | None = None) -> HttpResponse:
    context = {"form": form, "refusal": refusal}
    return render(request, "points/patrols/point_type.html", context, status=refusal.status if refusal else 200)


def _show_point(
    request: HttpRequest, point: RoutePoint, code: str, *, seen_at: datetime, refusal: PointsError | None = None
) -> HttpResponse:
    told = PointCodeForm({"code": code, "was_at": request.POST.get("was_at") or request.GET.get("at", "")})
    was_at = told.cleaned_data["was_at"] if told.is_valid() else None
    at = moment_of(was_at) if was_at else seen_at
    initial = {"seen": moments.signed(code, seen_at), "was_at": was_at}
    context = {"point": point, "at": at, "is_told": bool(was_at), "form": PassForm(initial=initial)}
    resident = people.resident_of(user_of(request))
    context["is_resident"] = resident is not None
    try:
        if resident:
            context |= _walk(point, queries.shift_walked(point.route, resident, at), at)
    except PointsError as hindrance:
        refusal = refusal or hindrance
    context["refusal"] = refusal
    return render(request, "points/patrols/point_pass.html", context, status=refusal.status if refusal else 200)


def _walk(point: RoutePoint, shift: Shift, at: datetime) -> dict[str, object]:
    offered = queries.offered_rounds(point, shift, at)
    running = queries.round_at(point, shift, at)
    return {
        "shift": shift,
        "rounds": offered,
        "running": running,
        "passing": queries.passing_at(point, shift, running),
        "earlier": queries.earlier_open(point, shift, running),
        "window": queries.window_of(point, shift, running),
    }


@login_required
@never_cache
@require_safe
def show_rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, missing and late, for whoever walks the patrol or runs it."""
    shift = get_object_or_404(Shift.objects.select_related("activity__community", "activity__kind"), pk=pk)
    route = queries.route_of(shift)
    if route is None or not activities.may_see(user_of(request), shift.activity):
        raise Http404
    if not queries.may_see_rounds(user_of(request), shift):
        raise PermissionDenied
    rounds = queries.rounds_of(route, shift)
    now = timezone.now()
    context = {
        "shift": shift,
        "route": route,
        "rounds": rounds,
        "missing": sum(len(found.missing) for found in rounds),
        "running": next((found.number for found in rounds if found.starts_at <= now < found.ends_at), None),
        "runs": activities.may_run(user_of(request), shift.activity),
        "sees_names": activities.sees_names(user_of(request), shift),
    }
    return render(request, "points/patrols/round_list.html", context)
