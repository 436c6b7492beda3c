"""Roles: what people may be at an activity, each with its own places and its own worth."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.db.models import Max
from wagtail.log_actions import log

from points import audit
from points.activities import places
from points.activities.models import Activity, ActivityRole, RolePlaces, Shift
from points.errors import PlacesTaken, RoleSettled, SkillElsewhere
from points.people import queries as people
from points.people.models import Skill
from points.permissions import User, Verb


@dataclass(frozen=True, kw_only=True)
class RoleDraft:
    """A role as it shall be."""

    name: str
    kind: str = ActivityRole.Kind.VOLUNTEER
    capacity: int | None = None
    """Places for each shift, among those of the shift; None when only those count."""
    has_hours: bool = True
    has_own_rule: bool = False
    """Otherwise the activity's rule and difficulty value it."""
    rule_code: str = ""
    difficulty: str = ""
    is_offered: bool = True
    age_from: int | None = None
    age_to: int | None = None
    skills: Sequence[Skill] = ()


_KEPT = [field.name for field in fields(RoleDraft) if field.name != "skills"]


@transaction.atomic
def add_role(activity: Activity, *, draft: RoleDraft, by: User) -> ActivityRole:
    """Refuses with `not_permitted`, `not_your_grid`, `skill_elsewhere`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, activity.community)
    _refuse_strange_skills(activity, draft)
    role = ActivityRole.objects.create(activity=activity, **{name: getattr(draft, name) for name in _KEPT})
    role.skills.set(draft.skills)
    log(instance=role, action="points.role_added", user=by, data=audit.facts(activity=activity.pk))
    return role


@transaction.atomic
def change_role(role: ActivityRole, *, draft: RoleDraft, by: User) -> ActivityRole:
    """Whoever has the role keeps the place, and who waits is offered new ones.

    Refuses with `not_permitted`, `not_your_grid`, `skill_elsewhere`, `places_taken` when fewer places are left than
    are taken at some shift, `role_settled` when a closed shift left hours for it and it shall bring none, or the other
    way round.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, role.activity.community)
    _refuse_strange_skills(role.activity, draft)

    # Whoever takes a place in the role holds the shift's row.
    open_shifts = Shift.objects.filter(activity=role.activity_id, state=Shift.State.OPEN).order_by("pk")
    locked = list(open_shifts.select_for_update(no_key=True))
    kept = ActivityRole.objects.select_for_update(no_key=True).get(pk=role.pk)

    taken = RolePlaces.objects.filter(role=kept, shift__in=locked).aggregate(most=Max("taken"))["most"] or 0
    if draft.capacity is not None and draft.capacity < taken:
        raise PlacesTaken(taken=taken)
    is_settled = RolePlaces.objects.filter(role=kept, shift__state=Shift.State.CLOSED, taken__gt=0).exists()
    if is_settled and draft.has_hours != kept.has_hours:
        raise RoleSettled()

    before = {name: value for name in _KEPT if (value := getattr(kept, name)) != getattr(draft, name)}
    for name in before:
        setattr(kept, name, getattr(draft, name))
    kept.save(update_fields=_KEPT)
    kept.skills.set(draft.skills)
    for shift in locked:
        places.move_up(shift)
    log(instance=kept, action="points.role_changed", user=by, data=audit.facts(**before))
    return kept


def _refuse_strange_skills(activity: Activity, draft: RoleDraft) -> None:
    if any(skill.community_id != activity.community_id for skill in draft.skills):
        raise SkillElsewhere()
