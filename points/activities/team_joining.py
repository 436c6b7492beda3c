"""The leader of a team signs up several members on one page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from points.activities import queries, services
from points.activities.joining import seen_shift
from points.activities.joining_forms import TeamSignUpForm
from points.activities.models import Shift
from points.errors import PointsError
from points.people import queries as people
from points.people.models import Team
from points.permissions import user_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up_team(request: HttpRequest, pk: int) -> HttpResponse:
    shift = seen_shift(request, pk)
    teams = list(people.teams_led_by(user_of(request)))
    if not teams:
        raise PermissionDenied
    asked = request.POST.get("team") or request.GET.get("team")
    team = next((team for team in teams if str(team.pk) == asked), teams[0])
    return _take(request, shift, team) if request.method == "POST" else _show(request, shift, team)


def _take(request: HttpRequest, shift: Shift, team: Team) -> HttpResponse:
    members = queries.members_at(shift, team)
    form = TeamSignUpForm(request.POST, members=members, roles=queries.roles_left(shift))
    if not form.is_valid():
        return _show(request, shift, team, form=form)
    sent = form.cleaned_data
    listed = services.TeamList(team=team, members=form.chosen, role=form.role, is_waiting=sent["is_waiting"])
    try:
        answer = services.sign_up_team(shift, listed=listed, by=user_of(request), key=str(sent["key"]))
    except PointsError as refusal:
        return _show(request, shift, team, refusal=refusal, status=refusal.status)
    shift.refresh_from_db(fields=["taken"])
    return _show(request, shift, team, outcomes=answer.result)


def _show(request: HttpRequest, shift: Shift, team: Team, *, status: int = 200, **found: Any) -> HttpResponse:
    members, roles = queries.members_at(shift, team), queries.roles_left(shift)
    context = {
        "shift": shift,
        "team": team,
        "teams": people.teams_led_by(user_of(request)),
        "members": members,
        "others": [member for member in members if not member.is_free],
        "places_left": shift.capacity - shift.taken,
        "may_sign_up": queries.open_shifts().filter(pk=shift.pk).exists(),
        "roles": roles,
        "form": TeamSignUpForm(members=members, roles=roles),
        "has_free": any(member.is_free for member in members),
    }
    return render(request, "points/activities/team_sign_up.html", context | found, status=status)
