"""Whatever is done in whatever order: arithmetic is exact, caps hold, and what is undone leaves nothing behind."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.ledger import queries as ledger_queries
from points.models import Account, AwardRecord, CapUse, Grid, Rule, RuleBook
from points.rules import queries
from points.rules import services as rules
from points.rules.services import Act
from points.rules.valuation import limits_of, value
from tests.rules.conftest import local, make_rule

BOOK = RuleBook(name="积分细则", version=1)
ACCOUNT = Account(pk=7)
COMMUNITY = Grid(pk=3)


def act(**more) -> Act:
    facts = {"account": ACCOUNT, "community": COMMUNITY, "rule_code": "A", "key": "k"}
    return Act(**facts | {"occurred_at": local(2026, 11, 20, 9)} | more)


@given(
    points=st.integers(1, 100),
    unit=st.sampled_from([30, 45, 60, 120]),
    minutes=st.integers(0, 300),
    percent=st.integers(1, 300),
    quantity=st.integers(1, 2),
)
def test_time_served_is_the_exact_fraction_rounded_half_up(points, unit, minutes, percent, quantity):
    rule = Rule(
        kind="per_hour", code="A", name="清扫", points=points, minutes_per_unit=unit, difficulties={"d": percent}
    )
    rule.rule_book = BOOK
    award = value(act(minutes=minutes, quantity=quantity, difficulty="d"), rule, limits=[], used={}, balance=0)
    exact = Fraction(points * minutes * quantity * percent, unit * 100)
    assert award.amount == int(exact + Fraction(1, 2))
    assert abs(award.amount - exact) <= Fraction(1, 2)
    assert award.explanation["is_rounded"] == (exact.denominator != 1)
    assert award.sentence("en")


@given(cap=st.integers(1, 200), used=st.integers(0, 300), points=st.integers(1, 100), quantity=st.integers(1, 5))
def test_what_is_given_and_what_is_cut_are_what_the_rule_says(cap, used, points, quantity):
    rule = Rule(kind="per_event", code="A", name="清扫", unit="次", points=points, cap=cap, cap_period="month")
    rule.rule_book = BOOK
    doing = act(quantity=quantity)
    [limit] = limits_of(doing, rule)
    award = value(doing, rule, limits=[limit], used={limit.key: used}, balance=0)
    assert award.amount + award.cut == points * quantity
    assert 0 <= award.amount <= max(0, cap - used)
    assert not award.cut or award.amount == max(0, cap - used)


MOMENTS = [(2026, 10, 31, 23, 59), (2026, 11, 1, 0, 0), (2026, 11, 15, 12, 0)]
STEP = st.tuples(st.sampled_from("ABMD"), st.integers(1, 3), st.sampled_from(MOMENTS), st.booleans())


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_any_walk_of_awards_and_reversals_keeps_the_caps(steps, world):
    book_one, undo = world()
    booked: list[AwardRecord] = []
    for code, quantity, moment, is_undo in steps:
        if is_undo and booked:
            undo(booked.pop())
        else:
            booked.append(book_one(code, 1 if code == "M" else quantity, moment))
        in_force = [record for record in booked if record.amount > 0]
        for month in (10, 11):
            earned = [record.amount for record in in_force if record.occurred_on.month == month]
            assert sum(earned) <= 150
        assert all(use.used >= 0 for use in CapUse.objects.all())
    for record in booked:
        undo(record)
    assert not CapUse.objects.filter(used__gt=0).exists()
    assert queries.verify().differences == []
    assert ledger_queries.verify().differences == []


@pytest.fixture
def world(make_book, make_act, administrator, make_household):
    """`world()` is a fresh household under a rule book whose rules share 15 points a month: how it books and undoes."""
    group = ("环境", 150, "month")
    make_book(
        make_rule("A", "per_event", 30, cap=70, cap_period="day", group=group),
        make_rule("B", "per_event", 50, group=group),
        make_rule("M", "per_period", 40, unit="月", group=group),
        make_rule("D", "deduction", -20, cap=50, cap_period="month"),
    )

    def start():
        account = make_household().account

        def book_one(code, quantity, moment):
            doing = make_act(code, account=account, quantity=quantity, occurred_at=local(*moment))
            return rules.award(doing, by=administrator).result

        def undo(record):
            return rules.undo(record, key=f"undo:{record.pk}", by=administrator, reason="记错")

        return book_one, undo

    return start
