"""Moving stock: what is received, bought, donated, brought to another store, lost, expired or counted.

Whatever is on a shelf came by a move and leaves by one. A move is never changed; one that was a mistake is put right by
another, which says why. What leaves without a receipt needs a reason, and so does a count. One person alone corrects a
few by a count; for more the shelf is counted by one and confirmed by another: `counting`.
"""

from dataclasses import dataclass

from points import audit, conf
from points.errors import InvalidStockMove, ReasonRequired, SecondPersonNeeded, ServiceWithoutStock, UnlikeGoods
from points.ledger import services as ledger
from points.people import queries as people
from points.permissions import User, Verb
from points.supermarket import stock
from points.supermarket.models import Donation, Good, StockMove, StockTransfer
from points.texts import refuse_personal_numbers

LARGEST_MOVE = 10**9
"""Units in one stock move. A typing slip ends here, not on the shelf."""

_COMES_IN = frozenset({StockMove.Kind.RECEIVED, StockMove.Kind.BOUGHT, StockMove.Kind.DONATED})
_WANTS_REASON = frozenset({StockMove.Kind.LOST, StockMove.Kind.EXPIRED, StockMove.Kind.COUNTED})
BY_HAND = _COMES_IN | _WANTS_REASON


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Goods that somebody gave."""

    quantity: int
    donor: str = ""
    """Who gave them, as he wants to be called; empty where he wants nobody to know."""
    is_named: bool = False
    """Whether the donor agreed to be thanked by name in public."""
    note: str = ""


def move_stock(
    good: Good, *, kind: StockMove.Kind, quantity: int, key: str, by: User, note: str = ""
) -> ledger.Answer[StockMove]:
    """Book what came in or went out by hand; the same `key` gives the same move again.

    `quantity` is signed: received, bought and donated above zero, lost and expired below, a count the difference that
    was found; `note` is the reason of the last three. Refuses with `personal_data_in_text`, `invalid_stock_move`,
    `service_without_stock`, `reason_required`, `second_person_needed`, `out_of_stock` (nothing falls below zero).
    """
    people.require(by, Verb.MANAGE_STORE, good.store.community)
    note = note.strip()
    refuse_personal_numbers(note)
    move = StockMove(good=good, kind=kind, quantity=quantity, key=f"stock:{key}", note=note, created_by_id=by.pk)
    return ledger.once(
        key=move.key,
        request={"good": good.pk, "kind": str(kind), "quantity": quantity},
        act=lambda: _move_by_hand(move, by=by),
        replay=lambda: StockMove.objects.get(key=move.key),
    )


def receive_gift(good: Good, *, gift: Gift, key: str, by: User) -> ledger.Answer[StockMove]:
    """Book what somebody gave, and who it was; the same `key` gives the same move again.

    Refuses as `move_stock` does.
    """
    people.require(by, Verb.MANAGE_STORE, good.store.community)
    donor, note = gift.donor.strip(), gift.note.strip()
    refuse_personal_numbers(donor, note)
    move = StockMove(
        good=good,
        kind=StockMove.Kind.DONATED,
        quantity=gift.quantity,
        key=f"stock:{key}",
        note=note,
        created_by_id=by.pk,
    )
    # Not the donor: what makes a request is kept for ever, and a name is not.
    return ledger.once(
        key=move.key,
        request={"good": good.pk, "kind": str(move.kind), "quantity": gift.quantity},
        act=lambda: _receive_gift(move, Donation(donor=donor, is_named=gift.is_named and bool(donor)), by),
        replay=lambda: StockMove.objects.get(key=move.key),
    )


def move_to_store(
    good: Good, *, to: Good, quantity: int, key: str, by: User, note: str = ""
) -> ledger.Answer[StockTransfer]:
    """Bring `quantity` to the same good of another store: both sides or none; the same `key` moves them once.

    Locks both goods in the order of their ids, as a redemption does. Refuses with `personal_data_in_text`,
    `unlike_goods`, `service_without_stock`, `invalid_stock_move`, `out_of_stock`.
    """
    people.require(by, Verb.MANAGE_STORE, good.store.community)
    people.require(by, Verb.MANAGE_STORE, to.store.community)
    note = note.strip()
    refuse_personal_numbers(note)
    moved = StockMove.Kind.MOVED
    sides = [
        StockMove(good=at, kind=moved, quantity=signed, key=f"stock:{key}:{side}", note=note, created_by_id=by.pk)
        for at, signed, side in ((good, -quantity, "out"), (to, quantity, "in"))
    ]
    return ledger.once(
        key=f"stock:{key}",
        request={"good": good.pk, "to": to.pk, "quantity": quantity},
        act=lambda: _move_to_store(*sides, by=by),
        replay=lambda: StockTransfer.objects.get(taken__key=sides[0].key),
    )


def _move_by_hand(move: StockMove, *, by: User) -> StockMove:
    _refuse_move(move)
    write_move(move)
    _note_in_log(move, by)
    return move


def _refuse_move(move: StockMove) -> None:
    if not _fits(move):
        raise InvalidStockMove()
    if move.good.is_service:
        raise ServiceWithoutStock(good=move.good.name)
    if move.kind in _WANTS_REASON and not move.note:
        raise ReasonRequired()
    most = conf.settings().count_alone
    if move.kind == StockMove.Kind.COUNTED and abs(move.quantity) > most:
        raise SecondPersonNeeded(most=most)


def _fits(move: StockMove) -> bool:
    if move.kind not in BY_HAND or not 0 < abs(move.quantity) <= LARGEST_MOVE:
        return False
    if move.kind == StockMove.Kind.COUNTED:
        return True
    return (move.quantity > 0) == (move.kind in _COMES_IN)


def _receive_gift(move: StockMove, donation: Donation, by: User) -> StockMove:
    _move_by_hand(move, by=by)
    donation.move = move
    donation.save()
    return move


def _move_to_store(taken: StockMove, brought: StockMove, *, by: User) -> StockTransfer:
    _refuse_transfer(taken, brought)
    for move in sorted((taken, brought), key=lambda move: move.good_id):
        write_move(move)
        _note_in_log(move, by)
    return StockTransfer.objects.create(taken=taken, brought=brought)


def _refuse_transfer(taken: StockMove, brought: StockMove) -> None:
    here, there = taken.good, brought.good
    is_alike = here.unit == there.unit and (here.barcode == there.barcode or not (here.barcode and there.barcode))
    if here.store_id == there.store_id or not is_alike:
        raise UnlikeGoods(good=here.name, other=there.name)
    if here.is_service or there.is_service:
        raise ServiceWithoutStock(good=here.name)
    if not 0 < brought.quantity <= LARGEST_MOVE:
        raise InvalidStockMove()


def write_move(move: StockMove) -> None:
    """Change the stock and keep the move. Refuses with `out_of_stock`."""
    stock_after = stock.change(move.good_id, move.quantity)
    if stock_after is None:
        raise stock.why_not(move.good, store_id=move.good.store_id)
    move.stock_after = stock_after
    move.save()


def _note_in_log(move: StockMove, by: User) -> None:
    audit.write(move, action="points.stock_moved", by=by, data=audit.facts(kind=move.kind, quantity=move.quantity))
