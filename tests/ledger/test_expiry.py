"""What is left of old points: the balance less what is newer equals the words of the rule, whatever happened."""

import random
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from points.errors import PointsError
from points.ledger import queries
from points.ledger import services as ledger
from points.models import Account, Transfer

pytestmark = pytest.mark.django_db
Kind = Transfer.Kind
NEW_YEAR = timezone.make_aware(datetime(2026, 1, 1))
AWARDED, SPENT = (Kind.AWARD, Kind.OPENING), (Kind.DEDUCTION, Kind.REDEMPTION, Kind.EXPIRY)


class Life:
    """One account through the years; `move(2025, 5, kind, amount)` happens in May."""

    def __init__(self, issued: Account, shelf: Account, *, base: int = 0) -> None:
        self.issued, self.shelf = issued, shelf
        self.account = ledger.open_account(base=base)
        self.count = 0

    def move(self, year: int, month: int, kind: str, amount: int) -> Transfer:
        self.count += 1
        goes_in = kind in AWARDED
        posting = ledger.Posting(
            debit=self.issued if goes_in else self.account,
            credit=self.account if goes_in else self.shelf,
            amount=amount,
            kind=Kind(kind),
            key=f"{self.account.pk}:{self.count}",
            occurred_on=date(year, month, 1),
        )
        with self.on(year, month):
            return ledger.post(posting, by=None).result

    def undo(self, transfer: Transfer, year: int, month: int) -> Transfer:
        with self.on(year, month):
            return ledger.reverse(transfer, key=f"undo:{transfer.pk}", by=None).result

    @staticmethod
    def on(year: int, month: int):
        return time_machine.travel(timezone.make_aware(datetime(year, month, 2, 12)), tick=False)

    def unspent(self, **more) -> int:
        return self.figures(**more).unspent

    def figures(self, before: datetime = NEW_YEAR, **more):
        return queries.with_unspent(Account.objects.filter(pk=self.account.pk), before=before, **more).get()


@pytest.fixture
def life(issued, shelf) -> Life:
    return Life(issued, shelf)


def test_what_is_newer_stays_and_the_oldest_goes_first(life):
    life.move(2025, 3, Kind.AWARD, 300)
    life.move(2026, 2, Kind.AWARD, 200)
    life.move(2026, 5, Kind.REDEMPTION, 120)
    assert life.unspent() == 180
    life.move(2026, 6, Kind.REDEMPTION, 230)
    assert life.unspent() == 0


def test_a_refund_gives_the_points_back_as_old_as_they_were(life):
    life.move(2025, 3, Kind.AWARD, 300)
    bought = life.move(2025, 12, Kind.REDEMPTION, 120)
    assert life.unspent() == 180
    life.undo(bought, 2026, 1)
    assert life.unspent() == 300


def test_an_award_that_was_taken_back_spends_nothing_old(life):
    life.move(2025, 3, Kind.AWARD, 300)
    wrong = life.move(2026, 3, Kind.AWARD, 50)
    life.undo(wrong, 2026, 4)
    assert life.unspent() == 300


def test_an_old_award_that_was_taken_back_is_gone(life):
    wrong = life.move(2025, 3, Kind.AWARD, 100)
    life.move(2025, 4, Kind.AWARD, 200)
    life.undo(wrong, 2026, 4)
    assert life.unspent() == 200


def test_a_deduction_that_was_taken_back_is_no_new_credit(life):
    life.move(2025, 3, Kind.AWARD, 300)
    wrong = life.move(2025, 4, Kind.DEDUCTION, 100)
    life.undo(wrong, 2026, 4)
    assert life.unspent() == 300


def test_what_a_reversal_could_not_take_back_was_spent(life):
    life.move(2025, 3, Kind.AWARD, 100)
    wrong = life.move(2026, 3, Kind.AWARD, 100)
    life.move(2026, 4, Kind.REDEMPTION, 150)
    assert life.undo(wrong, 2026, 5).shortfall == 50
    assert life.unspent() == 0
    life.move(2026, 6, Kind.AWARD, 10)
    assert life.unspent() == 0


def test_base_points_and_held_points_stay(issued, shelf):
    life = Life(issued, shelf, base=100)
    life.move(2025, 1, Kind.OPENING, 100)
    life.move(2025, 3, Kind.AWARD, 300)
    assert life.unspent() == 300
    with life.on(2026, 1):
        later = timezone.make_aware(datetime(2026, 1, 9))
        ledger.hold(life.account, credit=shelf, amount=40, key="hold", expires_at=later, by=None)
    assert life.unspent() == 260
    assert life.unspent(least=150) == 210
    assert life.figures(least=150).kept == 150
    assert life.figures(least=50).kept == 100


def test_before_a_day_that_has_not_come_all_but_the_base_is_left(life):
    life.move(2025, 3, Kind.AWARD, 300)
    assert life.unspent(before=timezone.make_aware(datetime(2040, 1, 1))) == 300


@pytest.mark.parametrize("seed", range(12))
def test_the_arithmetic_is_that_of_the_words(issued, shelf, seed):
    """What was credited up to the cut-off, less everything debited since the beginning, if positive."""
    chance, life = random.Random(seed), Life(issued, shelf)
    for year in (2024, 2025, 2026):
        for month in range(1, 13):
            kind = chance.choice([*AWARDED, *AWARDED, *SPENT])
            try:
                life.move(year, month, kind, chance.randint(1, 100))
                if chance.random() < 0.5:
                    life.undo(chance.choice(list(Transfer.objects.all())), year, month)
            except PointsError:
                continue
    assert life.unspent() == by_the_words(life.account)


def by_the_words(account: Account) -> int:
    """Line by line; what was undone never was, as far as it could be undone."""
    credited = debited = 0
    for line in Transfer.objects.filter(reverses=None).select_related("reversed_by"):
        undone = getattr(line, "reversed_by", None)
        left = line.amount - (undone.amount if undone else 0)
        if line.debit_id == account.pk:
            debited += left
        elif line.created_at < NEW_YEAR:
            credited += left
    return max(0, credited - debited)


def test_one_statement_looks_at_no_older_transfer_however_many_accounts(issued, shelf, life):
    lives = [Life(issued, shelf) for _ in range(5)]
    for each in lives:
        each.move(2025, 3, Kind.AWARD, 100)
        each.move(2026, 3, Kind.AWARD, 10)
    with CaptureQueriesContext(connection) as caught:
        found = list(queries.with_unspent(Account.objects.filter(kind="holder"), before=NEW_YEAR))
    assert sorted(account.unspent for account in found) == [0, 100, 100, 100, 100, 100]
    first = Transfer.objects.filter(created_at__gte=NEW_YEAR).order_by("pk").values_list("pk", flat=True)[0]
    assert len(caught) <= 2
    assert f'"id" >= {first}' in caught[-1]["sql"]
