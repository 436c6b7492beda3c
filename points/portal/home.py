"""The first page: what the household has, what is next, and where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from points.hours import queries as hours
from points.notices import queries as notices
from points.people.models import Resident
from points.permissions import user_of
from points.portal.asking import of_resident
from points.portal.queries import duties, home, passbook

_LATEST_LINES = 3


@of_resident
def show_home(request: HttpRequest, resident: Resident) -> HttpResponse:
    household, by = resident.household, user_of(request)
    community = home.community_of(resident)
    context = {
        "resident": resident,
        "household": household,
        "account": household.account,
        # Of whoever looks; nobody has any while he acts for somebody.
        "duties": duties.duties_of(by if resident.user_id == by.pk else None),
        "news": home.news_of(resident, by=by),
        "disputes": home.open_disputes_of(household.account),
        "year_end": home.year_end_of(household.account, community),
        "month": home.this_month(household.account),
        "latest": passbook.latest_of(household.account, count=_LATEST_LINES),
        "pending": home.pending_of(resident),
        "sign_up": home.next_sign_up(resident),
        "minutes": hours.minutes_of(resident),
        "members": home.members_of(household),
        "stores": home.stores_of(community),
        "notices_running": notices.running().filter(community=community).count(),
    }
    return render(request, "points/portal/home_show.html", context)
