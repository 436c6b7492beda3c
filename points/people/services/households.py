"""Households: registered behind a door, moved to another one."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit
from points.errors import DateImpossible, DoorTaken
from points.ledger import services as ledger
from points.people import queries
from points.people.models import Grid, Household, Residence
from points.permissions import User, Verb


@transaction.atomic
def register_household(*, grid: Grid, door: str, since: date, by: User, base: int = 0) -> Household:
    """A new household behind a door, with an account. `base` in tenths. Refuses with `not_your_grid`, `door_taken`."""
    queries.require(by, Verb.MANAGE_PEOPLE, grid)
    household = Household(grid=grid, door=door.strip(), account=ledger.open_account(base=base))
    _settle(household)
    Residence.objects.create(household=household, grid=grid, door=household.door, since=since)
    audit.write(household, action="points.household_registered", by=by, title=_title(household))
    return household


@transaction.atomic
def move_household(household: Household, *, to: Grid, door: str, on: date, by: User) -> Household:
    """The household lives behind `door` of `to` from the day `on`; account, points and cards stay as they are.

    Needs the duty at both ends; a second tap finds it there already and changes nothing. Refuses with
    `not_your_grid`, `door_taken`, and `date_impossible` for a day ahead or before the day on which it moved in.
    """
    queries.require(by, Verb.MANAGE_PEOPLE, household.grid)
    queries.require(by, Verb.MANAGE_PEOPLE, to)
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    left = locked.grid_id
    if (left, locked.door) == (to.pk, door.strip()):
        return household
    current = locked.residences.get(until__isnull=True)
    if not current.since <= on < timezone.localdate() + timedelta(days=1):
        raise DateImpossible(day=on.isoformat())
    Residence.objects.filter(pk=current.pk).update(until=on)
    locked.grid, locked.door = to, door.strip()
    _settle(locked)
    Residence.objects.create(household=locked, grid=to, door=locked.door, since=on)
    facts = audit.facts(left=left, to=to.pk, on=on)
    audit.write(locked, action="points.household_moved", by=by, data=facts, title=_title(locked))
    household.refresh_from_db(fields=["grid", "door"])
    return household


@transaction.atomic
def correct_door(household: Household, *, door: str, by: User) -> Household:
    """The door was written wrongly; the household did not move. Refuses with `not_your_grid`, `door_taken`."""
    queries.require(by, Verb.MANAGE_PEOPLE, household.grid)
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    locked.door = door.strip()
    _settle(locked)
    locked.residences.filter(until__isnull=True).update(door=locked.door)
    audit.write(locked, action="points.door_corrected", by=by, title=_title(locked))
    household.refresh_from_db(fields=["door"])
    return household


def _settle(household: Household) -> None:
    try:
        with transaction.atomic():
            household.save()
    except IntegrityError as refusal:
        raise DoorTaken() from refusal


def _title(household: Household) -> str:
    # Wagtail's report of the site's history shows it to the staff of every community: no door.
    return f"#{household.pk}"
