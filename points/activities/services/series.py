"""Shifts that come again: a template, and the shifts that are made from it.

A day gets its shift once. Whoever makes shifts holds the row of the series; the shift remembers the day it was made
for, and the database takes no second one. From the first sign-up on a shift belongs to those who signed up: neither
another template nor a day that is skipped changes it any more, and one that was changed by hand stays as it is.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.log_actions import log

from points import audit
from points.activities import occasions
from points.activities.models import Activity, Series, Shift, SkippedDay
from points.activities.occasions import Occasion
from points.activities.recurrence import LAST_YEAR
from points.errors import DayTaken, InvalidWindow, SeriesIncomplete
from points.people import queries as people
from points.permissions import User, Verb

_ISO_WEEKDAYS = "1234567"


@dataclass(frozen=True, kw_only=True)
class SeriesDraft:
    """A template as it shall be."""

    rhythm: str
    first_on: date
    """It also says on which day of the month or of the year the others are."""
    last_on: date | None = None
    weekdays: str = ""
    """Figures of ISO 8601, `16` for Monday and Saturday; one of them for the rhythm `monthly_weekday`."""
    nth: int | None = None
    festival: str = ""
    days_before: int = 0
    """So many days before the festival."""
    from_time: time
    to_time: time
    """On the next day when it is not later than `from_time`."""
    capacity: int
    opens_days: int | None = None
    closes_hours: int | None = None
    is_active: bool = True


@transaction.atomic
def create_series(activity: Activity, *, draft: SeriesDraft, by: User) -> Series:
    """No shift is made yet. Refuses with `not_permitted`, `not_your_grid`, `series_incomplete`, `invalid_window`."""
    people.require(by, Verb.MANAGE_ACTIVITIES, activity.community)
    _refuse_impossible(draft)
    series = Series.objects.create(activity=activity, **asdict(_cleared(draft)), created_by_id=by.pk)
    log(instance=series, action="points.series_created", user=by, data=audit.facts(activity=activity.pk))
    return series


@transaction.atomic
def change_series(series: Series, *, draft: SeriesDraft, by: User) -> Series:
    """Another template. Shifts ahead that nobody touched follow it, and go where it has no such day any more.

    Refuses with `not_permitted`, `not_your_grid`, `series_incomplete`, `invalid_window`.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, series.activity.community)
    _refuse_impossible(draft)

    locked = _lock(series)
    wanted = asdict(_cleared(draft))
    before = {name: value for name in wanted if (value := getattr(locked, name)) != wanted[name]}
    if not before:
        return locked

    following = _following(locked)
    for name in before:
        setattr(locked, name, wanted[name])
    locked.save(update_fields=list(before))
    for shift in following:
        _follow(shift, locked)
    log(instance=locked, action="points.series_changed", user=by, data=audit.facts(**before))
    return locked


@transaction.atomic
def plan_shifts(
    series: Series, *, until: date, by: User, skipped: Collection[date] = (), resumed: Collection[date] = ()
) -> list[Shift]:
    """Make the shifts that are missing up to that day; a second time makes none.

    On `skipped` days there is none from now on, on `resumed` ones there is again. Refuses with `not_permitted`,
    `not_your_grid`, and with `day_taken` when somebody signed up for a day that shall be skipped.
    """
    people.require(by, Verb.MANAGE_ACTIVITIES, series.activity.community)

    locked = _lock(series)

    for day in sorted(skipped):
        _skip(locked, day, by=by)
    locked.skipped_days.filter(planned_on__in=list(resumed)).delete()
    return _make(locked, until=until, by=by)


@transaction.atomic
def plan_ahead(series: Series) -> list[Shift]:
    """Make what is missing for as many days as the setting says. No user asks for it: the clock does."""
    return _make(_lock(series), until=occasions.horizon(), by=None)


# --- making ---------------------------------------------------------------------------------------------------------


def _lock(series: Series) -> Series:
    return Series.objects.select_for_update(of=("self",), no_key=True).select_related("activity").get(pk=series.pk)


def _make(series: Series, *, until: date, by: User | None) -> list[Shift]:
    if not series.is_active:
        return []
    missing = [one for one in occasions.occasions(series, until=until) if one.is_new]
    made = [Shift.objects.create(series=series, planned_on=one.planned_on, **_shape(series, one)) for one in missing]
    for shift in made:
        facts = audit.facts(activity=series.activity_id, series=series.pk)
        log(instance=shift, action="points.shift_added", user=by, data=facts)
    return made


