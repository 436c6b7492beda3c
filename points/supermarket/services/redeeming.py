"""Redeeming points for goods.

A redemption is one database transaction: the household's points and the shelf move together or not at all. The account
is taken first and the goods last, in the order of their ids, because on opening day everybody wants the same rice: its
row is held for the shortest time, and two baskets with the same goods in another order cannot block each other.

The price that the household saw is the price that is charged. Where it changed meanwhile the redemption is refused and
says the new one; nobody pays what was not on the screen.

An ordinary basket is checked out at once. Whatever is unusual, a repeated key and every refusal among it, goes step by
step; both ways write the same rows.
"""

from collections.abc import Sequence
from uuid import UUID

from points import audit, signals
from points.errors import HouseholdElsewhere, InvalidLines, StoreClosed
from points.ledger import services as ledger
from points.people import queries as people
from points.people.models import Household
from points.permissions import User, Verb
from points.supermarket import checkout, stock
from points.supermarket.baskets import MOST, Basket, Line
from points.supermarket.models import Redemption, RedemptionLine, StockMove, Store


def redeem(
    household: Household, *, store: Store, lines: Sequence[Line], key: UUID, by: User
) -> ledger.Answer[Redemption]:
    """Sell `lines` to the household; the same `key` gives the same receipt again.

    Locks the household's account, then the goods in the order of their ids. Refuses with `own_household`,
    `household_elsewhere`, `store_closed`, `invalid_lines`, `insufficient_points`, `not_on_shelf`, `price_changed`,
    `out_of_stock`; nothing moves then.
    """
    in_order = sorted(lines, key=lambda line: line.good.id)
    basket = Basket(household=household, store=store, lines=in_order, key=key, by=by)
    if redemption := checkout.at_once(basket):
        ledger.tell(redemption.transfer)
        signals.ring(signals.goods_redeemed, sender=Redemption, redemption=redemption)
        return ledger.Answer(result=redemption, is_replay=False)
    people.require(by, Verb.SELL, store.community)
    people.refuse_own_household(by, household)
    return ledger.once(
        key=basket.request_key,
        request=basket.request,
        act=lambda: _redeem_step_by_step(basket),
        replay=lambda: Redemption.objects.get(key=key),
    )


def _redeem_step_by_step(basket: Basket) -> Redemption:
    _refuse_redemption(basket)
    transfer = ledger.move(basket.posting, by=basket.by)
    redemption = Redemption.objects.create(
        key=basket.key,
        number=checkout.receipt_number(transfer.occurred_on, transfer.pk),
        store=basket.store,
        household=basket.household,
        total=transfer.amount,
        transfer=transfer,
        created_by_id=basket.by.pk,
    )
    about = audit.facts(store=basket.store.pk, total=transfer.amount)
    audit.write(redemption, action="points.redeemed", by=basket.by, data=about)
    _take_from_shelf(redemption, basket)
    signals.ring(signals.goods_redeemed, sender=Redemption, redemption=redemption)
    return redemption


def _refuse_redemption(basket: Basket) -> None:
    if not Store.objects.filter(pk=basket.store.pk, is_active=True).exists():
        raise StoreClosed()
    if not basket.is_at_home:
        raise HouseholdElsewhere()
    if not basket.is_possible:
        raise InvalidLines(most=MOST)
    if unreal := basket.unreal_line:
        raise stock.why_not(unreal.good, store_id=basket.store.pk, price=unreal.price)


def _take_from_shelf(redemption: Redemption, basket: Basket) -> None:
    written = RedemptionLine.objects.bulk_create(
        RedemptionLine(redemption=redemption, good=line.good, quantity=line.quantity, price=line.price)
        for line in basket.lines
    )
    moves = []
    for line in written:
        taken = stock.sell(line.good_id, store_id=redemption.store_id, quantity=line.quantity, price=line.price)
        if taken is None:
            raise stock.why_not(line.good, store_id=redemption.store_id, price=line.price)
        stock_after, is_service = taken
        if not is_service:
            moves.append(stock.sold(line, key=redemption.key, by=basket.by, stock_after=stock_after))
    StockMove.objects.bulk_create(moves)
