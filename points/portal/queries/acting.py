"""Who acts for whom, as a resident sees it."""

from django.db.models import Q, QuerySet

from points.people import queries as people
from points.people.models import Acting, Proxy, Resident

_LATEST = 10


def represented_by(resident: Resident) -> QuerySet[Resident]:
    """For whom the resident may say who acts: for himself, and a grown-up for the children of the household."""
    own = Q(pk=resident.pk)
    if not people.is_minor(resident):
        own |= people.are_minors() & Q(household=resident.household_id)
    return Resident.objects.filter(own, is_active=True).order_by("-is_head", "pk")


def members_beside(resident: Resident) -> QuerySet[Resident]:
    """Grown-ups of the household with a login, the resident left out."""
    beside = resident.household.residents.filter(is_active=True, user__isnull=False)
    return beside.exclude(pk=resident.pk).exclude(people.are_minors()).order_by("-is_head", "pk")


def appointed_by(resident: Resident) -> list[Proxy]:
    """Who may act for the resident, and for the children of the household."""
    return [proxy for one in represented_by(resident) for proxy in people.proxies_for(one).select_related("resident")]


def latest_actings(resident: Resident) -> QuerySet[Acting]:
    """When somebody acted in the resident's name, the newest first."""
    return resident.actings.select_related("user__points_resident").order_by("-pk")[:_LATEST]
