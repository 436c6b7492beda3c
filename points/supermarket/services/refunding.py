"""Taking a redemption back: the points to the account they came from, the goods to the shelf."""

from uuid import UUID

from points import audit, signals
from points.errors import AlreadyRefunded, AlreadyReversed, ReasonRequired
from points.ledger import services as ledger
from points.people import queries as people
from points.permissions import User, Verb
from points.supermarket import stock
from points.supermarket.models import Redemption, Refund, StockMove
from points.texts import refuse_personal_numbers


def refund(redemption: Redemption, *, key: UUID, by: User, reason: str) -> ledger.Answer[Refund]:
    """Take the whole redemption back, at most once: the points to the account they came from, the goods to the shelf.

    Refuses with `own_household`, `personal_data_in_text`, `reason_required`, `already_refunded`.
    """
    people.require(by, Verb.REFUND, redemption.store.community)
    people.refuse_own_household(by, redemption.household)
    reason = reason.strip()
    refuse_personal_numbers(reason)
    return ledger.once(
        key=f"refund:{key}",
        request={"redemption": redemption.pk, "reason": reason},
        act=lambda: _refund(redemption, key, by, reason),
        replay=lambda: Refund.objects.get(key=key),
    )


def _refund(redemption: Redemption, key: UUID, by: User, reason: str) -> Refund:
    if not reason:
        raise ReasonRequired()
    try:
        transfer = ledger.move_back(redemption.transfer, key=f"refund:{key}", by=by, memo=redemption.number)
    except AlreadyReversed as refusal:
        raise AlreadyRefunded() from refusal
    refund = Refund.objects.create(
        redemption=redemption, key=key, transfer=transfer, reason=reason[:200], created_by_id=by.pk
    )
    audit.write(redemption, action="points.refunded", by=by, data=audit.facts(total=transfer.amount))
    _put_back(redemption, key, by)
    signals.ring(signals.redemption_refunded, sender=Redemption, redemption=redemption)
    return refund


def _put_back(redemption: Redemption, key: UUID, by: User) -> None:
    sold = StockMove.objects.filter(line__redemption=redemption, kind=StockMove.Kind.SOLD).select_related("line")
    moves = []
    for move in sold.order_by("good_id"):
        stock_after = stock.change(move.good_id, -move.quantity)
        assert move.line is not None, "a sold move has its line"
        assert stock_after is not None, "what comes back never falls below zero"
        moves.append(stock.returned(move.line, key=key, by=by, stock_after=stock_after))
    StockMove.objects.bulk_create(moves)
