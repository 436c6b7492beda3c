"""Minutes that somebody enters by hand: who stands for how many, and how many a day holds.

A bought hour is entered in two minutes. So nobody confirms what he entered, and nobody enters without end.
"""

from django.contrib.auth import get_user_model
from django.db.models import Sum
from django.utils import timezone

from points import conf
from points.errors import HandMinutesUsedUp
from points.hours.models import HandEntry
from points.permissions import User


def vouch(key: str, *, minutes: int, by: User) -> None:
    """Note that `by` entered these minutes of the record `key`; said again it takes the place of what he said before.

    Part of a larger request that has permitted it, inside its transaction. Locks the user, as the last lock of that
    request: whoever enters at two phones at once takes turns. Refuses with `hand_minutes_used_up`.
    """
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    today, most = timezone.localdate(), conf.settings().hand_minutes_a_day
    own = HandEntry.objects.filter(entered_by=by.pk)
    entered = own.filter(entered_on=today).exclude(key=key).aggregate(sum=Sum("minutes", default=0))["sum"]
    if minutes and entered + minutes > most:
        raise HandMinutesUsedUp(entered=entered, asked=minutes, most=most)
    HandEntry.objects.update_or_create(key=key, entered_by_id=by.pk, defaults={"minutes": minutes, "entered_on": today})
