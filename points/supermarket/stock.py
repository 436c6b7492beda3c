"""The conditional updates of the shelf, one good at a time.

A statement carries its own condition and returns the stock afterwards; no row returned means that the condition did
not hold. So two tills that reach for the last bag queue for its row, and the second one finds none.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from points.amounts import format_points
from points.errors import NotOnShelf, OutOfStock, PointsError, PriceChanged
from points.permissions import User
from points.supermarket.models import Good, RedemptionLine, StockMove

_TABLE = Good._meta.db_table

TAKE = "points_take_from_shelf"
"""A function in PostgreSQL, of good, store, quantity and price: under the same condition as `sell` it takes the goods,
and returns the stock afterwards, NULL for a service; otherwise it fails as a check does.

On opening day everybody wants the same rice. Whoever waited for a row and finds it changed has PostgreSQL look at it
once more, with all that his statement has prepared; the function is a small statement of its own, with little to
prepare, so the row is free again sooner.
"""
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TAKE}(wanted bigint, at_store bigint, number int, seen_price bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    kept record;
BEGIN
    UPDATE {_TABLE} SET stock = stock - CASE WHEN is_service THEN 0 ELSE number END
    WHERE id = wanted AND store_id = at_store AND price = seen_price AND is_on_shelf
    AND (is_service OR stock >= number) RETURNING stock, is_service INTO kept;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'good % is not on the shelf like this', wanted USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN kept.is_service THEN NULL ELSE kept.stock END;
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make `TAKE`, or make it anew; after every `migrate`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_FUNCTION)


# A service is touched as well, so that its price cannot change between this check and the commit.
_SELL = f"""
UPDATE {_TABLE} SET stock = stock - CASE WHEN is_service THEN 0 ELSE %s END
WHERE id = %s AND store_id = %s AND price = %s AND is_on_shelf AND (is_service OR stock >= %s)
RETURNING stock, is_service
"""
_CHANGE = f"""
UPDATE {_TABLE} SET stock = stock + %s WHERE id = %s AND NOT is_service AND stock + %s >= 0 RETURNING stock
"""


def _one(sql: str, params: Sequence[int]) -> tuple[int, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[int, ...] | None = cursor.fetchone()
    return row


def sell(good_id: int, *, store_id: int, quantity: int, price: int) -> tuple[int, bool] | None:
    """Take from the shelf at this price (tenths). Returns (stock afterwards, whether it is a service) or None."""
    row = _one(_SELL, (quantity, good_id, store_id, price, quantity))
    return None if row is None else (row[0], bool(row[1]))


def change(good_id: int, quantity: int) -> int | None:
    """Add a signed quantity. Returns the stock afterwards, None where it would fall below zero or is a service."""
    row = _one(_CHANGE, (quantity, good_id, quantity))
    return None if row is None else row[0]


def why_not(good: Good, *, store_id: int, price: int | None = None) -> PointsError:
    """The refusal for a condition that did not hold, from what is there now.

    `price` is the one that a customer saw; None where the shelf is only kept.
    """
    now = Good.objects.filter(pk=good.pk, store=store_id).first()
    about = {"good": good.name, "good_id": good.pk}
    if now is None or (price is not None and not now.is_on_shelf):
        return NotOnShelf(**about)
    if price is not None and now.price != price:
        return PriceChanged(**about, price=format_points(now.price), price_tenths=now.price)
    return OutOfStock(**about, stock=now.stock)


def sold(line: RedemptionLine, *, key: UUID, by: User, stock_after: int) -> StockMove:
    """The move, not yet written, of a line's goods over the counter."""
    return _move(line, StockMove.Kind.SOLD, -line.quantity, key, by, stock_after)


def returned(line: RedemptionLine, *, key: UUID, by: User, stock_after: int) -> StockMove:
    """The move, not yet written, of a line's goods back to the shelf."""
    return _move(line, StockMove.Kind.RETURNED, line.quantity, key, by, stock_after)


def _move(
    line: RedemptionLine, kind: StockMove.Kind, quantity: int, key: UUID, by: User, stock_after: int
) -> StockMove:
    return StockMove(
        good_id=line.good_id,
        line=line,
        kind=kind,
        quantity=quantity,
        stock_after=stock_after,
        key=f"{kind}:{key}:{line.good_id}",
        created_by_id=by.pk,
    )
