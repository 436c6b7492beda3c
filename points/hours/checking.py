"""The public check of a certificate: number, period, hours and state, and nothing else.

Whoever holds the paper knows whose it is; whoever does not learns nothing here about anybody.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points import tries
from points.errors import CertificateUnknown, PointsError
from points.hours import queries
from points.hours.forms import SerialForm


@never_cache
@require_safe
def find_certificate(request: HttpRequest) -> HttpResponseBase:
    """A form for the number on the paper, and on to the page that its code leads to."""
    form = SerialForm(request.GET or None)
    if form.is_valid():
        return redirect("points:certificate-check", form.cleaned_data["serial"])
    return _answer(request, {"form": form})


@never_cache
@require_safe
def check_certificate(request: HttpRequest, serial: str) -> HttpResponseBase:
    who, most = tries.who_asks(request)
    try:
        with tries.limited("certificate", who=who, most=most, miss=CertificateUnknown):
            certificate = queries.certificate_numbered(serial)
    except PointsError as refusal:
        context = {"form": SerialForm(initial={"serial": serial[:40]}), "refusal": refusal}
        return _answer(request, context, status=refusal.status)
    return _answer(request, {"certificate": certificate, "state": queries.state_of(certificate)})


def _answer(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "points/hours/certificate_check.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
