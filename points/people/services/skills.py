"""Skills: who plans activities confirms what somebody is able to do, on sight of a certificate or from experience."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit
from points.errors import SkillConfirmed, SkillElsewhere, SkillNotHeld
from points.people import queries
from points.people.models import Resident, ResidentSkill, Skill
from points.permissions import User, Verb


@transaction.atomic
def confirm_skill(resident: Resident, *, skill: Skill, by: User) -> ResidentSkill:
    """Refuses with `not_permitted`, `not_your_grid`, `own_household`, `skill_elsewhere`, `skill_confirmed`."""
    queries.require(by, Verb.MANAGE_ACTIVITIES, skill.community)
    queries.refuse_own_household(by, resident.household)
    if not resident.household.grid.path.startswith(skill.community.path):
        raise SkillElsewhere()
    try:
        with transaction.atomic():
            held = ResidentSkill.objects.create(resident=resident, skill=skill, confirmed_by_id=by.pk)
    except IntegrityError as refusal:
        raise SkillConfirmed() from refusal
    audit.write(held, action="points.skill_confirmed", by=by, data=_facts(held))
    return held


@transaction.atomic
def withdraw_skill(held: ResidentSkill, *, by: User) -> ResidentSkill:
    """From this moment it is not confirmed any more. Refuses with `not_permitted`, `not_your_grid`,
    `skill_not_held`."""
    queries.require(by, Verb.MANAGE_ACTIVITIES, held.skill.community)
    in_force = ResidentSkill.objects.filter(pk=held.pk, ended_at__isnull=True)
    if not in_force.update(ended_at=timezone.now()):
        raise SkillNotHeld()
    held.refresh_from_db(fields=["ended_at"])
    audit.write(held, action="points.skill_withdrawn", by=by, data=_facts(held))
    return held


def _facts(held: ResidentSkill) -> dict[str, object]:
    return audit.facts(resident=held.resident_id, skill=held.skill_id)
