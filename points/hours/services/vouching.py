"""Minutes that somebody enters by hand: who stands for how many, and how many a day holds.

A bought hour is entered in two minutes. So nobody confirms what he entered, and nobody enters without end.
"""

from collections.abc import Mapping

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
    vouch_all({key: minutes}, by=by)


def vouch_all(minutes: Mapping[str, int], *, by: User) -> None:
    """The same for many records at once: minutes by key, and the ceiling holds for their sum."""
    if not minutes:
        return
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    today, most, asked = timezone.localdate(), conf.settings().hand_minutes_a_day, sum(minutes.values())
    own = HandEntry.objects.filter(entered_by=by.pk)
    others = own.filter(entered_on=today).exclude(key__in=list(minutes))
    entered = others.aggregate(sum=Sum("minutes", default=0))["sum"]
    if asked and entered + asked > most:
        raise HandMinutesUsedUp(entered=entered, asked=asked, most=most)
    HandEntry.objects.bulk_create(
        [HandEntry(key=key, entered_by_id=by.pk, entered_on=today, minutes=count) for key, count in minutes.items()],
        update_conflicts=True,
        unique_fields=["key", "entered_by"],
        update_fields=["minutes", "entered_on"],
    )
