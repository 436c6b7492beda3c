"""Keeping a store: its goods, and the stock that is received, donated, lost or counted."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from points import audit
from points.errors import InvalidAmount, InvalidStockMove, ServiceWithoutStock
from points.ledger import services as ledger
from points.people import queries as people
from points.people.models import Grid
from points.permissions import User, Verb
from points.supermarket import stock
from points.supermarket.models import Good, StockMove, Store
from points.texts import refuse_personal_numbers

LARGEST_MOVE = 10**9
"""Units in one stock move. A typing slip ends here, not on the shelf."""

_COMES_IN = frozenset({StockMove.Kind.RECEIVED, StockMove.Kind.DONATED})
_BY_HAND = _COMES_IN | {StockMove.Kind.LOST, StockMove.Kind.COUNTED}


@dataclass(frozen=True, kw_only=True)
class NewGood:
    """What comes onto a shelf. Its stock comes by `move_stock`."""

    name: str
    unit: str
    price: int
    """Tenths for one unit."""
    category: str = ""
    barcode: str = ""
    is_service: bool = False
    position: int = 0


@transaction.atomic
def open_store(*, community: Grid, name: str, code: str, by: User, place: str = "", opening: str = "") -> Store:
    """A new store, with the system account `redeemed:<code>` to which its redemptions go."""
    people.require(by, Verb.MANAGE_STORE, community)
    account = ledger.system_account(f"redeemed:{code}")
    store = Store.objects.create(
        community=community, name=name, code=code, place=place, opening=opening, account=account
    )
    audit.write(store, action="points.store_opened", by=by, data=audit.facts(community=community.pk))
    return store


@transaction.atomic
def add_good(store: Store, *, good: NewGood, by: User, image: Any = None) -> Good:
    """Put a good on the shelf, without stock. `image` is an image of the host's image model."""
    people.require(by, Verb.MANAGE_STORE, store.community)
    if good.price <= 0:
        raise InvalidAmount()
    added = Good.objects.create(store=store, image=image, **asdict(good))
    audit.write(added, action="points.good_added", by=by, data=audit.facts(store=store.pk, price=good.price))
    return added


def move_stock(
    good: Good, *, kind: StockMove.Kind, quantity: int, key: str, by: User, note: str = ""
) -> ledger.Answer[StockMove]:
    """Book what came in or went out by hand; the same `key` gives the same move again.

    `quantity` is signed: received and donated above zero, lost below, a count the difference that was found.
    Refuses with `personal_data_in_text`, `invalid_stock_move`, `service_without_stock`, `out_of_stock` (nothing falls
    below zero).
    """
    people.require(by, Verb.MANAGE_STORE, good.store.community)
    refuse_personal_numbers(note)
    move = StockMove(good=good, kind=kind, quantity=quantity, key=f"stock:{key}", note=note, created_by_id=by.pk)
    return ledger.once(
        key=move.key,
        request={"good": good.pk, "kind": str(kind), "quantity": quantity},
        act=lambda: _move_by_hand(move, by=by),
        replay=lambda: StockMove.objects.get(key=move.key),
    )


def _move_by_hand(move: StockMove, *, by: User) -> StockMove:
    if not _fits(move):
        raise InvalidStockMove()
    if move.good.is_service:
        raise ServiceWithoutStock(good=move.good.name)
    _change_stock(move)
    move.save()
    audit.write(move, action="points.stock_moved", by=by, data=audit.facts(kind=move.kind, quantity=move.quantity))
    return move


def _fits(move: StockMove) -> bool:
    if move.kind not in _BY_HAND or not 0 < abs(move.quantity) <= LARGEST_MOVE:
        return False
    if move.kind == StockMove.Kind.COUNTED:
        return True
    return (move.quantity > 0) == (move.kind in _COMES_IN)


def _change_stock(move: StockMove) -> None:
    stock_after = stock.change(move.good_id, move.quantity)
    if stock_after is None:
        raise stock.why_not(move.good, store_id=move.good.store_id)
    move.stock_after = stock_after
