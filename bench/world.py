"""The community that both sides work on: 15,300 households, a store, and what an operation needs at hand."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zlib import crc32

from django.contrib.auth import get_user_model
from django.utils import timezone

from points.activities import services as activities
from points.ledger import services as ledger
from points.ledger.models import new_account_number
from points.models import (
    Account,
    Activity,
    ActivityKind,
    Card,
    Good,
    Grid,
    GridLevel,
    Household,
    Resident,
    Rule,
    Shift,
    StockMove,
    Store,
    Transfer,
)
from points.people import queries as people
from points.people import services as people_services
from points.permissions import Role, User
from points.rules import services as rules
from points.supermarket import services as supermarket

HOUSEHOLDS = 15_300
GOODS = 50
WITH_HISTORY = 100
"""Accounts with more than a page of transfers."""
HISTORY = 60
PRICE = 10
TODAY = timezone.localdate
START = date(2026, 1, 1)


@dataclass(frozen=True)
class World:
    """Loaded before the clients are forked, as a view has loaded its rows before it calls a service."""

    staff: User
    """Has a duty, not all rights, so that permission is looked up."""
    community: Grid
    issued: Account
    households: list[Household]
    cards: list[str]
    store: Store
    goods: list[Good]
    activity: Activity


@dataclass(frozen=True)
class Turn:
    """One operation of one client in one run; no two have the same key."""

    run: str
    client: int
    clients: int
    number: int

    @property
    def index(self) -> int:
        return self.number * self.clients + self.client

    @property
    def key(self) -> str:
        return f"bench:{self.run}:{self.index}"

    @property
    def uuid(self) -> UUID:
        return UUID(int=crc32(self.run.encode()) << 64 | self.index)


def build(count: int = HOUSEHOLDS) -> World:
    """Write the community. Rows that are not measured are written in bulk, points only by the ledger."""
    root = get_user_model().objects.create_superuser("root", password="x")
    staff = get_user_model().objects.create_user("staff", password="x")
    level = GridLevel.objects.create(name="社区", rank=0, is_community=True)
    community = Grid.add_root(level=level, name="社区", code="bench")
    people_services.appoint(staff, role=Role.ADMINISTRATOR, grid=community, since=START, by=root)
    households = _households(community, count)
    residents = Resident.objects.bulk_create(
        [Resident(household=household, name="王芳", is_head=True) for household in households], batch_size=2000
    )
    cards = Card.objects.bulk_create(
        [Card(household=resident.household, resident=resident) for resident in residents], batch_size=2000
    )
    _rule_book(community, root)
    store, goods = _store(community, root)
    plan = activities.Plan(community=community, kind=ActivityKind.objects.create(name="清扫"), name="清扫")
    world = World(
        staff=staff,
        community=community,
        issued=ledger.system_account("issued"),
        households=households,
        cards=[people.card_text(card) for card in cards],
        store=store,
        goods=goods,
        activity=activities.create_activity(plan, by=staff),
    )
    _give(world, world.households, amount=10**7, key="opening")
    for number in range(HISTORY):
        _give(world, world.households[:WITH_HISTORY], amount=PRICE, key=f"history:{number}")
    return world


def new_shift(world: World) -> Shift:
    """Everybody checks in once at a shift, so each run has its own."""
    now = timezone.now()
    return activities.add_shift(
        world.activity, starts_at=now, ends_at=now + timedelta(hours=2), capacity=HOUSEHOLDS, by=world.staff
    )


def _households(community: Grid, count: int) -> list[Household]:
    numbers: set[str] = set()
    while len(numbers) < count:
        numbers.add(new_account_number())
    accounts = Account.objects.bulk_create([Account(number=number) for number in numbers], batch_size=2000)
    rows = [Household(grid=community, door=f"{number}", account=account) for number, account in enumerate(accounts)]
    return Household.objects.bulk_create(rows, batch_size=2000)


def _rule_book(community: Grid, by: User) -> None:
    # The cap is never reached, but it is looked up and counted, as it is under most real rules.
    rule = Rule(
        code="sweep",
        category="环境",
        name="清扫",
        unit="次",
        kind="per_event",
        points=PRICE,
        cap=10**9,
        cap_period="month",
    )
    book = rules.draft(community=community, name="细则", rules=[rules.RuleDraft(rule=rule)], by=by)
    rules.adopt(book, in_force_from=START, where="居民代表会议", by=by)


def _store(community: Grid, by: User) -> tuple[Store, list[Good]]:
    store = supermarket.open_store(community=community, name="超市", code="bench", by=by)
    goods = []
    for number in range(GOODS):
        new = supermarket.NewGood(name=f"大米{number}", unit="袋", price=PRICE)
        good = supermarket.add_good(store, good=new, by=by)
        received = StockMove.Kind.RECEIVED
        supermarket.move_stock(good, kind=received, quantity=10**9, key=f"stock:{number}", by=by)
        goods.append(good)
    return store, goods


def _give(world: World, households: list[Household], *, amount: int, key: str) -> None:
    ledger.post_many(
        [
            ledger.Posting(
                debit=world.issued,
                credit=household.account,
                amount=amount,
                kind=Transfer.Kind.AWARD,
                key=f"{key}:{household.pk}",
                occurred_on=TODAY(),
            )
            for household in households
        ],
        key=key,
        by=None,
    )
