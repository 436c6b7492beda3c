"""What somebody is able to do, as staff have confirmed it."""

from django.db.models import QuerySet

from points.people.models import Resident, ResidentSkill


def skills_of(resident: Resident) -> QuerySet[ResidentSkill]:
    """Skills that are confirmed and not withdrawn."""
    return ResidentSkill.objects.filter(resident=resident, ended_at__isnull=True).select_related("skill")
