"""The totals of months: kept by every way to book an award, and equal to what the records come to."""

from datetime import date
from importlib import import_module
from random import Random
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from points import statements
from points.errors import PointsError
from points.models import Account, AwardRecord, PeriodTotal
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def book(make_book):
    return make_book(
        make_rule("A", "per_event", 30, cap=100, cap_period="month"),
        make_rule("D", "deduction", -20),
        make_rule("R", "reset"),
    )


def totals():
    return {
        (total.account_id, total.starts_on): (total.earned, total.deducted)
        for total in PeriodTotal.objects.all()
        if total.earned or total.deducted
    }


def summed():
    sums = {}
    for record in AwardRecord.objects.filter(undone_at__isnull=True).exclude(amount=0):
        total = sums.setdefault((record.account_id, record.occurred_on.replace(day=1)), [0, 0])
        total[record.amount < 0] += abs(record.amount)
    return {key: tuple(total) for key, total in sums.items()}


def facts():
    return [str(difference) for difference in queries.verify().differences]


def test_the_day_of_the_act_decides_the_month(book, book_act, household):
    account = household.account_id
    for code, day in (("A", (2026, 10, 31)), ("A", (2026, 11, 1)), ("D", (2026, 11, 20))):
        book_act(code, occurred_at=local(*day, 0, 30))
    assert totals() == {(account, OCTOBER): (30, 0), (account, NOVEMBER): (30, 20)}


def test_what_is_undone_counts_no_more_even_where_it_was_spent(book, book_act, administrator):
    award, _deduction = book_act("A"), book_act("D")
    undone = rules.undo(award, key="undo", by=administrator, reason="记错").result
    assert undone.explanation["undone_shortfall"] == 20
    [(earned, deducted)] = totals().values()
    assert (earned, deducted) == (0, 20)


def test_what_a_cap_cut_to_nothing_leaves_no_total(book, make_act, administrator, make_household):
    full = make_household("陈芳").account
    for _ in range(4):
        rules.award(make_act("A", account=full), by=administrator)
    rules.award(make_act("A", account=full, occurred_at=local(2026, 11, 2, 8)), by=administrator)
    assert totals() == {(full.pk, NOVEMBER): (100, 0)}


@pytest.mark.parametrize("seed", range(3))
def test_after_any_walk_the_kept_totals_are_the_sums(book, make_act, administrator, household, make_household, seed):
    chance = Random(seed)
    accounts = [household.account, make_household("陈芳").account, make_household("李娜").account]

    def act():
        when = local(2026, chance.choice([10, 11]), chance.randrange(1, 20), 9)
        return make_act(chance.choice("AAADR"), account=chance.choice(accounts), occurred_at=when)

    for number in range(30):
        standing = AwardRecord.objects.filter(undone_at__isnull=True).order_by("pk")
        match chance.randrange(4):
            case 0:
                rules.award_many([act() for _ in range(8)], key=f"sheet {number}", by=administrator)
            case 1 if standing:
                rules.undo(chance.choice(standing), key=f"undo {number}", by=administrator, reason="记错")
            case 2 if standing:
                wrong = chance.choice(standing)
                rules.replace(wrong, act=act(), key=f"instead {number}", by=administrator, reason="记错")
            case _:
                rules.award(act(), by=administrator)
        assert totals() == summed()
    assert facts() == []


def test_a_batch_that_is_refused_leaves_no_total(book, make_act, administrator):
    with pytest.raises(PointsError):
        rules.award_many([make_act("A"), make_act("?")], key="sheet", by=administrator)
    assert totals() == {}


TAMPERINGS = {
    "earned": (
        lambda: PeriodTotal.objects.update(earned=70),
        "the month 2026-11-01 earned 70 but its awards come to 30",
    ),
    "deducted": (
        lambda: PeriodTotal.objects.update(deducted=5),
        "the month 2026-11-01 took 5 but its deductions come to 20",
    ),
    "moved to another month": (
        lambda: PeriodTotal.objects.update(starts_on=OCTOBER),
        "the month 2026-10-01 earned 30 but its awards come to 0",
    ),
    "deleted": (
        lambda: PeriodTotal.objects.all().delete(),
        "points_periodtotal #None: the month 2026-11-01 earned 0 but its awards come to 30",
    ),
}


