"""A street of households who all want the same, and what they race for: one of everything for each round."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from django.contrib.auth import get_user_model
from django.utils import timezone

from points.activities import services as activities
from points.ledger import services as ledger
from points.models import (
    Account,
    ActivityKind,
    Card,
    Good,
    Grid,
    GridLevel,
    Household,
    Redemption,
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
from tests.races.rounds import RACERS, Race

PRICE = 40
_SINCE = date(2026, 1, 1)
_SPACE = UUID("6f1f0a52-5b0e-4f0c-9d4c-2f6f6d1b1a33")


@dataclass(frozen=True, kw_only=True)
class Street:
    staff: User
    community: Grid
    issued: Account
    households: list[Household]
    """The first `RACERS` are rich; of the others each has the price of one good."""
    cards: list[str]
    """Of the residents of the others."""
    shift: Shift
    store: Store
    plenty: list[Good]
    last: list[Good]
    """One of each is left."""

    @property
    def rich(self) -> list[Household]:
        return self.households[:RACERS]

    @property
    def poor(self) -> list[Household]:
        return self.households[RACERS:]


def build(rounds: int) -> Street:
    root = get_user_model().objects.create_superuser("racing-root", password="x")
    staff = get_user_model().objects.create_user("racing-staff", password="x")
    level = GridLevel.objects.create(name="社区", rank=7, is_community=True)
    community = Grid.add_root(level=level, name="社区", code="races")
    people_services.appoint(staff, role=Role.ADMINISTRATOR, grid=community, since=_SINCE, by=root)
    accounts = ledger.open_accounts([0] * (RACERS + rounds))
    households = Household.objects.bulk_create(
        Household(grid=community, door=f"{number}", account=account) for number, account in enumerate(accounts)
    )
    residents = Resident.objects.bulk_create(
        Resident(household=household, name="王芳", is_head=True) for household in households[RACERS:]
    )
    cards = Card.objects.bulk_create(Card(household=one.household, resident=one) for one in residents)
    _adopt_rules(community, by=root)
    store = supermarket.open_store(community=community, name="超市", code="races", by=staff)
    street = Street(
        staff=staff,
        community=community,
        issued=ledger.system_account("issued"),
        households=households,
        cards=[people.card_text(card) for card in cards],
        shift=_open_shift(community, rounds, by=staff),
        store=store,
        plenty=[_good(store, f"盐{number}", 10**8, by=staff) for number in range(6)],
        last=[_good(store, f"大米{number}", 1, by=staff) for number in range(rounds)],
    )
    _give(street)
    return street


def _adopt_rules(community: Grid, *, by: User) -> None:
    common = {"category": "环境", "name": "清扫", "unit": "次", "kind": "per_event", "points": 10}
    cap = {"cap": 10**9, "cap_period": "month"}
    drafts = [
        rules.RuleDraft(rule=Rule(**common, code="capped", **cap)),
        rules.RuleDraft(rule=Rule(**common | {"kind": "one_off"}, code="once")),
    ]
    book = rules.draft(community=community, name="细则", rules=drafts, by=by)
    rules.adopt(book, in_force_from=_SINCE, where="居民代表会议", by=by)


def _open_shift(community: Grid, rounds: int, *, by: User) -> Shift:
    kind = ActivityKind.objects.create(name="racing")
    activity = activities.create_activity(activities.Plan(community=community, kind=kind, name="清扫"), by=by)
    now = timezone.now()
    until = now + timedelta(hours=12)
    return activities.add_shift(activity, starts_at=now, ends_at=until, capacity=rounds, by=by)


def _good(store: Store, name: str, stock: int, *, by: User) -> Good:
    good = supermarket.add_good(store, good=supermarket.NewGood(name=name, unit="袋", price=PRICE), by=by)
    supermarket.move_stock(good, kind=StockMove.Kind.RECEIVED, quantity=stock, key=f"races:{name}", by=by)
    return good


def _give(street: Street) -> None:
    amounts = [10**9] * RACERS + [PRICE] * len(street.poor)
    postings = [
        posting(street.issued, household.account, amount, key=f"races:given:{household.pk}")
        for household, amount in zip(street.households, amounts, strict=True)
    ]
    ledger.post_many(postings, key="races:given", by=street.staff)


def posting(debit: Account, credit: Account, amount: int, *, key: str, kind: str = "award") -> ledger.Posting:
    return ledger.Posting(
        debit=debit, credit=credit, amount=amount, kind=Transfer.Kind(kind), key=key, occurred_on=timezone.localdate()
    )


# --- the races ------------------------------------------------------------------------------------------------------


def races(street: Street, *, rounds: int) -> list[Race]:
    """In this order: what is refunded was bought before, what is spent was given before."""
    bought = [buy(street, street.rich[0], street.plenty[0]) for _round in range(rounds)]
    return [
        Race(name="the same points spent at several tills", act=lambda n, racer: spend_twice(street, n, racer)),
        Race(name="the last one on the shelf", act=lambda n, racer: take_last(street, n, racer)),
        Race(name="one person scanned at several doors", act=lambda n, racer: check_in(street, n, racer)),
        Race(name="one receipt refunded by several", act=lambda n, racer: refund(street, bought[n])),
        Race(name="one request sent several times", act=lambda n, racer: send_again(street, n)),
        Race(name="a one-off award given by several", act=lambda n, racer: award_once(street, n, racer)),
    ]


def buy(street: Street, household: Household, good: Good, *, key: UUID | None = None) -> Redemption:
    line = supermarket.Line(good=good, quantity=1, price=PRICE)
    answer = supermarket.redeem(household, store=street.store, lines=[line], key=key or uuid4(), by=street.staff)
    return answer.result


def spend_twice(street: Street, number: int, racer: int) -> bool:
    return bool(buy(street, street.poor[number], street.plenty[racer % len(street.plenty)]))


def take_last(street: Street, number: int, racer: int) -> bool:
    return bool(buy(street, street.rich[racer], street.last[number]))


def check_in(street: Street, number: int, racer: int) -> bool:
    key = f"races:{number}:{racer}"
    card = street.cards[number]
    answer = activities.check_in_by_card(street.shift, card_text=card, direction="in", by=street.staff, key=key)
    return not answer.is_replay


def refund(street: Street, bought: Redemption) -> bool:
    return not supermarket.refund(bought, key=uuid4(), by=street.staff, reason="不要了").is_replay


def send_again(street: Street, number: int) -> bool:
    line = supermarket.Line(good=street.plenty[0], quantity=1, price=PRICE)
    key = uuid5(_SPACE, f"{street.shift.pk}:{number}")
    answer = supermarket.redeem(street.rich[1], store=street.store, lines=[line], key=key, by=street.staff)
    return not answer.is_replay


def award_once(street: Street, number: int, racer: int) -> bool:
    """The others are recorded as well, with nothing in them."""
    act = rules.Act(
        account=street.poor[number].account,
        community=street.community,
        rule_code="once",
        occurred_at=timezone.now(),
        key=f"races:once:{number}:{racer}",
    )
    return rules.award(act, by=street.staff).result.amount > 0
