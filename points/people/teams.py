"""Who serves in a team, and who leads it."""

from django.db.models import QuerySet
from django.utils import timezone

from points.people.models import Resident, Team, TeamMembership
from points.people.reach import in_force
from points.permissions import User


def teams_led_by(user: User) -> QuerySet[Team]:
    """Active teams of which the user is a leader today."""
    if not user.is_active:
        return Team.objects.none()
    leading = TeamMembership.objects.filter(
        in_force(timezone.localdate()), is_leader=True, resident__user=user.pk, resident__is_active=True
    )
    return Team.objects.filter(pk__in=leading.values("team"), is_active=True).order_by("name")


def members_of(team: Team) -> QuerySet[Resident]:
    """Residents who serve in the team today, by name."""
    serving = TeamMembership.objects.filter(in_force(timezone.localdate()), team=team)
    members = Resident.objects.filter(pk__in=serving.values("resident"), is_active=True)
    return members.select_related("household__grid").order_by("name", "pk")