@pytest.mark.parametrize(("tamper", "fact"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_total_that_somebody_changed_is_named(book, book_act, tamper, fact):
    book_act("A"), book_act("D")
    assert facts() == []
    tamper()
    assert any(fact in found for found in facts())


def test_the_migration_fills_them_from_the_awards_that_stand(book, book_act, make_household, administrator):
    book_act("A", occurred_at=local(2026, 10, 31, 23, 59))
    book_act("D")
    rules.undo(book_act("A"), key="undo", by=administrator, reason="记错")
    book_act("A", account=make_household("陈芳").account)
    kept = totals()
    PeriodTotal.objects.all().delete()
    editor = SimpleNamespace(connection=connection, execute=statements.send)
    import_module("points.migrations.0006_period_totals").sum_up(apps, editor)
    assert totals() == kept == summed()
    assert len(kept) == 3
    assert Account.objects.filter(period_totals__isnull=False).distinct().count() == 2


RANGES = {
    "a month": ((2026, 10, 1), (2026, 11, 1)),
    "two months": ((2026, 10, 1), (2026, 12, 1)),
    "cut at both ends": ((2026, 9, 20), (2026, 12, 15)),
    "cut at the start": ((2026, 10, 4), (2026, 12, 1)),
    "cut at the end": ((2026, 10, 1), (2026, 11, 4)),
    "within a month": ((2026, 10, 3), (2026, 10, 12)),
    "from one month into the next": ((2026, 10, 12), (2026, 11, 3)),
    "a day": ((2026, 10, 31), (2026, 11, 1)),
    "nothing": ((2026, 11, 3), (2026, 11, 3)),
}


@pytest.fixture
def earned(make_book, make_act, make_household, administrator):
    """Twelve awards and some deductions of four households in autumn; two of the awards were undone."""
    make_book(make_rule("A", "per_event", 30), make_rule("D", "deduction", -20))
    chance, accounts = Random(7), [make_household(name).account for name in ("王芳", "陈芳", "李娜", "刘洋")]
    days = [date(2026, 9, 20), date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 12), date(2026, 10, 31)]
    days += [date(2026, 11, 1), date(2026, 11, 3), date(2026, 11, 15)]
    acts = [
        make_act(code, account=chance.choice(accounts[:3]), occurred_at=local(day.year, day.month, day.day, 9))
        for day in days
        for code in "AAD"
    ]
    records = rules.award_many(acts, key="sheet", by=administrator).result
    for number in (0, 9):
        rules.undo(records[number], key=f"undo {number}", by=administrator, reason="记错")
    return AwardRecord.objects.filter(undone_at__isnull=True, amount__gt=0)


@pytest.mark.parametrize(("since", "until"), RANGES.values(), ids=RANGES.keys())
def test_merit_is_the_same_whether_months_are_whole_or_cut(earned, since, until):
    since, until = date(*since), date(*until)
    summed_up = {}
    for record in earned.filter(occurred_on__gte=since, occurred_on__lt=until):
        summed_up[record.account_id] = summed_up.get(record.account_id, 0) + record.amount
    everybody = Account.objects.filter(kind=Account.Kind.HOLDER)
    assert queries.merit_by_account(everybody, since=since, until=until) == summed_up
    ranked = sorted(summed_up.items(), key=lambda found: (-found[1], found[0]))
    assert queries.foremost(everybody, since=since, until=until, limit=2) == ranked[:2]


def test_only_those_asked_for_are_ranked(earned):
    asked = Account.objects.filter(household__residents__name="陈芳")
    [(account, _tenths)] = queries.foremost(asked, since=date(2026, 9, 1), until=date(2026, 12, 1), limit=9)
    assert account == asked.get().pk
