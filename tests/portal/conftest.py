"""The Wang household, whose passbook has a line of every kind, and its neighbours, who must not see it."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from points.activities import services as activities
from points.activities.models import Direction
from points.ledger.models import Book
from points.models import Account, ActivityKind, AwardRecord, Household, Resident, Rule, Shift, StockMove
from points.people import services as people
from points.people.queries import card_text
from points.permissions import Role
from points.rules import services as rules
from points.supermarket import services as supermarket


def local(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


SATURDAY = (2026, 11, 14)
NOW = local(2026, 11, 21, 16, 0)


@pytest.fixture
def now():
    """Saturday afternoon; the week before lies behind us."""
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def office(administrator):
    administrator.first_name = "赵敏"
    administrator.save()
    return administrator


def let_in(resident: Resident, name: str) -> Resident:
    resident.user = get_user_model().objects.create_user(name, password="x")
    resident.save()
    return resident


@pytest.fixture
def wang(make_household) -> Resident:
    """王芳, head of the household behind 1栋 101."""
    return let_in(make_household("王芳", door="101").residents.get(), "wang")


@pytest.fixture
def son(wang) -> Resident:
    return let_in(Resident.objects.create(household=wang.household, name="李小明"), "son")


@pytest.fixture
def neighbour(make_household) -> Resident:
    return let_in(make_household("陈桂芳", door="102").residents.get(), "neighbour")


@pytest.fixture
def book(community, office):
    drafts = [
        Rule(code="Z1", category="环境", name="清洁家园", unit="小时", kind="per_hour", points=50, minutes_per_unit=60),
        Rule(
            code="Z2",
            category="邻里",
            name="调解邻里纠纷",
            unit="次",
            kind="per_event",
            points=100,
            cap=150,
            cap_period="month",
        ),
        Rule(code="K1", category="环境", name="乱堆杂物", unit="次", kind="deduction", points=-2000),
    ]
    draft = rules.draft(
        community=community, name="文明积分细则", rules=[rules.RuleDraft(rule=rule) for rule in drafts], by=office
    )
    return rules.adopt(draft, in_force_from=date(2026, 1, 1), where="居民代表会议", by=office)


@pytest.fixture
def grid_worker(make_staff, building) -> Client:
    """On duty in 1栋, and shown the page of a failure instead of its exception."""
    client = Client(raise_request_exception=False)
    client.force_login(make_staff(Role.GRID_STAFF, grid=building))
    return client


@pytest.fixture
def award_form(now, book, wang) -> str:
    """Address of the form for the household of 王芳 and the rule Z2."""
    return reverse("points:award-write", args=[wang.household.account.number, book.rules.get(code="Z2").pk])


@pytest.fixture
def party_points(wang, community, office) -> AwardRecord:
    """王芳 is a member of the party: 5 points on an account of her own, by the book of the party."""
    wang.account = Account.objects.create(book=Book.PARTY)
    wang.save()
    lecture = Rule(code="D1", category="学习", name="参加党课", unit="次", kind="per_event", points=50)
    draft = rules.draft(
        community=community, name="党员积分细则", book=Book.PARTY, rules=[rules.RuleDraft(rule=lecture)], by=office
    )
    rules.adopt(draft, in_force_from=date(2026, 1, 1), where="党员大会", by=office)
    act = rules.Act(
        account=wang.account,
        community=community,
        rule_code="D1",
        occurred_at=timezone.now(),
        key="party:1",
        resident=wang,
    )
    return rules.award(act, by=office).result


@pytest.fixture
def store(community, office):
    return supermarket.open_store(community=community, name="红土田积分超市", code="hongtutian", by=office)


@pytest.fixture
def rice(store, office):
    good = supermarket.add_good(store, good=supermarket.NewGood(name="大米", unit="袋", price=400), by=office)
    supermarket.move_stock(good, kind=StockMove.Kind.RECEIVED, quantity=9, key=str(uuid4()), by=office)
    return good


@pytest.fixture
def award(book, community, office) -> Callable:
    """`award(household, "Z2", resident=..., at=...)` is booked by the office."""

    def give(household: Household, code: str, *, at: datetime | None = None, **more):
        act = rules.Act(
            account=household.account,
            community=community,
            rule_code=code,
            occurred_at=at or timezone.now(),
            key=f"test:{uuid4()}",
            **more,
        )
        return rules.award(act, by=office).result

    return give


@pytest.fixture
def make_shift(book, community, office) -> Callable:
    """`make_shift(from, to)` of the clean-up, by rule Z1."""

    def make(starts_at: datetime, ends_at: datetime) -> Shift:
        kind, _made = ActivityKind.objects.get_or_create(name="环境整治")
        plan = activities.Plan(community=community, kind=kind, name="周六清洁家园", place="东门花园", rule_code="Z1")
        activity = activities.create_activity(plan, by=office)
        return activities.add_shift(activity, starts_at=starts_at, ends_at=ends_at, capacity=30, by=office)

    return make


def come(shift: Shift, resident: Resident, card, *, at: datetime, direction: Direction, by) -> None:
    with time_machine.travel(at):
        activities.check_in_by_card(shift, card_text=card_text(card), direction=direction, by=by, key=str(uuid4()))


@pytest.fixture
def buy(store, rice, office) -> Callable:
    def redeem(household: Household, quantity: int = 1):
        line = supermarket.Line(good=rice, quantity=quantity, price=rice.price)
        return supermarket.redeem(household, store=store, lines=[line], key=uuid4(), by=office).result

    return redeem


@pytest.fixture
def clean_up(make_shift, wang, office):
    """Two hours on Saturday a week ago, scanned in and out; +10."""
    card = people.issue_card(wang.household, by=office, resident=wang)
    shift = make_shift(local(*SATURDAY, 9), local(*SATURDAY, 11))
    come(shift, wang, card, at=local(*SATURDAY, 9), direction=Direction.IN, by=office)
    come(shift, wang, card, at=local(*SATURDAY, 11), direction=Direction.OUT, by=office)
    with time_machine.travel(local(*SATURDAY, 11, 5)):
        activities.close_shift(shift, key=str(uuid4()), by=office)
    return shift


@pytest.fixture
def story(now, clean_up, award, buy, wang, son, office):
    """Every kind of line, in this order: scanned hours, +10 by hand, a cut award, rice, rice returned, a deduction
    that finds too little, and the taking back of an award."""
    house = wang.household
    by_hand = award(house, "Z2", resident=son)
    cut = award(house, "Z2", resident=son)
    extra = award(house, "Z1", resident=wang, minutes=1200)
    rice_kept = buy(house)
    rice_returned = buy(house)
    refund = supermarket.refund(rice_returned, key=uuid4(), by=office, reason="米袋破了").result
    undone = rules.undo(by_hand, key=str(uuid4()), by=office, reason="登记错了人").result
    deducted = award(house, "K1")
    house.account.refresh_from_db()
    return SimpleNamespace(
        shift=clean_up,
        by_hand=by_hand,
        cut=cut,
        extra=extra,
        rice_kept=rice_kept,
        rice_returned=rice_returned,
        refund=refund,
        undone=undone,
        deducted=deducted,
        household=house,
    )
