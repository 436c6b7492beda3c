"""Who is to be reminded now."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from points import conf
from points.activities.models import Reminder, Shift, SignUp

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Due:
    shift_id: int
    resident_id: int
    kind: Reminder.Kind


def reminders_due() -> list[Due]:
    """Those whose moment has come and who were not reminded yet, the earliest shift first."""
    return [
        Due(shift_id=shift, resident_id=resident, kind=kind)
        for kind, sign_ups in _due_by_kind().items()
        for shift, resident in sign_ups.order_by("shift__starts_at", "pk").values_list("shift", "resident")
    ]


def _due_by_kind() -> dict[Reminder.Kind, QuerySet[SignUp]]:
    hours, offer_hours = conf.settings().remind_hours, conf.settings().remind_offer_hours
    return {
        Reminder.Kind.DAY_BEFORE: _places_within(Reminder.Kind.DAY_BEFORE, _DAY),
        Reminder.Kind.HOURS_BEFORE: _places_within(Reminder.Kind.HOURS_BEFORE, timedelta(hours=hours)),
        Reminder.Kind.OFFER_ENDS: _offers_within(timedelta(hours=offer_hours)),
    }


def _places_within(kind: Reminder.Kind, ahead: timedelta) -> QuerySet[SignUp]:
    """Of those who signed up before that moment: whoever signs up for tomorrow knows that it is tomorrow."""
    now = timezone.now()
    placed = _unreminded(kind).filter(state=SignUp.State.CONFIRMED, shift__starts_at__lte=now + ahead)
    return placed.filter(shift__starts_at__gt=now, created_at__lt=F("shift__starts_at") - ahead)


def _offers_within(ahead: timedelta) -> QuerySet[SignUp]:
    now = timezone.now()
    kept = _unreminded(Reminder.Kind.OFFER_ENDS).filter(state=SignUp.State.OFFERED, offer_ends_at__gt=now)
    return kept.filter(Q(offered_at__isnull=True) | Q(offered_at__lt=F("offer_ends_at") - ahead)).filter(
        offer_ends_at__lte=now + ahead
    )


def _unreminded(kind: Reminder.Kind) -> QuerySet[SignUp]:
    before = Reminder.objects.filter(shift=OuterRef("shift"), resident=OuterRef("resident"), kind=kind)
    open_ones = SignUp.objects.filter(shift__state=Shift.State.OPEN, resident__is_active=True)
    return open_ones.filter(~Exists(before))
