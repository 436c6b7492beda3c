"""The secret address of somebody's calendar: opened, replaced by another one, closed.

Nobody does so for somebody else, because such an address goes on working when the help is over.
"""

from django.db import transaction
from django.utils import timezone

from points import audit
from points.calendars.models import CalendarAddress, new_number
from points.errors import NotPermitted
from points.people.models import Resident
from points.permissions import User


@transaction.atomic
def renew_address(resident: Resident, *, by: User) -> CalendarAddress:
    """The address from now on; a former one is good for nothing any more. Refuses with `not_permitted`."""
    _permit(resident, by=by)
    fresh = {"number": new_number(), "opened_at": timezone.now()}
    address, _made = CalendarAddress.objects.update_or_create(resident=resident, defaults=fresh)
    audit.write(address, action="points.calendar_opened", by=by, data=audit.facts(resident=resident.pk))
    return address


@transaction.atomic
def close_address(resident: Resident, *, by: User) -> None:
    """No address any more; without one nothing happens. Refuses with `not_permitted`."""
    _permit(resident, by=by)
    address = CalendarAddress.objects.select_for_update().filter(resident=resident).first()
    if address is None:
        return
    audit.write(address, action="points.calendar_closed", by=by, data=audit.facts(resident=resident.pk))
    address.delete()


def _permit(resident: Resident, *, by: User) -> None:
    if resident.user_id is None or resident.user_id != by.pk:
        raise NotPermitted()
