"""Stocktaking: one counts while the till goes on selling, another confirms, and all differences are booked together.

A count is compared with the stock of its own moment: the one in which it is written down, or the one that stands
beside it on the paper sheet. The row of the good is locked meanwhile, so that no sale slips in between. What is sold
afterwards leaves shelf and books alike, and the difference stays what it was. Until it is confirmed a stocktake changes
no stock.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from points import audit
from points.errors import (
    AlreadyCounting,
    CountedByYou,
    CountImpossible,
    CountTimeImpossible,
    InvalidStockMove,
    NotCounting,
    NothingCounted,
    NotOnShelf,
    OutOfStock,
    ServiceWithoutStock,
    StocktakeChanged,
    UnexplainedDifference,
)
from points.ledger import services as ledger
from points.people import queries as people
from points.permissions import User, Verb
from points.supermarket import queries
from points.supermarket.models import CountedGood, Good, StockMove, Stocktake, Store
from points.supermarket.services.moving import LARGEST_MOVE, write_move
from points.texts import refuse_personal_numbers


@dataclass(frozen=True, kw_only=True)
class Count:
    """What somebody found on the shelf."""

    counted: int
    at: datetime | None = None
    """The moment at which it was counted; None for now."""
    reason: str = ""
    """Why it differs; may follow until the stocktake is confirmed."""


@transaction.atomic
def start_stocktake(store: Store, *, by: User) -> Stocktake:
    """Begin to count a store. Whoever serves it may. Refuses with `already_counting`."""
    people.require(by, Verb.SELL, store.community)
    Store.objects.select_for_update().get(pk=store.pk)
    if queries.running_stocktake(store):
        raise AlreadyCounting()
    stocktake = Stocktake.objects.create(store=store, started_by_id=by.pk)
    audit.write(stocktake, action="points.stocktake_started", by=by, data=audit.facts(store=store.pk))
    return stocktake


@transaction.atomic
def count(stocktake: Stocktake, *, good: Good, found: Count, by: User) -> CountedGood:
    """Write down what lies on the shelf of one good; counted again, the later word stands.

    Locks the stocktake, then the good. Refuses with `personal_data_in_text`, `not_counting`, `not_on_shelf` (of another
    store), `service_without_stock`, `invalid_stock_move` (below zero, or a slip of the hand), `count_time_impossible`.
    """
    people.require(by, Verb.SELL, stocktake.store.community)
    refuse_personal_numbers(found.reason)
    locked = _lock(stocktake)
    now = Good.objects.select_for_update().filter(pk=good.pk, store=stocktake.store_id).first()
    _refuse_count(locked, now or good, found, is_here=now is not None)
    at = found.at or timezone.now()
    stock_then = _stock_at(good, at)
    row, _is_new = CountedGood.objects.update_or_create(
        stocktake=locked,
        good=good,
        defaults={
            "counted": found.counted,
            "stock_then": stock_then,
            "reason": found.reason.strip()[:200] if found.counted != stock_then else "",
            "counted_by_id": by.pk,
            "counted_at": at,
        },
    )
    return row


@transaction.atomic
def explain(count: CountedGood, *, reason: str, by: User) -> CountedGood:
    """Give the reason of a difference, and leave the count as it is.

    Refuses with `personal_data_in_text`, `not_counting`.
    """
    people.require(by, Verb.SELL, count.stocktake.store.community)
    refuse_personal_numbers(reason)
    _lock(count.stocktake)
    count.reason = reason.strip()[:200]
    count.save(update_fields=["reason"])
    return count


def confirm_stocktake(stocktake: Stocktake, *, seen: str, key: UUID, by: User) -> ledger.Answer[Stocktake]:
    """Book every difference as one batch, all or nothing; the same `key` books once.

    `seen` is the `version_of` what the page showed. Locks the stocktake, then the goods in the order of their ids.
    Refuses with `not_counting`, `nothing_counted`, `counted_by_you`, `stocktake_changed`, `unexplained_difference`,
    `count_impossible`.
    """
    people.require(by, Verb.MANAGE_STORE, stocktake.store.community)
    return ledger.once(
        key=f"stocktake:{key}",
        request={"stocktake": stocktake.pk, "seen": seen},
        act=lambda: _confirm(stocktake, seen, by),
        replay=lambda: Stocktake.objects.get(pk=stocktake.pk),
    )


@transaction.atomic
def drop_stocktake(stocktake: Stocktake, *, by: User) -> Stocktake:
    """End it without booking anything. Refuses with `not_counting`."""
    people.require(by, Verb.MANAGE_STORE, stocktake.store.community)
    dropped = _end(_lock(stocktake), Stocktake.State.DROPPED, by)
    audit.write(dropped, action="points.stocktake_dropped", by=by, data=audit.facts(store=dropped.store_id))
    return dropped


def _lock(stocktake: Stocktake) -> Stocktake:
    now = Stocktake.objects.select_for_update(of=("self",)).select_related("store").get(pk=stocktake.pk)
    if now.state != Stocktake.State.STARTED:
        raise NotCounting()
    return now


def _refuse_count(stocktake: Stocktake, good: Good, found: Count, *, is_here: bool) -> None:
    if not is_here:
        raise NotOnShelf(good=good.name, good_id=good.pk)
    if good.is_service:
        raise ServiceWithoutStock(good=good.name)
    if not 0 <= found.counted <= LARGEST_MOVE:
        raise InvalidStockMove()
    # A sheet tells minutes.
    begun = stocktake.started_at.replace(second=0, microsecond=0)
    if found.at and not begun <= found.at <= timezone.now():
        raise CountTimeImpossible()


def _stock_at(good: Good, moment: datetime) -> int:
    """The stock now, with every move undone that came after; nothing moves while the good is locked."""
    since = StockMove.objects.filter(good=good, created_at__gt=moment).aggregate(total=Sum("quantity"))["total"] or 0
    return Good.objects.values_list("stock", flat=True).get(pk=good.pk) - since


def _confirm(stocktake: Stocktake, seen: str, by: User) -> Stocktake:
    locked = _lock(stocktake)
    counts = list(locked.counts.select_related("good__store").order_by("good_id"))
    _refuse_confirmation(counts, seen, by)
    different = [row for row in counts if row.difference]
    for row in different:
        row.move = _book(row, by)
        row.save(update_fields=["move"])
    confirmed = _end(locked, Stocktake.State.CONFIRMED, by)
    about = audit.facts(store=locked.store_id, counted=len(counts), different=len(different))
    audit.write(confirmed, action="points.stocktake_confirmed", by=by, data=about)
    return confirmed


def _refuse_confirmation(counts: list[CountedGood], seen: str, by: User) -> None:
    if not counts:
        raise NothingCounted()
    if any(row.counted_by_id == by.pk for row in counts):
        raise CountedByYou()
    if seen != queries.version_of(counts):
        raise StocktakeChanged()
    if unexplained := next((row for row in counts if row.wants_reason), None):
        raise UnexplainedDifference(good=unexplained.good.name)


def _book(row: CountedGood, by: User) -> StockMove:
    move = StockMove(
        good=row.good,
        kind=StockMove.Kind.COUNTED,
        quantity=row.difference,
        key=f"counted:{row.stocktake_id}:{row.good_id}",
        note=row.reason,
        created_by_id=by.pk,
    )
    try:
        write_move(move)
    except OutOfStock as refusal:
        raise CountImpossible(good=row.good.name) from refusal
    return move


def _end(stocktake: Stocktake, state: Stocktake.State, by: User) -> Stocktake:
    stocktake.state, stocktake.ended_by_id, stocktake.ended_at = state, by.pk, timezone.now()
    stocktake.save(update_fields=["state", "ended_by", "ended_at"])
    return stocktake
