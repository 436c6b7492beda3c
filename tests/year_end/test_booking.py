"""The end of a year: who loses what, when it may be booked, once, and how it comes back."""

from datetime import date

import pytest

from points.errors import (
    CarriesOver,
    ExpiryTooEarly,
    NoRuleBook,
    NotPermitted,
    NotYourGrid,
)
from points.ledger import services as ledger
from points.models import Account, ExpiryLine, ExpiryRound, LogEntry, Transfer
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local
from tests.year_end.conftest import assert_sound, balance_of

pytestmark = pytest.mark.django_db

# --- who loses what -------------------------------------------------------------------------------------------------


def test_points_are_good_until_the_end_of_the_year_after(book, earn, spend, end, household, administrator):
    book()
    earn(household, 2025, 12, times=3)
    earn(household, 2026, 1, times=2)
    spend(household, 120, 2026, 6)
    booked = rules.expire(end(), by=administrator).result
    assert (booked.count, booked.amount, balance_of(household)) == (1, 180, 200)
    assert_sound()


def test_whoever_spent_the_old_points_loses_nothing(book, earn, spend, end, household, make_household, administrator):
    book()
    other = make_household("陈芳")
    earn(household, 2025, 3, times=2)
    earn(other, 2025, 3, times=2)
    earn(household, 2026, 3)
    spend(household, 200, 2026, 6)
    booked = rules.expire(end(), by=administrator).result
    assert list(booked.lines.values_list("transfer__debit", flat=True)) == [other.account_id]
    assert (balance_of(household), balance_of(other)) == (100, 0)


def test_a_reset_takes_all_above_the_base_and_leaves_the_new_year_alone(book, earn, end, household, administrator):
    book("reset", base_points=150)
    earn(household, 2025, 3, times=3)
    earn(household, 2026, 3, times=3)
    earn(household, 2027, 1)
    booked = rules.expire(end(), by=administrator).result
    assert (booked.amount, balance_of(household)) == (600 - 150, 150 + 100)
    assert_sound()


def test_the_base_of_the_account_stays_too(book, earn, end, household, administrator):
    book()
    Account.objects.filter(pk=household.account_id).update(base=50)
    earn(household, 2025, 3)
    rules.expire(end(), by=administrator)
    assert balance_of(household) == 50


def test_a_household_of_another_community_loses_nothing(book, earn, end, household, community, make_household):
    book()
    strangers = community.add_sibling("right", level=community.level, name="金花园社区", code="jinhuayuan")
    far = make_household("周敏", grid=type(community).objects.get(pk=strangers.pk))
    posting = {"credit": far.account, "debit": ledger.system_account("issued"), "amount": 90, "key": "far"}
    ledger.post(ledger.Posting(**posting, kind=Transfer.Kind.AWARD, occurred_on=date(2025, 3, 1)), by=None)
    earn(household, 2025, 3)
    assert [account.pk for account in queries.losing_in(end())] == [household.account_id]


def test_the_next_year_takes_only_what_is_left(book, earn, end, clock, household, community, administrator):
    book()
    earn(household, 2025, 3)
    earn(household, 2026, 3, times=2)
    rules.expire(end(), by=administrator)
    clock.move_to(local(2028, 1, 3))
    booked = rules.expire(queries.year_end_for(community, year=2027), by=administrator).result
    assert (booked.amount, balance_of(household)) == (200, 0)


# --- when, and by whom ----------------------------------------------------------------------------------------------


def test_nothing_is_booked_before_the_year_is_over(book, earn, clock, household, community, administrator):
    book()
    earn(household, 2025, 3)
    clock.move_to(local(2026, 12, 31, 23, 59))
    year_end = queries.year_end_for(community, year=2026)
    with pytest.raises(ExpiryTooEarly) as refusal:
        rules.expire(year_end, by=administrator)
    assert refusal.value.params == {"last": "2026-12-31", "first": "2027-01-01"}
    clock.move_to(local(2027, 1, 1))
    assert rules.expire(year_end, by=administrator).result.amount == 100


