"""Volunteer teams and work units."""

from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit
from points.errors import AlreadyInTeam, DateImpossible, NameMissing, NotPermitted, TeamTaken
from points.people import queries
from points.people.models import Grid, Resident, Team, TeamMembership, Unit
from points.permissions import User, Verb

Body = TypeVar("Body", Team, Unit)


@transaction.atomic
def create_team(*, community: Grid, name: str, by: User, kind: str = "") -> Team:
    """A volunteer team. Refuses with `not_your_grid`, `name_missing`, `team_taken`."""
    queries.require(by, Verb.MANAGE_ACTIVITIES, community)
    team = _create(Team(community=community, name=name.strip(), kind=kind.strip()))
    audit.write(team, action="points.team_created", by=by)
    return team


@transaction.atomic
def create_unit(*, community: Grid, name: str, by: User) -> Unit:
    """A work unit. Refuses with `not_your_grid`, `name_missing`, `team_taken`."""
    queries.require(by, Verb.MANAGE_PEOPLE, community)
    unit = _create(Unit(community=community, name=name.strip()))
    audit.write(unit, action="points.unit_created", by=by)
    return unit


@transaction.atomic
def join_team(team: Team, *, resident: Resident, since: date, by: User, is_leader: bool = False) -> TeamMembership:
    """The resident serves in the team from that day. Refuses with `not_your_grid`, `already_in_team`.

    Volunteering is never forced: whoever has a login may join and leave by himself, but not as a leader.
    """
    if by.pk != resident.user_id or is_leader:
        queries.require(by, Verb.MANAGE_ACTIVITIES, team.community)
    elif not resident.household.grid.path.startswith(team.community.path):
        raise NotPermitted()
    try:
        with transaction.atomic():
            membership = TeamMembership.objects.create(team=team, resident=resident, since=since, is_leader=is_leader)
    except IntegrityError as refusal:
        raise AlreadyInTeam() from refusal
    audit.write(team, action="points.team_joined", by=by, data=audit.facts(resident=resident.pk))
    return membership


@transaction.atomic
def leave_team(membership: TeamMembership, *, on: date, by: User) -> TeamMembership:
    """End the membership; `on` is the first day without it. Refuses with `not_your_grid`, `date_impossible`."""
    if by.pk != membership.resident.user_id:
        queries.require(by, Verb.MANAGE_ACTIVITIES, membership.team.community)
    if not membership.since <= on <= timezone.localdate():
        raise DateImpossible(day=on.isoformat())
    TeamMembership.objects.filter(pk=membership.pk, until__isnull=True).update(until=on)
    membership.refresh_from_db(fields=["until"])
    facts = audit.facts(resident=membership.resident_id)
    audit.write(membership.team, action="points.team_left", by=by, data=facts)
    return membership


def _create(body: Body) -> Body:
    if not body.name:
        raise NameMissing()
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as refusal:
        raise TeamTaken() from refusal
    return body
