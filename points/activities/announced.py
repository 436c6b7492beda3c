"""What was announced: shifts of published activities, whatever became of them."""

from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from points.activities.models import Shift, SignUp
from points.people.models import Grid, Resident


def announced_shifts(community: Grid | None = None) -> QuerySet[Shift]:
    """Open, closed and cancelled ones, the earliest first; `places_left` is None where nobody can sign up any more.

    Of the community and of what lies above it, such as the town; of all communities without one.
    """
    shifts = Shift.objects.filter(activity__is_published=True)
    if community:
        shifts = shifts.filter(activity__community__in=[community, *community.get_ancestors()])
    takes_more = Q(state=Shift.State.OPEN, ends_at__gt=timezone.now())
    return (
        shifts.select_related(
            "activity__community", "activity__kind", "activity__team", "activity__programme", "activity__parent"
        )
        .annotate(places_left=Case(When(takes_more, then=F("capacity") - F("taken")), default=None))
        .order_by("starts_at", "pk")
    )


def sign_ups_until_now(resident: Resident, *, since: datetime) -> QuerySet[SignUp]:
    """All sign-ups of the resident, given back and lapsed ones too, for shifts that ended later than `since`; for each
    shift the newest last."""
    mine = SignUp.objects.filter(resident=resident, shift__ends_at__gt=since)
    return mine.select_related("shift__activity__kind", "role").order_by("shift__starts_at", "shift", "pk")