def test_a_book_adopted_late_gives_thirty_days_from_then(book, clock, community):
    clock.move_to(local(2026, 12, 20, 15))
    adopted = book()
    type(adopted).objects.filter(pk=adopted.pk).update(adopted_at=local(2026, 12, 20, 15))
    year_end = queries.year_end_for(community, year=2026)
    assert year_end.announced_at == local(2026, 12, 20, 15)
    assert (year_end.last_day, year_end.booked_from) == (date(2027, 1, 18), date(2027, 1, 19))


def test_it_is_announced_thirty_days_ahead_in_the_morning(book, community):
    book()
    year_end = queries.year_end_for(community, year=2026)
    assert year_end.announced_at == local(2026, 12, 1, 9)
    assert (year_end.last_day, year_end.booked_from) == (date(2026, 12, 31), date(2027, 1, 1))


def test_where_points_carry_over_nothing_is_booked(book, community):
    book("carry_over")
    with pytest.raises(CarriesOver):
        queries.year_end_for(community, year=2026)
    assert queries.year_end_of(community, year=2026) is None
    with pytest.raises(NoRuleBook):
        queries.year_end_for(community, year=2020)


def test_only_who_may_expire_points_books_it(book, earn, end, household, community, make_staff):
    book()
    earn(household, 2025, 3)
    refused = [Role.GRID_STAFF, Role.ORGANISER, Role.CASHIER, Role.EDITOR, Role.AUDITOR]
    for role in refused:
        with pytest.raises(NotPermitted):
            rules.expire(end(), by=make_staff(role))
    neighbour = community.add_sibling("right", level=community.level, name="金花园社区", code="jinhuayuan")
    with pytest.raises(NotYourGrid):
        rules.expire(end(), by=make_staff(Role.ADMINISTRATOR, grid=type(community).objects.get(pk=neighbour.pk)))
    assert balance_of(household) == 100
    rules.expire(end(), by=make_staff(Role.ADMINISTRATOR))
    assert balance_of(household) == 0


# --- once -----------------------------------------------------------------------------------------------------------


def test_the_second_run_changes_nothing(book, earn, end, clock, household, administrator):
    book()
    earn(household, 2025, 3)
    earn(household, 2026, 3)
    first = rules.expire(end(), by=administrator)
    clock.move_to(local(2027, 2, 1))
    again = rules.expire(end(), by=administrator)
    assert (first.is_replay, again.is_replay, again.result) == (False, True, first.result)
    assert (ExpiryRound.objects.count(), ExpiryLine.objects.count(), balance_of(household)) == (1, 1, 100)
    assert LogEntry.objects.filter(action="points.year_end_booked").count() == 1


def test_a_refusal_is_not_kept(book, earn, clock, end, household, community, administrator):
    book()
    earn(household, 2025, 3)
    clock.move_to(local(2026, 12, 1))
    with pytest.raises(ExpiryTooEarly):
        rules.expire(queries.year_end_for(community, year=2026), by=administrator)
    assert rules.expire(end(), by=administrator).result.count == 1


def test_nobody_loses_anything_and_it_is_on_record(book, end, household, administrator):
    book()
    booked = rules.expire(end(), by=administrator).result
    assert (booked.count, booked.amount) == (0, 0)
    assert_sound()


def test_more_accounts_than_a_batch_takes_go_all_the_same(book, earn, end, make_household, administrator, settings):
    book()
    households = [make_household(f"王{number}") for number in range(5)]
    for household in households:
        earn(household, 2025, 3)
    settings.POINTS = {"batch_limit": 2}
    steps = []
    booked = rules.expire(end(), by=administrator, progress=lambda *step: steps.append(step)).result
    assert (booked.count, booked.amount) == (5, 500)
    assert steps == [(2, 5), (4, 5), (5, 5)]
    assert_sound()
