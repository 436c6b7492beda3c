"""Planning: an activity says what will be done, its shifts say when and for how many.

A plan changes until the shift is closed, but never so that it takes away what was promised or changes what was served:
there are at least as many places as people who have one, the times cover every scan, and an end that has passed is not
put off, because whoever forgot to scan out is counted until the planned end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from wagtail.log_actions import log

from points import audit, signals
from points.activities import places, times
from points.activities.models import Activity, ActivityKind, Programme, Scan, Shift
from points.errors import (
    InvalidWindow,
    PartMisplaced,
    PlacesTaken,
    ProgrammeElsewhere,
    ScannedBefore,
    ShiftOver,
    SkillElsewhere,
)
from points.people import queries as people
from points.people.models import Grid, Skill, Team
from points.permissions import User, Verb


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An activity that is to be created."""

    community: Grid
    kind: ActivityKind
    name: str
    content: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    """Of the place, for a site that asks volunteers whether they are near."""
    team: Team | None = None
    programme: Programme | None = None
    parent: Activity | None = None
    """The festival of which it is a part."""
    age_from: int | None = None
    age_to: int | None = None
    has_late_sign_up: bool = False
    """After the end of the sign-up one may still sign up until the start."""
    drop_out_hours: int | None = None
    """So many hours before the start a place cannot be given back any more without asking."""
    skills: Sequence[Skill] = ()
    rule_code: str = ""
    """Code of the rule that values it; empty for hours only."""
    difficulty: str = ""
    organisers: Sequence[User] = ()
    """Users who run its shifts without having a duty for it."""
    is_paid: bool = False
    """Paid work never counts as volunteer hours."""


_KEPT = [field.name for field in fields(Plan) if field.name not in ("organisers", "skills")]
"""What an activity takes over as it is."""


@transaction.atomic
def create_activity(plan: Plan, *, by: User) -> Activity:
    """Refuses with `not_permitted`, `not_your_grid`, `part_misplaced`, `programme_elsewhere`, `skill_elsewhere`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, plan.community)
    activity = Activity(**{name: getattr(plan, name) for name in _KEPT}, created_by_id=by.pk)
    if plan.parent and not activity.fits_into(plan.parent):
        raise PartMisplaced()
    if plan.programme and plan.programme.community_id != plan.community.pk:
        raise ProgrammeElsewhere()
    if any(skill.community_id != plan.community.pk for skill in plan.skills):
        raise SkillElsewhere()
    activity.save(force_insert=True)
    activity.skills.set(plan.skills)
    activity.organisers.set([user.pk for user in plan.organisers])
    log(instance=activity, action="points.activity_created", user=by)
    return activity


@dataclass(frozen=True, kw_only=True)
class Window:
    """When people sign up for a shift by themselves."""

    opens_at: datetime | None = None
    """None for at once."""
    closes_at: datetime | None = None
    """None for as long as the shift takes."""


_ANY_TIME = Window()


@transaction.atomic
def add_shift(
    activity: Activity,
    *,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    by: User,
    window: Window = _ANY_TIME,
) -> Shift:
    """One more shift; its times may lie in the past, for what was done on paper.

    Refuses with `not_permitted`, `not_your_grid`, `invalid_times`, `invalid_window`.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, activity.community)
    times.refuse_impossible(starts_at, ends_at)
    _refuse_impossible_window(window, ends_at=ends_at)
    shift = Shift.objects.create(
        activity=activity,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        sign_up_opens_at=window.opens_at,
        sign_up_closes_at=window.closes_at,
    )
    log(instance=shift, action="points.shift_added", user=by, data=audit.facts(activity=activity.pk))
    return shift


@transaction.atomic
def change_shift(
    shift: Shift,
    *,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    by: User,
    window: Window | None = None,
) -> Shift:
    """Other times or another number of places; whoever signed up keeps the place, and who waits is offered new ones.

    Without `window` people sign up as before. Refuses with `not_permitted`, `not_your_grid`, `shift_not_open`,
    `invalid_times`, `invalid_window`, `places_taken`, and once somebody was scanned with `scanned_before` and
    `shift_over`.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, shift.activity.community)

    locked = places.lock(shift)

    times.refuse_impossible(starts_at, ends_at)
    if window:
        _refuse_impossible_window(window, ends_at=ends_at)
    if capacity < locked.taken:
        raise PlacesTaken(taken=locked.taken)
    _refuse_other_minutes(locked, starts_at=starts_at, ends_at=ends_at)

    wanted = {"starts_at": starts_at, "ends_at": ends_at, "capacity": capacity}
    if window:
        wanted |= {"sign_up_opens_at": window.opens_at, "sign_up_closes_at": window.closes_at}
    before = {name: value for name in wanted if (value := getattr(locked, name)) != wanted[name]}
    if not before:
        return locked
    for name in before:
        setattr(locked, name, wanted[name])
    locked.save(update_fields=[*before, "changed_at"])
    places.move_up(locked)
    log(instance=locked, action="points.shift_changed", user=by, data=audit.facts(**before))
    signals.ring(signals.shift_changed, sender=Shift, shift=locked, before=before)
    return locked


def _refuse_impossible_window(window: Window, *, ends_at: datetime) -> None:
    closes_at = window.closes_at or ends_at
    if closes_at > ends_at or (window.opens_at and window.opens_at >= closes_at):
        raise InvalidWindow()


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
