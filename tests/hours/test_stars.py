"""Stars follow from what was served and earned, by the scheme of the community."""

import csv
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from points.hours import queries
from points.hours import services as hours
from points.models import Account, AwardRecord, Grid, ServiceRecord, StarLevel, StarScheme
from tests.activities.conftest import CODE, at

from .conftest import record

pytestmark = pytest.mark.django_db
SHEET = Path(__file__).parents[2] / "site" / "demo" / "data" / "stars.csv"
ROWS = list(csv.DictReader(SHEET.read_text(encoding="utf-8").splitlines()))
CODES = sorted({row["code"] for row in ROWS})
_numbers = count(1)


def serve(resident, hours, *, source="scanned", year=2026, state="booked") -> ServiceRecord:
    return ServiceRecord.objects.create(
        resident=resident,
        community=Grid.objects.get(code="hongtutian"),
        key=f"served:{next(_numbers)}",
        title="周六大扫除",
        occurred_on=date(year, 6, 6),
        started_at=at("08:00").replace(year=year, month=6, day=6),
        ended_at=at("10:00").replace(year=year, month=6, day=6),
        minutes=round(hours * 60),
        source=source,
        state=state,
    )


def earn(resident, points, rule_book, *, of_household=False, year=2026, **fields) -> AwardRecord:
    return AwardRecord.objects.create(
        account=resident.household.account,
        resident=None if of_household else resident,
        rule=rule_book.rules.get(code=CODE),
        key=f"earned:{next(_numbers)}",
        occurred_on=date(year, 6, 6),
        amount=round(points * 10),
        **fields,
    )


@pytest.fixture
def adopt(community):
    """`adopt((10, None), (20, 30), cycle="yearly")` asks for 10 hours, then for 20 hours and 30 points.

    Written past the models, which let nobody write a scheme that is in force.
    """

    def write(*levels, name="星级", since=date(2026, 1, 1), of=None, **fields) -> StarScheme:
        scheme = StarScheme(community=of or community, name=name, in_force_from=since, **fields)
        StarScheme.objects.bulk_create([scheme])
        StarLevel.objects.bulk_create(
            StarLevel(
                scheme=scheme,
                rank=rank,
                name=f"{rank}星",
                minutes=wanted_hours and wanted_hours * 60,
                points=wanted_points and wanted_points * 10,
            )
            for rank, (wanted_hours, wanted_points) in enumerate(levels, start=1)
        )
        return scheme

    return write


def rank_of(resident) -> int:
    stars = queries.stars_of(resident)
    return stars.level.rank if stars and stars.level else 0


# --- the schemes of the sheet ----------------------------------------------------------------------------------------


def levels_of(code) -> Iterator[tuple[int | None, int | None]]:
    for row in ROWS:
        if row["code"] == code:
            yield int(row["hours"] or 0) or None, int(row["points"] or 0) or None


@pytest.fixture(params=CODES)
def sheet_scheme(request, adopt):
    first = next(row for row in ROWS if row["code"] == request.param)
    levels = list(levels_of(request.param))
    return levels, adopt(*levels, cycle=first["cycle"], is_kept=bool(first["is_kept"]))


def test_the_sheet_has_four_schemes():
    assert CODES == ["common", "longquanyi", "tangshan", "ximen"]
    assert [len(list(levels_of(code))) for code in CODES] == [5, 7, 5, 5]


def test_every_scheme_of_the_sheet_gives_each_star_at_its_mark_and_not_before(sheet_scheme, volunteer, rule_book):
    levels, _scheme = sheet_scheme
    hours_so_far, points_so_far = 0, 0
    for rank, (wanted_hours, wanted_points) in enumerate(levels, start=1):
        wanted_hours, wanted_points = wanted_hours or hours_so_far, wanted_points or points_so_far
        if wanted_hours > hours_so_far:
            serve(volunteer, wanted_hours - hours_so_far - 1 / 60)
        if wanted_points > points_so_far:
            earn(volunteer, wanted_points - points_so_far - 0.1, rule_book)
        assert rank_of(volunteer) == rank - 1
        if wanted_hours > hours_so_far:
            serve(volunteer, 1 / 60)
        if wanted_points > points_so_far:
            earn(volunteer, 0.1, rule_book)
        assert rank_of(volunteer) == rank
        hours_so_far, points_so_far = wanted_hours, wanted_points
    assert queries.stars_of(volunteer).next is None


# --- what is missing -------------------------------------------------------------------------------------------------


def test_what_is_missing_to_the_next_star_is_said(adopt, volunteer, rule_book):
    adopt((100, None), (300, None))
    serve(volunteer, 150)
    stars = queries.stars_of(volunteer)
    assert (stars.level.name, stars.next.name) == ("1星", "2星")
    assert (stars.missing_minutes, stars.missing_points, stars.progress) == (150 * 60, 0, 25)


def test_hours_and_points_are_both_needed(adopt, volunteer, rule_book):
    adopt((50, 500))
    serve(volunteer, 60)
    earn(volunteer, 100, rule_book)
    stars = queries.stars_of(volunteer)
    assert (stars.level, stars.missing_minutes, stars.missing_points) == (None, 0, 4000)
    assert stars.progress == 20