def _shape(series: Series, one: Occasion) -> dict[str, object]:
    return {
        "activity": series.activity,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "capacity": series.capacity,
        "sign_up_opens_at": one.opens_at,
        "sign_up_closes_at": one.closes_at,
    }


def _skip(series: Series, day: date, *, by: User) -> None:
    shift = Shift.objects.select_for_update(no_key=True).filter(series=series, planned_on=day).first()
    if shift and not _withdraw(shift):
        raise DayTaken(day=day.isoformat())
    _made, is_new = SkippedDay.objects.get_or_create(series=series, planned_on=day, defaults={"skipped_by_id": by.pk})
    if is_new:
        log(instance=series, action="points.day_skipped", user=by, data=audit.facts(day=day))


# --- following another template -------------------------------------------------------------------------------------


def _following(series: Series) -> list[Shift]:
    """Shifts ahead that are as the template made them and nobody touched, locked: nobody signs up meanwhile."""
    ahead = Shift.objects.filter(series=series, starts_at__gt=timezone.now())
    list(ahead.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return [shift for shift in occasions.untouched(ahead).order_by("pk") if _is_as_made(shift, series)]


def _is_as_made(shift: Shift, series: Series) -> bool:
    if shift.planned_on is None:
        return False
    shape = _shape(series, occasions.occasion_on(series, shift.planned_on))
    return all(getattr(shift, name) == value for name, value in shape.items() if name != "activity")


def _follow(shift: Shift, series: Series) -> None:
    day = shift.planned_on
    assert day is not None, "only what was made from a series follows it"
    one = occasions.occasion_on(series, day)
    if not occasions.days_of(series, since=day, until=day) or one.starts_at <= timezone.now():
        _withdraw(shift)
        return
    Shift.objects.filter(pk=shift.pk).update(**_shape(series, one))


def _withdraw(shift: Shift) -> bool:
    """Take away a shift that nobody touched; whether it is gone. To be called under its lock."""
    if not occasions.untouched(Shift.objects.filter(pk=shift.pk)).exists():
        return False
    try:
        with transaction.atomic():
            shift.delete()
    except ProtectedError:
        return False
    return True


# --- what a template needs ------------------------------------------------------------------------------------------


def _cleared(draft: SeriesDraft) -> SeriesDraft:
    """Without what its rhythm does not ask for."""
    rhythm = Series.Rhythm
    has_weekdays = draft.rhythm in (rhythm.WEEKLY, rhythm.FORTNIGHTLY, rhythm.MONTHLY_WEEKDAY)
    is_festival = draft.rhythm == rhythm.FESTIVAL
    return replace(
        draft,
        weekdays="".join(sorted(draft.weekdays)) if has_weekdays else "",
        nth=draft.nth if draft.rhythm == rhythm.MONTHLY_WEEKDAY else None,
        festival=draft.festival if is_festival else "",
        days_before=draft.days_before if is_festival else 0,
    )


def _refuse_impossible(draft: SeriesDraft) -> None:
    is_over_before = draft.last_on is not None and draft.last_on < draft.first_on
    if is_over_before or draft.capacity < 1 or draft.first_on.year > LAST_YEAR or not _has_days(draft):
        raise SeriesIncomplete()
    opens = None if draft.opens_days is None else timedelta(days=draft.opens_days)
    if opens is not None and draft.closes_hours is not None and opens <= timedelta(hours=draft.closes_hours):
        raise InvalidWindow()


def _has_days(draft: SeriesDraft) -> bool:
    weekdays = len(set(draft.weekdays))
    if weekdays != len(draft.weekdays) or not set(draft.weekdays) <= set(_ISO_WEEKDAYS):
        return False
    match draft.rhythm:
        case Series.Rhythm.WEEKLY | Series.Rhythm.FORTNIGHTLY:
            return weekdays > 0
        case Series.Rhythm.MONTHLY_WEEKDAY:
            return weekdays == 1 and draft.nth in Series.Nth.values
        case Series.Rhythm.FESTIVAL:
            return draft.festival in Series.Festival.values
        case _other:
            return draft.rhythm in Series.Rhythm.values
