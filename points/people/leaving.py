"""Who wants to go, and what is left then."""

from django.db.models import QuerySet

from points.people.models import ErasureRequest, Resident
from points.people.reach import below
from points.people.standing import served_paths
from points.permissions import User, Verb


def left_behind(resident: Resident) -> list[int]:
    """Ids of the accounts behind which nobody stands without the resident: the own one, and that of a last member."""
    own = [resident.account_id] if resident.account_id else []
    return own if others_beside(resident) else [*own, resident.household.account_id]


def others_beside(resident: Resident) -> bool:
    """Whether the household has another active member."""
    everybody = Resident.objects.filter(household=resident.household_id, is_active=True)
    return everybody.exclude(pk=resident.pk).exists()


def erasures_for(user: User) -> QuerySet[ErasureRequest]:
    """Requests that wait for the user, the oldest first."""
    served = below(served_paths(user, Verb.MANAGE_PEOPLE), "resident__household__grid__path")
    return ErasureRequest.objects.filter(served, state=ErasureRequest.State.WAITING).order_by("pk")
