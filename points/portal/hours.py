"""What a resident served, and how far the stars are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from points.hours import queries as hours
from points.people.models import Resident
from points.portal.asking import of_resident
from points.portal.forms import YearForm
from points.portal.queries.hours import year_of


@of_resident
def read_hours(request: HttpRequest, resident: Resident) -> HttpResponse:
    form = YearForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else None
    context = {
        "resident": resident,
        "stars": hours.stars_of(resident),
        "total": hours.minutes_of(resident),
        "page": year_of(resident, year),
    }
    return render(request, "points/portal/hours_read.html", context)
