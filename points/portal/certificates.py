"""Certificates of the resident's own hours: issued with one tap, kept, printed again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from points import printing
from points.errors import PointsError
from points.hours import queries as hours
from points.hours import services
from points.people.models import Resident
from points.portal.asking import from_resident, of_resident
from points.portal.certificate_forms import PeriodForm
from points.portal.queries.hours import periods_of


@from_resident
def issue_certificate(request: HttpRequest, resident: Resident) -> HttpResponse:
    """What was issued so far, and a button for each period that people ask for; a POST issues one."""
    form, refusal = PeriodForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            certificate = services.issue_certificate(resident, **form.cleaned_data, by=request.user)
        except PointsError as refused:
            refusal = refused
        else:
            return redirect("points:certificate", certificate.pk)
    context = {
        "resident": resident,
        "periods": periods_of(resident),
        "issued": hours.issued_to(resident),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "points/portal/certificate_issue.html", context)


@of_resident
def show_certificate(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    certificate = get_object_or_404(resident.certificates.select_related("resident", "community"), pk=pk)
    context = {"sheet": hours.sheet_of(certificate), "back": reverse("points:certificates")}
    return printing.show(request, hours.SHEET, context, filename=certificate.file_name)
