"""What those who choose see: minutes scanned and by hand apart, merit, for the days of the season alone."""

from datetime import date

import pytest

from honor_roll import queries
from honor_roll.facts import Facts
from points.models import AwardRecord, Resident
from points.people import services as people
from points.rules import services as rules

pytestmark = pytest.mark.django_db


def test_candidates_show_scanned_and_hand_entered_minutes_apart(season, category, resident, serve):
    serve(resident, 120)
    serve(resident, 45, on=date(2026, 8, 2), by_hand=True)
    [candidate] = queries.candidates(season, category)
    assert candidate.facts == Facts(minutes_scanned=120, minutes_by_hand=45)
    assert (candidate.name, candidate.place, candidate.is_chosen) == ("王芳", "1栋", False)


def test_the_last_day_of_the_season_counts_and_the_next_one_does_not(season, category, resident, serve, earn):
    serve(resident, 60, on=date(2026, 9, 30))
    serve(resident, 60, on=date(2026, 10, 1))
    earn(resident.household, on=date(2026, 7, 1))
    earn(resident.household, on=date(2026, 6, 30))
    [candidate] = queries.candidates(season, category)
    assert candidate.facts == Facts(minutes_scanned=60, merit=100)


def test_whoever_did_nothing_is_no_candidate_but_a_search_finds_her(season, category, resident):
    assert queries.candidates(season, category) == []
    [candidate] = queries.candidates(season, category, typed="芳")
    assert candidate.facts == Facts()


def test_scanned_minutes_come_first(season, category, make_household, serve):
    by_hand, scanned = (make_household(name).residents.get() for name in ("李强", "陈芳"))
    serve(by_hand, 600, by_hand=True)
    serve(scanned, 30)
    assert [candidate.name for candidate in queries.candidates(season, category)] == ["陈芳", "李强"]


def test_a_household_has_the_minutes_of_its_members_and_its_merit(season, make_category, household, serve, earn):
    wang = household.residents.get()
    child = Resident.objects.create(household=household, name="王小明")
    serve(wang, 60)
    serve(child, 30, by_hand=True)
    earn(household, times=2)
    [candidate] = queries.candidates(season, make_category("household"))
    assert candidate.facts == Facts(minutes_scanned=60, minutes_by_hand=30, merit=200)


def test_a_building_has_what_its_households_did(season, make_category, make_household, building, serve, earn):
    other = building.get_siblings().get(name="2栋")
    for home, minutes in ((make_household(), 60), (make_household(), 30), (make_household(grid=other), 5)):
        serve(home.residents.get(), minutes)
    found = {row.name: row.facts.minutes_scanned for row in queries.candidates(season, make_category("grid"))}
    assert found == {"1栋": 90, "2栋": 5}


def test_a_team_has_the_minutes_of_its_members(season, make_category, community, make_household, serve, administrator):
    team = people.create_team(community=community, name="红石榴", by=administrator)
    member, stranger = (make_household().residents.get() for _ in range(2))
    people.join_team(team, resident=member, since=date(2026, 1, 1), by=administrator)
    serve(member, 50)
    serve(stranger, 70)
    [candidate] = queries.candidates(season, make_category("team"))
    assert (candidate.name, candidate.facts) == ("红石榴", Facts(minutes_scanned=50))


def test_an_award_that_was_undone_is_no_merit(season, make_category, household, earn, administrator):
    earn(household, times=2)
    rules.undo(AwardRecord.objects.first(), key="undo", by=administrator, reason="typed twice")
    [candidate] = queries.candidates(season, make_category("household"))
    assert candidate.facts.merit == 100
