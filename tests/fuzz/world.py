"""A community in the middle of a Saturday, and everybody who may speak to its API.

Random requests knock at doors that do not exist. Here are the ids, numbers, cards and codes that do, so that most
requests come as far as the rules of the house.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from points.activities import queries as activities_queries
from points.activities import services as activities
from points.api import services as api
from points.api.models import Device
from points.ledger import services as ledger
from points.models import ActivityKind, Good, Grid, GridLevel, Household, Rule, RuleBook, StockMove, Store, Transfer
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role, User
from points.rules import services as rules
from points.seals import services as seals
from points.supermarket import services as supermarket

NOON = datetime(2026, 11, 14, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The clock of the server stands still here, so that a rotating code stays the one of now."""

START = date(2026, 1, 1)
REDEMPTIONS = 40
BY_TIME = {"minutes": 90, "points": None}
ACTS = {
    "W01": BY_TIME,
    "W02": {"minutes": None, "points": None},
    "W03": BY_TIME,
    "W04": {"minutes": None, "points": 80},
    "W05": {"minutes": None, "points": None},
    "W06": {"minutes": None, "points": None},
}
CSRF = "a" * 32


@dataclass(frozen=True, kw_only=True)
class Caller:
    name: str
    at_home: frozenset[str]
    """Tags of the operations that are this caller's work: most of its requests go there."""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class World:
    callers: list[Caller]
    seeds: dict[str, list[Any]]
    """By the name of a parameter or a field: values that exist."""
    prices: dict[int, int]
    """Of the goods."""
    acts: dict[str, dict[str, int | None]]
    """What has to be said with a rule."""


@contextmanager
def saturday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def build(signer: seals.Signer) -> World:
    """Within `saturday()` only."""
    administrator = get_user_model().objects.create_superuser("fuzz-administrator", password="x")
    community, elsewhere = _communities()
    households = _households(community, elsewhere, administrator)
    residents = [resident for household in households for resident in household.residents.order_by("pk")]
    cards = [people.issue_card(resident.household, resident=resident, by=administrator) for resident in residents]
    cards.append(people.issue_card(households[0], by=administrator))
    people.revoke_card(cards[3], by=administrator)
    _adopt_rules(community, administrator)
    store = supermarket.open_store(community=community, name="积分超市", code="fuzz", by=administrator)
    other = supermarket.open_store(community=elsewhere, name="别处", code="fuzz-elsewhere", by=administrator)
    goods = _stock(store, administrator)
    sold = _sell(store, goods[0], households[0], administrator)
    shifts = _shifts(community, elsewhere, administrator)
    seal = seals.seal_ledger(signer=signer)
    users = {"resident": residents[0].user, "neighbour": residents[2].user}
    users |= {str(role): _staff(role, community, administrator) for role in Role}
    users |= {"elsewhere": _staff(Role.ADMINISTRATOR, elsewhere, administrator)}
    seeds = {
        "number": [household.account.number for household in (*[households[0]] * 3, *households)],
        "shift_id": [shift.pk for shift in shifts],
        "redemption_id": [redemption.pk for redemption in sold],
        "transfer_id": list(Transfer.objects.values_list("pk", flat=True)),
        "rule": list(ACTS),
        "occurred_on": ["2026-11-14", "2026-11-01", "2026-05-01", "2025-12-31", "2026-11-15"],
        "minutes": [30, 90, 120],
        "difficulty": ["", "熟练", "危险"],
        "points": [50, 80, 100],
        "card": [people_queries.card_text(card) for card in cards],
        "resident": [resident.pk for resident in residents],
        "code": [activities_queries.current_code(shift, timezone.now()) for shift in shifts],
        "direction": ["in", "out"],
        "occurred_at": ["2026-11-14T11:30:00+08:00", "2026-11-14T12:30:00+08:00", "2026-11-13T12:00:00+08:00"],
        "store": [*[store.code] * 7, other.code],
        "good": [*[goods[0].pk] * 4, *(good.pk for good in goods)],
        "quantity": [1, 1, 1, 2, 3],
        "reason": ["忘带手机", "退货"],
        "since": [seal.tree_size, 1],
        "Idempotency-Key": [str(UUID(int=number)) for number in range(1, 7)],
    }
    seeds |= {"account": seeds["number"], "shift": seeds["shift_id"], "key": seeds["Idempotency-Key"]}
    seeds |= {"before": seeds["transfer_id"]}
    callers = [*_people(users), *_devices(community, store)]
    return World(callers=callers, seeds=seeds, prices={good.pk: good.price for good in goods}, acts=ACTS)


def _communities() -> tuple[Grid, Grid]:
    town = GridLevel.objects.create(name="镇", rank=0)
    level = GridLevel.objects.create(name="社区", rank=1, is_community=True)
    building = GridLevel.objects.create(name="楼栋", rank=2)
    root = Grid.add_root(level=town, name="狮山镇")
    nodes = [root.add_child(level=level, name=name, code=f"fuzz-{name}") for name in ("红土田", "罗村")]
    for node in nodes:
        node.add_child(level=building, name="1栋")
    here, there = (Grid.objects.get(pk=node.pk) for node in nodes)
    return here, there


def _households(community: Grid, elsewhere: Grid, by: User) -> list[Household]:
    """A rich one, one with little, one with nothing, one elsewhere; two people in each, the first with a login."""
    made = []
    for number, (grid, tenths) in enumerate([(community, 10**7), (community, 60), (community, 0), (elsewhere, 500)]):
        building = grid.get_children().get()
        household = people.register_household(grid=building, door=f"{101 + number}", since=START, by=by)
        for name in ("王芳", "李明"):
            resident = people.register_resident(household, name=name, by=by)
            if name == "王芳":
                user = get_user_model().objects.create_user(f"fuzz-resident{number}", password="x")
                people.link_login(resident, user=user, by=by)
        made.append(_give(household, tenths))
    return made


