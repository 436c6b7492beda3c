"""Duties: who serves which grid, in which role, from a day to a day.

A duty says what somebody may do and where; the ready-made group of the role (`points_groups` makes them) opens the
screens of the admin. Whoever is appointed joins it, and leaves it with the last duty of that role.
"""

from datetime import date

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from points import audit
from points.errors import AlreadyAppointed, DateImpossible, DutyEnded
from points.people import queries
from points.people.models import Duty, Grid
from points.permissions import Role, User, Verb, group_names


@transaction.atomic
def appoint(user: User, *, role: Role, grid: Grid, since: date, by: User | None) -> Duty:
    """Give somebody a duty for `grid` and all below it. Refuses with `not_your_grid`, `already_appointed`.

    `by` is None on the command line, where whoever holds the shell holds the database.
    """
    if by is not None:
        queries.require(by, Verb.APPOINT, grid)
    try:
        with transaction.atomic():
            duty = Duty.objects.create(user_id=user.pk, role=role, grid=grid, since=since)
    except IntegrityError as refusal:
        raise AlreadyAppointed() from refusal
    if group := _group_of(role):
        group.user_set.add(user.pk)
    audit.write(duty, action="points.appointed", by=by, data=audit.facts(role=role, grid=grid.pk))
    return duty


@transaction.atomic
def dismiss(duty: Duty, *, on: date, by: User | None) -> Duty:
    """End the duty; `on` is the first day without it. Refuses with `not_your_grid`, `duty_ended`, `date_impossible`."""
    if by is not None:
        queries.require(by, Verb.APPOINT, duty.grid)
    if on < duty.since:
        raise DateImpossible(day=on.isoformat())
    if not Duty.objects.filter(pk=duty.pk, until__isnull=True).update(until=on):
        raise DutyEnded()
    duty.refresh_from_db(fields=["until"])
    role = Role(duty.role)
    has_another = Duty.objects.filter(Q(until__isnull=True) | Q(until__gt=timezone.localdate()))
    if not has_another.filter(user_id=duty.user_id, role=role).exists() and (group := _group_of(role)):
        group.user_set.remove(duty.user_id)
    audit.write(duty, action="points.dismissed", by=by, data=audit.facts(role=role, grid=duty.grid_id))
    return duty


def _group_of(role: Role) -> Group | None:
    return Group.objects.filter(name__in=group_names(role)).order_by("pk").first()
