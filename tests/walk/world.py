"""The town in the database: built once, and found again after a walk was broken off."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from points.activities import services as activities
from points.ledger import services as ledger
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
    ServiceRecord,
    Shift,
    Store,
)
from points.people import queries as people
from points.people import services as people_services
from points.permissions import Role, User
from points.rules import services as rules
from points.rules.models import CapGroup
from points.supermarket import services as supermarket
from tests.walk import town

_SINCE = date(2026, 1, 1)
_HOLDER_OF_MANY = 1
"""A household with two members has a card of its own; whoever shows it has to say who he is."""


def build() -> None:
    root = get_user_model().objects.create_superuser("root", password="x")
    here, elsewhere = _grids()
    for name, grid in (("staff", here), ("second", here), ("neighbour", elsewhere)):
        _appoint(_user(name), grid, by=root)
    _user("stranger")
    for number in range(town.HOUSEHOLDS):
        _settle(number, here if number < town.HOME else elsewhere, by=root)
    ledger.open_accounts([0], book="party")
    ledger.open_accounts([0])
    for name in town.SYSTEM:
        ledger.system_account(name)
    _spoil_cards(by=root)
    _adopt_rules(here, by=root)
    _open_stores(here, by=root)
    kind = ActivityKind.objects.create(name="清扫")
    for activity in town.ACTIVITIES:
        plan = activities.Plan(
            community=here, kind=kind, name=activity.name, rule_code=activity.rule, difficulty=activity.difficulty
        )
        activities.create_activity(plan, by=root)


def _grids() -> list[Grid]:
    above = GridLevel.objects.create(name="镇", rank=0)
    level = GridLevel.objects.create(name="社区", rank=1, is_community=True)
    root = Grid.add_root(level=above, name="镇")
    for code in ("here", "elsewhere"):
        Grid.objects.get(pk=root.pk).add_child(level=level, name=code, code=code)
    return [Grid.objects.get(code=code) for code in ("here", "elsewhere")]


def _user(name: str) -> User:
    return get_user_model().objects.create_user(name, password="!")


def _appoint(user: User, grid: Grid, *, by: User) -> None:
    people_services.appoint(user, role=Role.ADMINISTRATOR, grid=grid, since=_SINCE, by=by)


def _settle(number: int, grid: Grid, *, by: User) -> None:
    base = town.base_of(number)
    household = people_services.register_household(grid=grid, door=f"{number}", since=_SINCE, by=by, base=base)
    for member in range(town.MEMBERS):
        resident = people_services.register_resident(household, name=f"居民{number}", by=by, is_head=member == 0)
        name = town.login_of(number * town.MEMBERS + member)
        user = get_user_model().objects.filter(username=name).first() or _user(f"{name}")
        people_services.link_login(resident, user=user, by=by)
        people_services.issue_card(household, by=by, resident=resident)


def _spoil_cards(*, by: User) -> None:
    household = Household.objects.order_by("pk")[_HOLDER_OF_MANY]
    people_services.issue_card(household, by=by)
    people_services.revoke_card(people_services.issue_card(household, by=by), by=by)


def _adopt_rules(community: Grid, *, by: User) -> None:
    groups = {name: CapGroup(name=name, cap=cap, period=period) for name, (cap, period) in town.GROUPS.items()}
    drafts = [rules.RuleDraft(rule=_rule(rule), cap_group=groups.get(rule.group)) for rule in town.RULES.values()]
    book = rules.draft(community=community, name="细则", rules=drafts, by=by)
    rules.adopt(book, in_force_from=town.RULES_SINCE, where="居民代表会议", by=by)


def _rule(rule: town.Rule) -> Rule:
    return Rule(
        code=rule.code,
        name=rule.code,
        category="环境",
        unit=rule.unit,
        kind=rule.kind,
        points=rule.points,
        points_most=rule.points_most,
        minutes_per_unit=rule.minutes_per_unit,
        cap=rule.cap,
        cap_period=rule.cap_period,
        applies_to="person" if rule.is_personal else "household",
        difficulties=rule.difficulties,
    )


def _open_stores(community: Grid, *, by: User) -> None:
    for code in ("0", "1"):
        supermarket.open_store(community=community, name=f"超市{code}", code=code, by=by)
    for good in town.GOODS:
        new = supermarket.NewGood(name=good.name, unit="份", price=good.price, is_service=good.is_service)
        supermarket.add_good(Store.objects.get(code=good.store), good=new, by=by)
    Store.objects.filter(code="1").update(is_active=False)


class World:
    """The rows by their numbers in the model: loaded as a view has loaded them before it calls a service."""

    def __init__(self) -> None:
        self.accounts: list[Account] = list(Account.objects.filter(kind="holder").order_by("pk"))
        self.system: dict[str, Account] = {account.name: account for account in Account.objects.filter(kind="system")}
        self.households = list(Household.objects.select_related("account", "grid").order_by("pk"))
        self.residents = list(
            Resident.objects.select_related("household__account", "household__grid", "user").order_by("pk")
        )
        self.users: dict[str, User] = {user.username: user for user in get_user_model().objects.all()}
        self.community = Grid.objects.get(code="here")
        self.stores = list(Store.objects.select_related("community", "account").order_by("code"))
        self.goods = list(Good.objects.select_related("store__community").order_by("pk"))
        self.activities = list(Activity.objects.select_related("community", "team").order_by("pk"))
        self.cards = self._cards()
        self._opened: dict[int, Shift] = {}
        self.shifts = list(Shift.objects.order_by("pk").values_list("pk", flat=True))
        self.served = list(ServiceRecord.objects.order_by("pk").values_list("pk", flat=True))

    def side(self, side: int | str) -> Account:
        return self.system[side] if isinstance(side, str) else self.accounts[side]

    def user(self, name: int | str) -> User:
        return self.users[str(name)]

    def shift(self, number: int) -> Shift:
        """As a screen that was opened some time ago has it: whether it is still open the service finds out."""
        if number not in self._opened:
            rows = Shift.objects.select_related("activity__community", "activity__team")
            self._opened[number] = rows.get(pk=self.shifts[number])
        return self._opened[number]

    def record(self, number: int) -> ServiceRecord:
        rows = ServiceRecord.objects.select_related("community", "resident__household__account", "award")
        return rows.get(pk=self.served[number])

    def _cards(self) -> dict[Any, str]:
        cards: dict[Any, str] = {"unreadable": "nonsense"}
        for card in Card.objects.select_related("household", "resident").order_by("pk"):
            name = card.resident_id or ("revoked" if card.revoked_at else "of a household")
            cards[name] = people.card_text(card)
        return cards