def _give(household: Household, tenths: int) -> Household:
    """In three steps, so that a statement has more than one page."""
    for number, part in enumerate([tenths // 2, tenths // 4, tenths - tenths // 2 - tenths // 4]):
        if part:
            posting = ledger.Posting(
                debit=ledger.system_account("issued"),
                credit=household.account,
                amount=part,
                kind=Transfer.Kind.AWARD,
                key=f"fuzz:given:{household.pk}:{number}",
                occurred_on=timezone.localdate(),
                memo="王芳 13912345678",
            )
            ledger.post(posting, by=None)
    return household


def _adopt_rules(community: Grid, by: User) -> None:
    book = RuleBook.objects.create(community=community, name="红土田积分细则")
    kinds = Rule.Kind
    hourly = {"unit": "小时", "kind": kinds.PER_HOUR, "points": 20, "minutes_per_unit": 60}
    rows: list[dict[str, Any]] = [
        {**hourly, "code": "W01", "difficulties": {"熟练": 120, "危险": 150}},
        {"code": "W02", "unit": "次", "kind": kinds.PER_EVENT, "points": 30},
        {**hourly, "code": "W03", "cap": 30, "cap_period": "month"},
        {"code": "W04", "unit": "次", "kind": kinds.RANGE, "points": 50, "points_most": 100},
        {"code": "W05", "unit": "次", "kind": kinds.DEDUCTION, "points": -40},
        {"code": "W06", "unit": "月", "kind": kinds.PER_PERIOD, "points": 10, "cap_period": "month"},
    ]
    for row in rows:
        Rule.objects.create(**{"rule_book": book, "category": "志愿服务", "name": f"项目{row['code']}"} | row)
    rules.adopt(book, in_force_from=START, where="居民大会", by=by)


def _stock(store: Store, by: User) -> list[Good]:
    """Much rice, three bottles of vinegar, a service, and something that is not on the shelf any more."""
    goods = []
    for name, price, stock in (("大米", 400, 5000), ("醋", 5, 3), ("理发", 100, 0), ("旧货", 100, 10)):
        new = supermarket.NewGood(name=name, unit="袋", price=price, is_service=not stock)
        goods.append(supermarket.add_good(store, good=new, by=by))
        if stock:
            supermarket.move_stock(
                goods[-1], kind=StockMove.Kind.RECEIVED, quantity=stock, key=f"fuzz:stock:{name}", by=by
            )
    Good.objects.filter(pk=goods[-1].pk).update(is_on_shelf=False)
    return goods


def _sell(store: Store, good: Good, household: Household, by: User) -> list[Any]:
    lines = [supermarket.Line(good=good, quantity=1, price=good.price)]
    keys = (UUID(int=1000 + number) for number in range(REDEMPTIONS))
    return [supermarket.redeem(household, store=store, lines=lines, key=key, by=by).result for key in keys]


def _shifts(community: Grid, elsewhere: Grid, by: User) -> list[Any]:
    """One that runs, a small one, one that is over, one of tomorrow, and one elsewhere."""
    kind = ActivityKind.objects.create(name="环境整治")
    found = []
    for grid, hours, capacity in (
        (community, -1, 300),
        (community, -1, 1),
        (community, -8, 30),
        (community, 24, 30),
        (elsewhere, -1, 30),
    ):
        plan = activities.Plan(community=grid, kind=kind, name=f"大扫除{len(found)}")
        starts_at = NOON + timedelta(hours=hours)
        activity = activities.create_activity(plan, by=by)
        found.append(
            activities.add_shift(
                activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), capacity=capacity, by=by
            )
        )
    return found


def _staff(role: Role, grid: Grid, by: User) -> User:
    user = get_user_model().objects.create_user(f"fuzz-{role}-{grid.pk}", password="x")
    people.appoint(user, role=role, grid=grid, since=START, by=by)
    return user


WORK = {
    "resident": {"accounts", "check-ins", "seals"},
    "neighbour": {"accounts", "check-ins"},
    "organiser": {"check-ins"},
    "grid_staff": {"accounts", "awards", "check-ins", "seals"},
    "cashier": {"redemptions"},
    "administrator": {"accounts", "awards", "check-ins", "redemptions", "seals"},
    "auditor": {"accounts", "seals"},
    "scanner": {"check-ins"},
    "till": {"accounts", "redemptions"},
}


def _people(users: dict[str, User]) -> list[Caller]:
    return [_caller("anonymous"), *(_signed_in(name, user) for name, user in users.items())]


def _signed_in(name: str, user: User) -> Caller:
    """With a session and the CSRF token of a page of the site."""
    client = Client()
    client.force_login(user)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return _caller(name, headers={"X-CSRFToken": CSRF}, cookies=cookies | {settings.CSRF_COOKIE_NAME: CSRF})


def _devices(community: Grid, store: Store) -> list[Caller]:
    made = [
        api.add_device(name="fuzz-scanner", scope=Device.Scope.CHECKIN, community=community, by=None),
        api.add_device(name="fuzz-till", scope=Device.Scope.TILL, community=community, store=store, by=None),
    ]
    tokens = {"scanner": made[0].token, "till": made[1].token, "stranger": "pt_nobody"}
    return [_caller(name, headers={"Authorization": f"Bearer {token}"}) for name, token in tokens.items()]


def _caller(name: str, **more: Any) -> Caller:
    return Caller(name=name, at_home=frozenset(WORK.get(name, ())), **more)
