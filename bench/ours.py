"""The operations as the plugin does them: permission, key, explanation and audit on."""

from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from bench.world import PRICE, TODAY, WITH_HISTORY, Turn, World
from points import conf
from points.activities import services as activities
from points.ledger import queries
from points.ledger import services as ledger
from points.models import Account, Shift, Transfer
from points.rules import services as rules
from points.supermarket import services as supermarket


def operations(world: World, shift: Shift) -> dict[str, Callable[[Turn], object]]:
    return {
        "post": lambda turn: post(world, turn),
        "award": lambda turn: rules.award(act(world, turn.index, turn.key), by=world.staff),
        "check-in": lambda turn: check_in(world, shift, turn),
        "redeem": lambda turn: redeem(world, turn, good=turn.index),
        "redeem all one good": lambda turn: redeem(world, turn, good=0),
        "statement": lambda turn: statement(world, turn),
    }


def post(world: World, turn: Turn) -> object:
    household = world.households[turn.index % len(world.households)]
    posting = ledger.Posting(
        debit=world.issued,
        credit=household.account,
        amount=PRICE,
        kind=Transfer.Kind.AWARD,
        key=turn.key,
        occurred_on=TODAY(),
    )
    return ledger.post(posting, by=world.staff)


def act(world: World, index: int, key: str) -> rules.Act:
    return rules.Act(
        account=world.households[index % len(world.households)].account,
        community=world.community,
        rule_code="sweep",
        occurred_at=timezone.now(),
        key=key,
    )


def check_in(world: World, shift: Shift, turn: Turn) -> object:
    card = world.cards[turn.index]
    return activities.check_in_by_card(shift, card_text=card, direction="in", by=world.staff, key=turn.key)


def redeem(world: World, turn: Turn, *, good: int) -> object:
    household = world.households[turn.index % len(world.households)]
    line = supermarket.Line(good=world.goods[good % len(world.goods)], quantity=1, price=PRICE)
    return supermarket.redeem(household, store=world.store, lines=[line], key=turn.uuid, by=world.staff)


def statement(world: World, turn: Turn) -> object:
    account = Account.objects.get(pk=world.households[turn.index % WITH_HISTORY].account_id)
    return account.spendable, queries.statement(account, limit=conf.settings().statement_page_size)


def batch(world: World, run: str) -> int:
    """A month: one award for every household."""
    now = timezone.now()
    acts = [
        rules.Act(
            account=household.account,
            community=world.community,
            rule_code="sweep",
            occurred_at=now,
            key=f"{run}:{number}",
        )
        for number, household in enumerate(world.households)
    ]
    return len(rules.award_many(acts, key=run, by=world.staff).result)


def count_statements(operation: Callable[[Turn], object], turn: Turn) -> int:
    """Statements that one operation sends; BEGIN and COMMIT are not counted."""
    sent = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal sent
        sent += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        operation(turn)
    return sent
