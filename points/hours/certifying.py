"""Certificates at the office and at the door: for whoever has no phone, and withdrawn where one was wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from points import printing
from points.errors import PointsError
from points.hours import queries, services
from points.hours.forms import CertificateForm, SearchForm, WithdrawalForm
from points.hours.models import Certificate
from points.people import queries as people
from points.permissions import Verb, user_of

_MOST_FOUND = 20


@login_required
@never_cache
@require_safe
def find_resident(request: HttpRequest) -> HttpResponse:
    """Whose hours are to be certified, among the people of the own grids."""
    if people.served_paths(user_of(request), Verb.ISSUE_CERTIFICATE) == []:
        raise PermissionDenied
    form = SearchForm(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    refusal, found = None, None
    try:
        found = queries.found_for_certificate(user_of(request), typed)[:_MOST_FOUND] if typed.strip() else None
    except PointsError as refused:
        refusal = refused
    return render(request, "points/hours/certificate_find.html", {"form": form, "found": found, "refusal": refusal})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def issue_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for one resident, and what was issued about him before."""
    residents = people.residents_for(user_of(request), Verb.ISSUE_CERTIFICATE)
    resident = get_object_or_404(residents.filter(is_active=True), pk=pk)
    today = timezone.localdate()
    form = CertificateForm(request.POST or None, initial={"starts_on": today.replace(month=1, day=1), "ends_on": today})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            certificate = services.issue_certificate(resident, **form.cleaned_data, by=user_of(request))
        except PointsError as refused:
            refusal = refused
        else:
            return redirect("points:certificate-sheet", certificate.pk)
    context = {
        "person": resident,
        "form": form,
        "refusal": refusal,
        "issued": queries.issued_to(resident),
        "may_withdraw": people.may(
            user_of(request), Verb.ISSUE_CERTIFICATE, people.community_of(resident.household.grid)
        ),
    }
    return render(request, "points/hours/certificate_issue.html", context)


@login_required
@never_cache
@require_safe
def show_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = _certificate(request, pk)
    back = reverse("points:certificate-issue", args=[certificate.resident_id])
    context = {"sheet": queries.sheet_of(certificate), "back": back}
    return printing.show(request, queries.SHEET, context, filename=certificate.file_name)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    certificate, refusal = _certificate(request, pk), None
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(certificate, reason=form.cleaned_data["reason"], by=user_of(request))
        except PointsError as refused:
            refusal = refused
        else:
            messages.success(request, _("The certificate is withdrawn. Whoever checks its number is told so."))
            return redirect("points:certificate-issue", certificate.resident_id)
    context = {"sheet": queries.sheet_of(certificate), "form": form, "refusal": refusal}
    return render(request, "points/hours/certificate_withdraw.html", context)


def _certificate(request: HttpRequest, pk: int) -> Certificate:
    return get_object_or_404(queries.certificates_for(user_of(request)), pk=pk)