def test_progress_is_full_at_the_top_and_nowhere_else(adopt, volunteer):
    adopt((100, None))
    assert queries.stars_of(volunteer).progress == 0
    last = serve(volunteer, 100 - 1 / 60)
    assert queries.stars_of(volunteer).progress == 99
    last.minutes += 1
    last.save()
    assert queries.stars_of(volunteer).progress == 100


def test_each_level_says_whether_it_was_reached(adopt, volunteer):
    adopt((10, None), (20, None), (30, None))
    serve(volunteer, 25)
    assert [step.is_reached for step in queries.stars_of(volunteer).steps] == [True, True, False]


# --- what counts -----------------------------------------------------------------------------------------------------


def test_scanned_hours_and_those_by_hand_stay_two_figures(adopt, volunteer):
    adopt((10, None))
    serve(volunteer, 6)
    serve(volunteer, 4, source="by_hand")
    stars = queries.stars_of(volunteer)
    assert stars.count.minutes == queries.Minutes(scanned=360, by_hand=240)
    assert (stars.level.rank, stars.is_another_count) == (1, False)


def test_a_scheme_may_leave_hours_by_hand_out(adopt, volunteer):
    adopt((10, None), has_minutes_by_hand=False)
    serve(volunteer, 6)
    serve(volunteer, 4, source="by_hand")
    stars = queries.stars_of(volunteer)
    assert (stars.level, stars.missing_minutes, stars.count.minutes.by_hand) == (None, 240, 240)


@pytest.mark.parametrize("state", ["waiting", "reversed"])
def test_only_booked_hours_count(adopt, volunteer, state):
    adopt((10, None))
    serve(volunteer, 20, state=state)
    assert rank_of(volunteer) == 0


def test_a_correction_takes_a_star_back_that_was_never_earned(adopt, draft, volunteer, organiser, second):
    adopt((2, None))
    booked = record(draft(volunteer), organiser)
    assert rank_of(volunteer) == 1
    hours.correct(booked, started_at=at("08:00"), ended_at=at("09:00"), reason="签退有误", by=second, key="k")
    assert rank_of(volunteer) == 0


def test_only_points_in_the_own_name_count_and_none_that_were_undone(adopt, volunteer, rule_book):
    adopt((None, 10))
    earn(volunteer, 10, rule_book, of_household=True)
    earn(volunteer, 10, rule_book, undone_at=at("09:00"))
    assert rank_of(volunteer) == 0
    earn(volunteer, 10, rule_book)
    assert rank_of(volunteer) == 1


def test_points_of_the_party_are_none_of_the_volunteers(adopt, volunteer, rule_book):
    adopt((None, 10))
    award = earn(volunteer, 10, rule_book)
    AwardRecord.objects.filter(pk=award.pk).update(account=Account.objects.create(book="party"))
    assert rank_of(volunteer) == 0


def test_a_deduction_costs_a_star_only_where_stars_are_not_kept(adopt, volunteer, rule_book):
    scheme = adopt((None, 10))
    earn(volunteer, 12, rule_book)
    earn(volunteer, -5, rule_book)
    assert rank_of(volunteer) == 1
    StarScheme.objects.filter(pk=scheme.pk).update(is_kept=False)
    assert (rank_of(volunteer), queries.stars_of(volunteer).missing_points) == (0, 30)


def test_a_yearly_star_ends_with_its_year(adopt, volunteer):
    adopt((10, None), cycle="yearly", is_kept=False)
    serve(volunteer, 10, year=2025)
    assert rank_of(volunteer) == 0
    serve(volunteer, 10)
    assert rank_of(volunteer) == 1
    assert queries.stars_of(volunteer, on=date(2027, 1, 1)).level is None


def test_a_yearly_star_that_is_kept_is_that_of_the_best_year(adopt, volunteer):
    adopt((10, None), (20, None), (30, None), cycle="yearly")
    serve(volunteer, 20, year=2024)
    serve(volunteer, 10, year=2025)
    stars = queries.stars_of(volunteer)
    assert (stars.level.rank, stars.missing_minutes, stars.progress) == (2, 30 * 60, 0)


# --- which scheme ----------------------------------------------------------------------------------------------------


def test_without_a_scheme_there_are_no_stars(volunteer, adopt, community):
    assert queries.stars_of(volunteer) is None
    adopt(name="没有星级")
    assert queries.stars_of(volunteer) is None


def test_the_scheme_that_began_last_decides(adopt, volunteer):
    adopt((10, None), name="旧办法", since=date(2026, 1, 1))
    newer = adopt((20, None), name="新办法", since=date(2026, 11, 1))
    adopt((30, None), name="明年", since=date(2027, 1, 1))
    assert queries.stars_of(volunteer).scheme == newer
    StarScheme.objects.filter(pk=newer.pk).update(in_force_to=date(2026, 11, 14))
    assert queries.stars_of(volunteer).scheme.name == "旧办法"


def test_another_community_has_a_scheme_of_its_own(adopt, volunteer, community):
    other = Grid.objects.get(pk=community.pk).add_sibling(level=community.level, name="黎冲社区")
    adopt((10, None), of=other)
    assert queries.stars_of(volunteer) is None
