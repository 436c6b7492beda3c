"""The calendar for everybody: what is on in a month, and the same for the calendar apps of others.

A page is one month, at an address of its own; what came before and what comes after are links. Feeds and single dates
are files that anybody may read, but for the one at a secret address.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points.activities import queries as activities
from points.activities.models import Activity, Shift, SignUp
from points.calendars import months, queries
from points.calendars.entries import Entry, version_of, written
from points.calendars.forms import CalendarForm
from points.people import queries as people
from points.people import services as people_services
from points.people.models import Grid, Resident, Team
from points.permissions import user_of

MOST = 600
"""Shifts of one month on one page; whoever looks for more narrows them down."""
_PUBLIC_SECONDS, _OWN_SECONDS = 900, 300


@require_safe
@never_cache
def show_month(request: HttpRequest) -> HttpResponse:
    """Open to everybody; a resident sees what concerns the own community."""
    resident = people_services.attend(request)
    community = people.community_of(resident.household.grid) if resident else None
    announced = activities.announced_shifts(community)
    form = CalendarForm(request.GET, activities=Activity.objects.filter(pk__in=announced.order_by().values("activity")))
    status = 200 if form.is_valid() else 400
    first = form.cleaned_data.get("month") or timezone.localdate().replace(day=1)
    announced = announced.filter(**{f"activity__{name}": row for name, row in form.chosen.items()})
    since, until = months.bounds(first)
    shifts = list(announced.filter(starts_at__gte=since, starts_at__lt=until)[: MOST + 1])
    context = {
        "form": form,
        "month": months.month_of(first, shifts[:MOST]),
        "has_more": len(shifts) > MOST,
        "is_list": request.GET.get("view") == "list",
        "before": months.before(first) if announced.filter(starts_at__lt=since).exists() else None,
        "after": months.after(first) if announced.filter(starts_at__gte=until).exists() else None,
        "feeds": _feeds(request, community, form),
        "resident": resident,
    }
    return render(request, "points/calendars/month_show.html", context | _own_places(resident), status=status)


def _own_places(resident: Resident | None) -> dict[str, set[int]]:
    mine = list(activities.standings_of(resident)) if resident else []
    return {
        "signed_up": {row.shift_id for row in mine if row.state == SignUp.State.CONFIRMED},
        "waiting": {row.shift_id for row in mine if row.state != SignUp.State.CONFIRMED},
    }


def _feeds(request: HttpRequest, community: Grid | None, form: CalendarForm) -> list[dict[str, str]]:
    """What can be subscribed to on this page."""
    place = form.chosen.get("community") or community or form.only("community")
    found = []
    if place:
        found.append((place.name, reverse("points:calendar-community", args=[place.pk])))
    if team := form.chosen.get("team"):
        found.append((team.name, reverse("points:calendar-team", args=[team.pk])))
    addresses = [(name, request.build_absolute_uri(path)) for name, path in found]
    return [{"name": name, "address": address, "webcal": queries.webcal(address)} for name, address in addresses]


# --- for the apps of others -----------------------------------------------------------------------------------------


@require_safe
def read_community(request: HttpRequest, pk: int) -> HttpResponse:
    community = get_object_or_404(Grid, pk=pk, level__is_community=True)
    return _public(request, community.name, queries.entries_of_community(community))


@require_safe
def read_team(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    return _public(request, team.name, queries.entries_of_team(team))


@require_safe
@never_cache
def read_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One date, to be put into whatever calendar the phone has."""
    shift = get_object_or_404(Shift.objects.select_related("activity__kind", "activity__community"), pk=pk)
    if not activities.may_see(user_of(request), shift.activity):
        raise Http404
    answer = _file(request, shift.activity.name, [queries.entry_of(shift)])
    answer["Content-Disposition"] = f'inline; filename="shift-{shift.pk}.ics"'
    return answer


@require_safe
def read_own(request: HttpRequest, token: str) -> HttpResponse:
    """Asks nobody to sign in, because an app cannot: whoever has the address reads it."""
    resident = queries.resident_at(token)
    if resident is None:
        raise Http404
    with translation.override(queries.language_of(resident) or translation.get_language()):
        answer = _file(request, _("My shifts"), queries.own_entries(resident))
    patch_cache_control(answer, private=True, max_age=_OWN_SECONDS)
    # The address must not get about by what a proxy, a link or a search engine keeps.
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _public(request: HttpRequest, name: str, found: list[Entry]) -> HttpResponse:
    answer = _file(request, name, found)
    patch_cache_control(answer, public=True, max_age=_PUBLIC_SECONDS)
    return answer


def _file(request: HttpRequest, name: str, found: list[Entry]) -> HttpResponse:
    """304 for an app that has it already; known before anything is written."""
    version = version_of(name, found)
    answer: Any = get_conditional_response(request, etag=version)
    if answer is None:
        site = f"{request.scheme}://{request.get_host()}"
        answer = HttpResponse(written(name, found, site=site), content_type="text/calendar; charset=utf-8")
    answer["ETag"] = version
    answer["X-Robots-Tag"] = "noindex"
    return answer
