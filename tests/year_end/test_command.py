"""`expire_points`: says who would lose how much, books it once, and leaves alone what was taken back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from points.models import ExpiryRound, LogEntry, RequestKey, Transfer
from points.rules import services as rules
from tests.year_end.conftest import assert_sound, balance_of

pytestmark = pytest.mark.django_db


def run(*options: str) -> str:
    said = StringIO()
    call_command("expire_points", "--community", "hongtutian", "--year", "2026", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def two(book, earn, end, household, make_household):
    """Two households with old points, and one without, in January 2027."""
    book()
    other = make_household("陈芳")
    earn(household, 2025, 3, times=2)
    earn(other, 2025, 3)
    earn(make_household("周敏"), 2026, 3)
    end()
    return household, other


def written() -> list[int]:
    return [model.objects.count() for model in (Transfer, RequestKey, ExpiryRound, LogEntry)]


def test_a_dry_run_names_every_account_and_writes_nothing(two):
    before = written()
    said = run("--dry-run")
    named = [text for household in two for text in (household.account.grouped_number, str(household))]
    assert [text for text in named if text not in said] == []
    assert "2 accounts would lose 30 points by 积分细则 v1." in said
    assert "It can be booked from 2027-01-01 on. Dry run: nothing written." in said
    assert written() == before


def test_it_books_and_says_what_it_did(two):
    said = run()
    assert "2 of 2" in said
    assert "2 accounts lost 30 points by 积分细则 v1, " in said
    assert [balance_of(household) for household in two] == [0, 0]
    assert_sound()


def test_the_same_year_again_changes_nothing(two):
    run()
    before = written()
    assert "Booked before: 2 accounts lost 30 points by 积分细则 v1. Nothing written." in run()
    assert "Nothing written." in run("--again")
    assert written() == before


def test_what_was_taken_back_is_booked_anew_only_when_asked_for(two, administrator):
    run()
    rules.undo_expiry(ExpiryRound.objects.get(), by=administrator, reason="公告晚了")
    with pytest.raises(CommandError, match="It was taken back on 2027-01-03; --again books it anew"):
        run()
    assert balance_of(two[0]) == 200
    assert "2 accounts lost 30 points" in run("--again")
    assert balance_of(two[0]) == 0


def test_what_cannot_be_booked_says_why(two, clock):
    clock.move_to("2026-12-31 10:00+08:00")
    with pytest.raises(CommandError, match="2026-12-31"):
        run()
    with pytest.raises(CommandError, match="nirgends"):
        call_command("expire_points", "--community", "nirgends", "--year", "2026")
    assert not ExpiryRound.objects.exists()
