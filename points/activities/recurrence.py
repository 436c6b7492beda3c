"""On which days a series takes place. Neither the clock nor the database is asked.

A day that a month does not have is its last one: the 31st is the 30th in April, 29 February is the 28th in common
years, and the 30th of a lunar month of 29 days is the 29th. Festivals stand in the ordinary month and never in the leap
month of the same number. Qingming is a solar term and falls on 4 or 5 April; New Year's Eve is the day before the
Spring Festival, however long the last month is.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

from borax.calendars.lunardate import MAX_LUNAR_YEAR, MIN_LUNAR_YEAR, LCalendars, LunarDate, TermUtils

from points.activities.models import Series

LAST_YEAR = MAX_LUNAR_YEAR - 1
"""Up to it the lunar calendar is tabulated."""
_DAY = timedelta(days=1)


def days_of(series: Series, *, since: date, until: date) -> list[date]:
    """Those from `since` to `until`, both included, in their order."""
    first = max(since, series.first_on)
    last = min(until, series.last_on) if series.last_on else until
    if last < first:
        return []
    return [day for day in _RHYTHMS[Series.Rhythm(series.rhythm)](series, first, last) if first <= day <= last]


_Candidates = Iterator[date]
"""In their order; those outside of the first and the last day asked for are left out by `days_of`."""


def _weekly(series: Series, first: date, last: date) -> _Candidates:
    days = (first + number * _DAY for number in range((last - first).days + 1))
    return (day for day in days if str(day.isoweekday()) in series.weekdays)


def _fortnightly(series: Series, first: date, last: date) -> _Candidates:
    began = _monday(series.first_on)
    return (day for day in _weekly(series, first, last) if (_monday(day) - began).days % 14 == 0)


def _monday(day: date) -> date:
    return day - (day.isoweekday() - 1) * _DAY


# --- months ---------------------------------------------------------------------------------------------------------


def _every(months: int) -> Callable[[Series, date, date], _Candidates]:
    def days(series: Series, first: date, last: date) -> _Candidates:
        return (_day_in(year, month, series.first_on.day) for year, month in _months(series, first, last, step=months))

    return days


def _monthly_weekday(series: Series, first: date, last: date) -> _Candidates:
    weekday, nth = int(series.weekdays), series.nth or 1
    for year, month in _months(series, first, last, step=1):
        if nth > 0:
            begins = date(year, month, 1)
            yield begins + ((weekday - begins.isoweekday()) % 7 + 7 * (nth - 1)) * _DAY
        else:
            ends = _day_in(year, month, 31)
            yield ends - (ends.isoweekday() - weekday) % 7 * _DAY


def _months(series: Series, first: date, last: date, *, step: int) -> Iterator[tuple[int, int]]:
    """Every so many months from that of the series' first day; those before `first` are passed over."""
    began, end = _number_of(series.first_on), _number_of(last)
    past = max(_number_of(first) - began, 0) // step * step
    for number in count(began + past, step):
        if number > end:
            return
        yield number // 12, number % 12 + 1


def _number_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


# --- the lunar calendar ---------------------------------------------------------------------------------------------


def _lunar_yearly(series: Series, first: date, last: date) -> _Candidates:
    began = LunarDate.from_solar(series.first_on)
    # Whoever began in a leap month did so once; every other year has the ordinary month only.
    yield series.first_on
    for year in _lunar_years(first, last):
        if year > began.year:
            yield _lunar_day(year, began.month, began.day)


def _festival(series: Series, first: date, last: date) -> _Candidates:
    before = series.days_before * _DAY
    find = _FESTIVALS[Series.Festival(series.festival)]
    for year in _lunar_years(first + before, last + before):
        yield find(year) - before


def _lunar_years(first: date, last: date) -> range:
    """Those that touch these days: a lunar year ends in January or February of the next."""
    return range(max(first.year - 1, MIN_LUNAR_YEAR), min(last.year, LAST_YEAR) + 1)


def _lunar_day(year: int, month: int, day: int) -> date:
    found: date = LunarDate(year, month, min(day, LCalendars.ndays(year, month))).to_solar_date()
    return found


def _lunar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: _lunar_day(year, month, day)


def _eve(year: int) -> date:
    return _lunar_day(year + 1, 1, 1) - _DAY


def _qingming(year: int) -> date:
    found: date = TermUtils.nth_term_day(year, term_name="清明")
    return found


_FESTIVALS: dict[Series.Festival, Callable[[int], date]] = {
    Series.Festival.NEW_YEARS_EVE: _eve,
    Series.Festival.SPRING: _lunar(1, 1),
    Series.Festival.LANTERN: _lunar(1, 15),
    Series.Festival.QINGMING: _qingming,
    Series.Festival.DRAGON_BOAT: _lunar(5, 5),
    Series.Festival.QIXI: _lunar(7, 7),
    Series.Festival.MID_AUTUMN: _lunar(8, 15),
    Series.Festival.CHONGYANG: _lunar(9, 9),
    Series.Festival.LABA: _lunar(12, 8),
}
_RHYTHMS: dict[Series.Rhythm, Callable[[Series, date, date], _Candidates]] = {
    Series.Rhythm.WEEKLY: _weekly,
    Series.Rhythm.FORTNIGHTLY: _fortnightly,
    Series.Rhythm.MONTHLY: _every(1),
    Series.Rhythm.MONTHLY_WEEKDAY: _monthly_weekday,
    Series.Rhythm.HALF_YEARLY: _every(6),
    Series.Rhythm.YEARLY: _every(12),
    Series.Rhythm.LUNAR_YEARLY: _lunar_yearly,
    Series.Rhythm.FESTIVAL: _festival,
}
