"""On which days a template takes place: months that are too short, years that turn, the moon."""

from datetime import date, time

import pytest

from points.activities.recurrence import days_of
from points.models import Series

pytestmark = pytest.mark.once

R, F = Series.Rhythm, Series.Festival


def days(rhythm, since: str, until: str, **more) -> list[str]:
    fields = {"first_on": date.fromisoformat(since), "from_time": time(8), "to_time": time(10), "capacity": 5}
    series = Series(rhythm=rhythm, **fields | more)
    found = days_of(series, since=date.fromisoformat(since), until=date.fromisoformat(until))
    return [day.isoformat() for day in found]


def on(text: str) -> date:
    return date.fromisoformat(text)


def test_every_monday_and_saturday():
    found = days(R.WEEKLY, "2026-11-16", "2026-11-29", weekdays="16")
    assert found == ["2026-11-16", "2026-11-21", "2026-11-23", "2026-11-28"]


def test_every_second_week_is_counted_from_the_week_of_the_first_day_and_over_the_year():
    found = days(R.FORTNIGHTLY, "2026-12-10", "2027-01-31", weekdays="14", first_on=on("2026-12-10"))
    # The Monday of the first week lies before the first day.
    assert found == ["2026-12-10", "2026-12-21", "2026-12-24", "2027-01-04", "2027-01-07", "2027-01-18", "2027-01-21"]
    later = days(R.FORTNIGHTLY, "2027-01-01", "2027-01-31", weekdays="14", first_on=on("2026-12-10"))
    assert later == found[3:]


def test_the_31st_is_the_last_day_of_shorter_months():
    found = days(R.MONTHLY, "2026-12-31", "2027-05-01")
    assert found == ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_29_february_is_the_28th_in_common_years():
    found = days(R.YEARLY, "2024-02-29", "2029-01-01")
    assert found == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_every_half_year_on_the_same_day():
    found = days(R.HALF_YEARLY, "2026-08-31", "2028-03-01")
    assert found == ["2026-08-31", "2027-02-28", "2027-08-31", "2028-02-29"]
    assert days(R.HALF_YEARLY, "2027-03-01", "2028-01-01", first_on=on("2026-08-31")) == ["2027-08-31"]


@pytest.mark.parametrize(
    ("nth", "weekday", "found"),
    [
        (1, "7", ["2026-11-01", "2026-12-06"]),
        (2, "6", ["2026-11-14", "2026-12-12"]),
        (4, "1", ["2026-11-23", "2026-12-28"]),
        (-1, "1", ["2026-11-30", "2026-12-28"]),
        (-1, "4", ["2026-11-26", "2026-12-31"]),
    ],
)
def test_the_nth_weekday_of_a_month(nth, weekday, found):
    assert days(R.MONTHLY_WEEKDAY, "2026-11-01", "2026-12-31", weekdays=weekday, nth=nth) == found


@pytest.mark.parametrize(
    ("festival", "found"),
    [
        # As the State Council and the observatories gave them.
        (F.NEW_YEARS_EVE, ["2025-01-28", "2026-02-16", "2027-02-05"]),
        (F.SPRING, ["2025-01-29", "2026-02-17", "2027-02-06"]),
        (F.LANTERN, ["2025-02-12", "2026-03-03", "2027-02-20"]),
        (F.QINGMING, ["2025-04-04", "2026-04-05", "2027-04-05"]),
        (F.DRAGON_BOAT, ["2025-05-31", "2026-06-19", "2027-06-09"]),
        (F.QIXI, ["2025-08-29", "2026-08-19", "2027-08-08"]),
        (F.MID_AUTUMN, ["2025-10-06", "2026-09-25", "2027-09-15"]),
        (F.CHONGYANG, ["2025-10-29", "2026-10-18", "2027-10-08"]),
        # That of the lunar year 2024 falls into January 2025; in 2027 it is in the next January again.
        (F.LABA, ["2025-01-07", "2026-01-26", "2027-01-15"]),
    ],
)
def test_the_days_of_the_festivals(festival, found):
    assert days(R.FESTIVAL, "2025-01-01", "2027-12-31", festival=festival) == found


def test_a_festival_is_never_in_the_leap_month():
    # 2025 has a sixth month twice, 2028 a fifth one: the Dragon Boat Festival is that of the ordinary fifth.
    assert days(R.FESTIVAL, "2028-01-01", "2028-12-31", festival=F.DRAGON_BOAT) == ["2028-05-28"]


def test_new_years_eve_is_the_29th_where_the_month_has_no_30th():
    # The last months of the lunar years 2024 to 2028 have 29, 29, 29, 30 and 30 days; the eve is the day before.
    eves = days(R.FESTIVAL, "2025-01-01", "2029-12-31", festival=F.NEW_YEARS_EVE)
    springs = days(R.FESTIVAL, "2025-01-01", "2029-12-31", festival=F.SPRING)
    assert [(on(spring) - on(eve)).days for eve, spring in zip(eves, springs, strict=True)] == [1] * 5


def test_visits_two_days_before_the_spring_festival_also_when_that_is_the_month_before():
    assert days(R.FESTIVAL, "2025-01-28", "2027-12-31", festival=F.SPRING, days_before=20) == [
        "2026-01-28",
        "2027-01-17",
    ]


def test_a_lunar_day_comes_again_each_lunar_year():
    # The third of the third month.
    assert days(R.LUNAR_YEARLY, "2025-03-31", "2027-12-31") == ["2025-03-31", "2026-04-19", "2027-04-09"]


def test_the_30th_of_a_lunar_month_that_has_no_30th_is_its_29th():
    # 2025-01-28 was the 29th of the twelfth month; 2028-01-25 is the 29th and 2028-01-25 + 1 the new year.
    first = on("2024-02-09")  # The 30th of the twelfth month of 2023.
    assert days(R.LUNAR_YEARLY, "2024-02-09", "2027-12-31", first_on=first) == [
        "2024-02-09",
        "2025-01-28",
        "2026-02-16",
        "2027-02-05",
    ]


def test_whoever_begins_in_a_leap_month_goes_on_in_the_ordinary_one():
    # 2025-07-25 is the first of the second sixth month.
    assert days(R.LUNAR_YEARLY, "2025-07-25", "2027-12-31") == ["2025-07-25", "2026-07-14", "2027-07-04"]


def test_nothing_before_the_first_day_and_nothing_after_the_last():
    assert days(R.WEEKLY, "2026-11-01", "2026-11-30", weekdays="7", first_on=on("2026-11-09")) == [
        "2026-11-15",
        "2026-11-22",
        "2026-11-29",
    ]
    assert days(R.WEEKLY, "2026-11-01", "2026-11-30", weekdays="7", last_on=on("2026-11-08")) == [
        "2026-11-01",
        "2026-11-08",
    ]
    assert days(R.WEEKLY, "2026-11-20", "2026-11-10", weekdays="7") == []


def test_the_moon_is_tabulated_to_the_end_of_the_century_and_nothing_breaks_after_it():
    assert days(R.FESTIVAL, "2099-01-01", "2103-12-31", festival=F.SPRING) == ["2099-01-21"]
    assert days(R.LUNAR_YEARLY, "2098-03-01", "2103-12-31")[0] == "2098-03-01"
