"""Who is erased has no calendar any more; who asks is told when the address was made, and not the address."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from points.calendars.models import CalendarAddress
from points.personal import Keeper, Leaving, Sheet


class AddressKeeper(Keeper):
    def sheets(self, *, resident: int, user: Any) -> Iterable[Sheet]:
        own = CalendarAddress.objects.filter(resident=resident)
        yield Sheet(
            name="calendar_address",
            title=_("Calendar address"),
            columns={"opened_at": _("opened at")},
            rows=lambda: own.values_list("opened_at"),
        )

    def erase(self, leaving: Leaving) -> None:
        CalendarAddress.objects.filter(resident=leaving.resident).delete()
