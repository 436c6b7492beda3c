"""Planning: an activity says what will be done, its shifts say when and for how many.

A plan changes until the shift is closed, but never so that it takes away what was promised or changes what was served:
there are at least as many places as people who have one, the times cover every scan, and an end that has passed is not
put off, because whoever forgot to scan out is counted until the planned end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from wagtail.log_actions import log

from points import audit, signals
from points.activities import times
from points.activities.models import Activity, ActivityKind, Programme, Scan, Shift
from points.errors import PartMisplaced, PlacesTaken, ProgrammeElsewhere, ScannedBefore, ShiftNotOpen, ShiftOver
from points.people import queries as people
from points.people.models import Grid, Team
from points.permissions import User, Verb


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An activity that is to be created."""

    community: Grid
    kind: ActivityKind
    name: str
    content: str = ""
    place: str = ""
    team: Team | None = None
    programme: Programme | None = None
    parent: Activity | None = None
    """The festival of which it is a part."""
    rule_code: str = ""
    """Code of the rule that values it; empty for hours only."""
    difficulty: str = ""
    organisers: Sequence[User] = ()
    """Users who run its shifts without having a duty for it."""
    is_paid: bool = False
    """Paid work never counts as volunteer hours."""


_KEPT = [field.name for field in fields(Plan) if field.name != "organisers"]
"""What an activity takes over as it is."""


@transaction.atomic
def create_activity(plan: Plan, *, by: User) -> Activity:
    """Refuses with `not_permitted`, `not_your_grid`, `part_misplaced`, `programme_elsewhere`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, plan.community)
    activity = Activity(**{name: getattr(plan, name) for name in _KEPT}, created_by_id=by.pk)
    if plan.parent and not activity.fits_into(plan.parent):
        raise PartMisplaced()
    if plan.programme and plan.programme.community_id != plan.community.pk:
        raise ProgrammeElsewhere()
    activity.save(force_insert=True)
    activity.organisers.set([user.pk for user in plan.organisers])
    log(instance=activity, action="points.activity_created", user=by)
    return activity


@transaction.atomic
def add_shift(activity: Activity, *, starts_at: datetime, ends_at: datetime, capacity: int, by: User) -> Shift:
    """One more shift; its times may lie in the past, for what was done on paper.

    Refuses with `not_permitted`, `not_your_grid`, `invalid_times`.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, activity.community)
    times.refuse_impossible(starts_at, ends_at)
    shift = Shift.objects.create(activity=activity, starts_at=starts_at, ends_at=ends_at, capacity=capacity)
    log(instance=shift, action="points.shift_added", user=by, data=audit.facts(activity=activity.pk))
    return shift


@transaction.atomic
def change_shift(shift: Shift, *, starts_at: datetime, ends_at: datetime, capacity: int, by: User) -> Shift:
    """Other times or another number of places; whoever signed up keeps the place.

    Refuses with `not_permitted`, `not_your_grid`, `shift_not_open`, `invalid_times`, `places_taken`, and once somebody
    was scanned with `scanned_before` and `shift_over`.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, shift.activity.community)

    locked = Shift.objects.select_for_update(of=("self",), no_key=True).select_related("activity").get(pk=shift.pk)

    if locked.state != Shift.State.OPEN:
        raise ShiftNotOpen()
    times.refuse_impossible(starts_at, ends_at)
    if capacity < locked.taken:
        raise PlacesTaken(taken=locked.taken)
    _refuse_other_minutes(locked, starts_at=starts_at, ends_at=ends_at)

    wanted = {"starts_at": starts_at, "ends_at": ends_at, "capacity": capacity}
    before = {name: value for name in wanted if (value := getattr(locked, name)) != wanted[name]}
    if not before:
        return locked
    for name in before:
        setattr(locked, name, wanted[name])
    locked.save(update_fields=list(before))
    log(instance=locked, action="points.shift_changed", user=by, data=audit.facts(**before))
    signals.ring(signals.shift_changed, sender=Shift, shift=locked, before=before)
    return locked


def _refuse_other_minutes(shift: Shift, *, starts_at: datetime, ends_at: datetime) -> None:
    accepted = Scan.objects.filter(shift=shift, refusal="")
    scanned = accepted.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    if scanned["first"] is None:
        return
    if starts_at > shift.starts_at and starts_at > scanned["first"]:
        raise ScannedBefore(at=times.clock(scanned["first"]))
    if ends_at < shift.ends_at and ends_at < scanned["last"]:
        raise ScannedBefore(at=times.clock(scanned["last"]))
    if ends_at > shift.ends_at and timezone.now() > times.over_at(shift):
        raise ShiftOver()
