"""Members of work units: recorded by the office, with what the unit or the person says."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit
from points.errors import AlreadyInUnit, DateImpossible
from points.people import queries
from points.people.models import Resident, Unit, UnitMembership
from points.permissions import User, Verb


@transaction.atomic
def join_unit(unit: Unit, *, resident: Resident, since: date, by: User) -> UnitMembership:
    """The resident works or learns there from that day. Refuses with `not_your_grid`, `already_in_unit`."""
    queries.require(by, Verb.MANAGE_PEOPLE, unit.community)
    queries.require(by, Verb.MANAGE_PEOPLE, resident.household.grid)
    try:
        with transaction.atomic():
            membership = UnitMembership.objects.create(unit=unit, resident=resident, since=since)
    except IntegrityError as refusal:
        raise AlreadyInUnit() from refusal
    audit.write(unit, action="points.unit_joined", by=by, data=audit.facts(resident=resident.pk))
    return membership


@transaction.atomic
def leave_unit(membership: UnitMembership, *, on: date, by: User) -> UnitMembership:
    """End the membership; `on` is the first day without it. Whoever has a login may leave by himself.

    Refuses with `not_your_grid`, `date_impossible`.
    """
    if by.pk != membership.resident.user_id:
        queries.require(by, Verb.MANAGE_PEOPLE, membership.unit.community)
    if not membership.since <= on <= timezone.localdate():
        raise DateImpossible(day=on.isoformat())
    UnitMembership.objects.filter(pk=membership.pk, until__isnull=True).update(until=on)
    membership.refresh_from_db(fields=["until"])
    audit.write(membership.unit, action="points.unit_left", by=by, data=audit.facts(resident=membership.resident_id))
    return membership
