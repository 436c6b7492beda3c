"""The own shifts in the own calendar: the secret address, renewed and closed by the person alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from points.calendars import queries, services
from points.people.models import Resident
from points.portal.asking import from_resident, not_by_proxy


@from_resident
@not_by_proxy
def show_address(request: HttpRequest, resident: Resident) -> HttpResponse:
    if request.method == "POST":
        return _change(request, resident)
    kept = queries.address_of(resident)
    address = ""
    if kept:
        path = reverse("points:calendar-own", args=[queries.token_of(kept)])
        address = request.build_absolute_uri(path)
    context = {
        "resident": resident,
        "kept": kept,
        "address": address,
        "webcal": queries.webcal(address) if address else "",
        "entries": len(queries.own_entries(resident)),
    }
    return render(request, "points/portal/calendar_address.html", context)


def _change(request: HttpRequest, resident: Resident) -> HttpResponse:
    if "close" in request.POST:
        services.close_address(resident, by=request.user)
        messages.success(
            request, _("The address is closed. What your calendar has copied stays there until you remove it.")
        )
    else:
        services.renew_address(resident, by=request.user)
        messages.success(request, _("Here is your new address. A former one does not work any more."))
    return redirect("points:calendar-mine")
