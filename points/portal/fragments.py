"""What a visitor's own browser asks for, to put it into a page that anybody may keep."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points.people import queries as people
from points.portal.queries import home


@require_safe
@never_cache
def show_my_points(request: HttpRequest) -> HttpResponse:
    """Asks nobody to sign in: the answer stands in the middle of a page of the host."""
    resident = people.resident_asking(request)
    context: dict[str, object] = {}
    if resident is not None and resident.is_active:
        account = resident.household.account
        context = {"is_resident": True, "balance": account.balance, "came_in": home.this_month(account).came_in}
    return render(request, "points/portal/my_points_show.html", context)
