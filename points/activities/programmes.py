"""What belongs together: the activities of a programme, the parts of a festival."""

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from points.activities.models import Activity, Programme, Shift


def programmes_of(shifts: QuerySet[Shift]) -> list[Programme]:
    """The programmes to which these shifts belong."""
    named = Activity.objects.filter(pk__in=shifts.order_by().values("activity"), programme__isnull=False)
    return list(Programme.objects.filter(pk__in=named.values("programme")))


def parts_of(activity: Activity) -> QuerySet[Activity]:
    """What a festival consists of, each with `next_at`, when it begins next; None without a date ahead."""
    is_ahead = Q(shifts__state=Shift.State.OPEN, shifts__ends_at__gt=timezone.now())
    parts = activity.parts.filter(is_published=True).annotate(next_at=Min("shifts__starts_at", filter=is_ahead))
    return parts.select_related("kind").order_by(F("next_at").asc(nulls_last=True), "name")
