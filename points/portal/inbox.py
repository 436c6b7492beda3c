"""Every entry in somebody's name, and which kinds of it he wants to be told about outside of the site."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from points import conf
from points.errors import PointsError
from points.inbox import queries, services
from points.people.models import Resident
from points.permissions import user_of
from points.portal.asking import from_resident, of_resident
from points.portal.own_forms import InboxForm, TellingForm


@of_resident
def show_inbox(request: HttpRequest, resident: Resident) -> HttpResponse:
    """The newest page counts as read once it was opened."""
    reader = user_of(request)
    before = InboxForm(request.GET).before
    page = queries.page_of(resident, before=before)
    read_at = queries.read_up_to(resident, by=reader)
    if page.entries and not before and request.method == "GET":
        services.mark_read(resident, up_to=max(entry.at for entry in page.entries), by=reader)
    here = reverse("points:inbox")
    context = {
        "resident": resident,
        "entries": [(entry, entry.at > read_at) for entry in page.entries],
        "newest": here if before else "",
        "older": f"{here}?{urlencode({'before': page.older})}" if page.older else "",
        "tells": bool(conf.settings().tell_backends),
    }
    return render(request, "points/portal/inbox_read.html", context)


@from_resident
def choose_telling(request: HttpRequest, resident: Resident) -> HttpResponse:
    """What is sent by e-mail or text message, where the site sends anything."""
    silenced = queries.silenced(resident)
    initial = {"kinds": [kind for kind in queries.Kind if kind not in silenced]}
    form = TellingForm(request.POST if request.method == "POST" else None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.silence(resident, kinds=form.silenced, by=user_of(request))
            messages.success(request, _("Your choice is kept."))
            return redirect("points:inbox")
        except PointsError as refused:
            refusal = refused
    context = {
        "resident": resident,
        "form": form,
        "refusal": refusal,
        "tells": bool(conf.settings().tell_backends),
    }
    return render(request, "points/portal/telling_choose.html", context)
