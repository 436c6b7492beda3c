"""The days of a series that lie ahead, each with what became of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from points import conf
from points.activities.models import LIVE, CheckIn, Scan, Series, Shift, SignUp
from points.activities.recurrence import days_of as days_of


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One day of a series."""

    planned_on: date
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    shift: Shift | None = None
    """The one that was made for it, or that somebody planned by hand for the same activity at the same time."""
    is_skipped: bool = False

    @property
    def is_new(self) -> bool:
        return self.shift is None and not self.is_skipped

    @property
    def may_skip(self) -> bool:
        """Whether nobody stands in the way: it has no shift, or one of the series that nobody has touched."""
        return self.shift is None or (self.shift.series_id is not None and not getattr(self.shift, "is_touched", True))


def horizon(today: date | None = None) -> date:
    """The last day for which shifts are made ahead."""
    return (today or timezone.localdate()) + timedelta(days=conf.settings().plan_days)


def occasion_on(series: Series, day: date) -> Occasion:
    """What the template says about that day, in the time of the site: whoever looks at it from elsewhere reads other
    figures, and the shift is the same."""
    starts_at = _moment(day, series.from_time)
    ends_at = _moment(day if series.to_time > series.from_time else day + timedelta(days=1), series.to_time)
    opens, closes = series.opens_days, series.closes_hours
    return Occasion(
        planned_on=day,
        starts_at=starts_at,
        ends_at=ends_at,
        opens_at=None if opens is None else starts_at - timedelta(days=opens),
        closes_at=None if closes is None else starts_at - timedelta(hours=closes),
    )


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock), timezone.get_default_timezone())


def occasions(series: Series, *, until: date) -> list[Occasion]:
    """Those that have not begun, up to that day. Of a series that was not saved yet as well: nothing is made of it."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    now = timezone.now()
    meant = (occasion_on(series, day) for day in days_of(series, since=today, until=until))
    ahead = [one for one in meant if one.starts_at > now]
    if not ahead or not series.activity_id:
        return ahead
    made, skipped = _made(series), _skipped(series)
    by_hand = _by_hand(series, ahead)
    return [
        replace(
            one,
            shift=made.get(one.planned_on) or by_hand.get(one.starts_at),
            is_skipped=one.planned_on in skipped,
        )
        for one in ahead
    ]


def days_later(series: Series) -> list[date]:
    """Those of about a year after the ones for which shifts are made."""
    since = horizon() + timedelta(days=1)
    return days_of(series, since=since, until=since + timedelta(days=400))


def untouched(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    """Shifts for which nobody ever signed up and at which nobody was scanned."""
    return shifts.filter(
        ~Exists(SignUp.objects.filter(shift=OuterRef("pk"))),
        ~Exists(Scan.objects.filter(shift=OuterRef("pk"))),
        ~Exists(CheckIn.objects.filter(shift=OuterRef("pk"))),
        state=Shift.State.OPEN,
        taken=0,
    )


def _made(series: Series) -> dict[date | None, Shift]:
    if not series.pk:
        return {}
    shifts = Shift.objects.filter(series=series).annotate(
        is_touched=~Exists(untouched(Shift.objects.filter(pk=OuterRef("pk")))),
        expected=Count("sign_ups", filter=Q(sign_ups__state__in=LIVE)),
    )
    return {shift.planned_on: shift for shift in shifts}


def _skipped(series: Series) -> set[date]:
    return set(series.skipped_days.values_list("planned_on", flat=True)) if series.pk else set()


def _by_hand(series: Series, ahead: list[Occasion]) -> dict[datetime, Shift]:
    """Shifts of the same activity that begin at the same moment, and were not made from this series."""
    same = Shift.objects.filter(activity=series.activity_id, starts_at__in=[one.starts_at for one in ahead])
    others = same.exclude(series=series.pk) if series.pk else same
    return {
        shift.starts_at: shift
        for shift in others.exclude(state=Shift.State.CANCELLED).annotate(
            expected=Count("sign_ups", filter=Q(sign_ups__state__in=LIVE))
        )
    }
