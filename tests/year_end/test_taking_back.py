"""A year end that was wrong: every account gets its points back, as old as they were, once."""

import pytest

from points.errors import NotPermitted, PersonalDataInText, YearEndBooked
from points.ledger import services as ledger
from points.models import ExpiryLine, ExpiryRound
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.year_end.conftest import assert_sound, balance_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(book, earn, end, household, administrator):
    book()
    earn(household, 2025, 3, times=3)
    earn(household, 2026, 3)
    return rules.expire(end(), by=administrator).result


def test_taken_back_every_account_has_its_points_again_as_old_as_they_were(booked, end, household, administrator):
    undone = rules.undo_expiry(booked, by=administrator, reason="公告晚了").result
    assert (undone.undone_by, undone.reason, balance_of(household)) == (administrator, "公告晚了", 400)
    assert [account.unspent for account in queries.losing_in(end())] == [300]
    assert_sound()


def test_it_is_taken_back_once(booked, household, administrator):
    rules.undo_expiry(booked, by=administrator, reason="公告晚了")
    assert rules.undo_expiry(booked, by=administrator, reason="公告晚了").is_replay
    assert balance_of(household) == 400
    late = rules.undo_expiry(booked, by=administrator, reason="又一个理由").result
    assert (late.reason, balance_of(household)) == ("公告晚了", 400)


def test_a_line_that_was_taken_back_by_itself_comes_back_once(booked, household, administrator):
    ledger.reverse(booked.lines.get().transfer, key="alone", by=administrator)
    rules.undo_expiry(booked, by=administrator, reason="公告晚了")
    assert balance_of(household) == 400
    assert_sound()


def test_who_may_not_book_it_does_not_take_it_back(booked, household, make_staff):
    with pytest.raises(NotPermitted):
        rules.undo_expiry(booked, by=make_staff(Role.CASHIER), reason="公告晚了")
    with pytest.raises(PersonalDataInText):
        rules.undo_expiry(booked, by=make_staff(Role.ADMINISTRATOR), reason="请打13800138000")
    assert balance_of(household) == 100


def test_after_it_was_taken_back_it_is_booked_anew_only_by_another_attempt(booked, end, household, administrator):
    with pytest.raises(YearEndBooked):
        rules.expire(end(), by=administrator, attempt=2)
    rules.undo_expiry(booked, by=administrator, reason="公告晚了")
    same = rules.expire(end(), by=administrator)
    assert (same.is_replay, balance_of(household)) == (True, 400)
    assert same.result.undone_at is not None
    anew = rules.expire(end(), by=administrator, attempt=2).result
    assert (anew.amount, balance_of(household)) == (300, 100)
    assert_sound()


# --- the proof ------------------------------------------------------------------------------------------------------


def facts() -> list[str]:
    return [f"{difference.table}: {difference.fact}" for difference in queries.verify().differences]


def test_a_sum_that_its_lines_do_not_bear_out_is_named(booked):
    ExpiryRound.objects.update(amount=310)
    assert facts() == ["points_expiryround: took 310 from accounts but its lines come to 300"]


def test_a_line_that_explains_another_amount_is_named(booked):
    ExpiryLine.objects.update(newer=50)
    assert facts() == ["points_expiryline: explains 350 but its transfer moved 300"]


def test_a_year_end_that_only_claims_to_be_taken_back_is_named(booked):
    ExpiryRound.objects.update(undone_at=booked.booked_at)
    transfer = booked.lines.get().transfer_id
    assert facts() == [f"points_expiryline: its year end was taken back but its transfer {transfer} was not"]
