"""At the station: open its code, ask to come or go, wait for the desk or show the second factor."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import conf, letters, tries
from points.activities import queries as activities
from points.activities.models import CheckIn, Shift
from points.errors import PointsError, StationUnknown
from points.people import queries as people
from points.permissions import user_of
from points.stations import queries, services
from points.stations.forms import AskForm, FactorForm, StationCodeForm
from points.stations.models import Asking, Station


@never_cache
@require_http_methods(["GET", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    form = StationCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("points:station", letters.read(form.cleaned_data["code"]))
    return _show_code_form(request, form)


def _show_code_form(request: HttpRequest, form: StationCodeForm, *, refusal: PointsError | None = None) -> HttpResponse:
    context = {"form": form, "refusal": refusal}
    return render(request, "points/stations/station_type.html", context, status=refusal.status if refusal else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def show_station(request: HttpRequest, code: str) -> HttpResponse:
    """A GET shows what one may ask for, a POST asks. Never for somebody else: a code says who stands there."""
    try:
        station = _station(request, code)
    except PointsError as refusal:
        return _show_code_form(request, StationCodeForm(), refusal=refusal)
    resident = people.resident_of(user_of(request))
    try:
        if resident:
            activities.refuse_strangers(resident, station.activity.community)
    except PointsError as refusal:
        return _show(request, station, [], refusal=refusal)
    if resident and (asked := queries.waiting_of(resident, station)):
        return redirect("points:station-asking", asked.pk)
    shifts = list(queries.shifts_at(station))
    form = AskForm(request.POST, shifts=shifts)
    if request.method == "GET" or resident is None or not form.is_valid():
        return _show(request, station, shifts)
    wish = services.Wish(shift=form.shifts[form.cleaned_data["shift"]], direction=form.cleaned_data["direction"])
    try:
        asking = services.ask(
            station, wish=wish, resident=resident, by=user_of(request), key=str(form.cleaned_data["key"])
        ).result
    except PointsError as refusal:
        return _show(request, station, shifts, refusal=refusal)
    return redirect("points:station-asking", asking.pk)


def _station(request: HttpRequest, code: str) -> Station:
    """Refuses with `station_unknown`, `too_many_tries`."""
    who, most = tries.who_asks(request)
    with tries.limited("station", who=who, most=most, miss=StationUnknown):
        return queries.station_with(code)


def _show(
    request: HttpRequest, station: Station, shifts: list[Shift], *, refusal: PointsError | None = None
) -> HttpResponse:
    resident = people.resident_of(user_of(request))
    came = {row.shift_id: row for row in CheckIn.objects.filter(shift__in=shifts, resident=resident)}
    context = {
        "station": station,
        "resident": resident,
        "offers": [(shift, came.get(shift.pk)) for shift in shifts],
        "form": AskForm(shifts=shifts),
        "factor": conf.settings().station_factor,
        "refusal": refusal,
    }
    return render(request, "points/stations/station_show.html", context, status=refusal.status if refusal else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_asking(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands, for nobody but the person; a POST shows the second factor."""
    asking = queries.asking_of(people.resident_of(user_of(request)), pk)
    if asking is None:
        raise Http404
    factor = conf.settings().station_factor
    form = FactorForm(request.POST if request.method == "POST" else None, factor=factor)
    if not form.is_valid():
        return _show_asking(request, asking, form=form)
    try:
        prove = {"pin": _prove_by_pin, "code": _prove_by_code}.get(factor)
        if prove:
            prove(request, asking, form.cleaned_data["proof"])
    except PointsError as refusal:
        return _show_asking(request, asking, form=FactorForm(factor=factor), refusal=refusal)
    return redirect("points:station-asking", pk)


def _prove_by_pin(request: HttpRequest, asking: Asking, proof: str) -> None:
    services.prove_by_pin(asking, pin=proof, by=user_of(request))


def _prove_by_code(request: HttpRequest, asking: Asking, proof: str) -> None:
    services.prove_by_code(asking, code=proof, by=user_of(request))


def _show_asking(
    request: HttpRequest, asking: Asking, *, form: FactorForm, refusal: PointsError | None = None
) -> HttpResponse:
    context: dict[str, Any] = _asking(asking) | {"form": form, "refusal": refusal}
    return render(request, "points/stations/asking_show.html", context, status=refusal.status if refusal else 200)


@login_required
@never_cache
@require_safe
def show_asking_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes, for the script that asks for it."""
    asking = queries.asking_of(people.resident_of(user_of(request)), pk)
    if asking is None:
        raise Http404
    return render(request, "points/stations/asking_now.html", _asking(asking))


def _asking(asking: Asking) -> dict[str, Any]:
    return {"asking": asking, "factor": conf.settings().station_factor}
