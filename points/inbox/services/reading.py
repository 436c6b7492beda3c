"""How far somebody has read, and what somebody does not want to be told about."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from points.errors import NotPermitted
from points.inbox.models import Kind, Reading, Silence
from points.people.models import Resident
from points.permissions import User


def mark_read(resident: Resident, *, up_to: datetime, by: User) -> bool:
    """`by` has read what came in for the resident up to that moment; False where that was known.

    Never goes back: of two pages that are opened at once the newer one counts. Whose pages `by` may open at all is
    decided where they are opened.
    """
    mine = Reading.objects.filter(user_id=by.pk, resident=resident)
    if mine.filter(read_at__lt=up_to).update(read_at=up_to):
        return True
    if mine.exists():
        return False
    try:
        with transaction.atomic():
            Reading.objects.create(user_id=by.pk, resident=resident, read_at=up_to)
    except IntegrityError:
        # Two pages were opened for the first time at once.
        return mark_read(resident, up_to=up_to, by=by)
    return True


@transaction.atomic
def silence(resident: Resident, *, kinds: Collection[Kind], by: User) -> None:
    """The resident is told about everything but these kinds. Refuses with `not_permitted` whoever is somebody else."""
    if by.pk != resident.user_id:
        raise NotPermitted()
    Resident.objects.select_for_update(of=("self",), no_key=True).get(pk=resident.pk)
    wished = Silence.objects.filter(resident=resident)
    wished.exclude(kind__in=kinds).delete()
    known = set(wished.values_list("kind", flat=True))
    Silence.objects.bulk_create([Silence(resident=resident, kind=kind) for kind in set(kinds) - known])
