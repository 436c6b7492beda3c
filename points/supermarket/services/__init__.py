"""What the supermarket does: `supermarket.redeem(...)`, `supermarket.refund(...)`, one file for each verb."""

from points.supermarket.baskets import MOST, Line
from points.supermarket.services.counting import (
    Count,
    confirm_stocktake,
    count,
    drop_stocktake,
    explain,
    start_stocktake,
)
from points.supermarket.services.keeping import NewGood, add_good, open_store
from points.supermarket.services.moving import BY_HAND, Gift, move_stock, move_to_store, receive_gift
from points.supermarket.services.pricing import change_prices, set_price
from points.supermarket.services.redeeming import redeem
from points.supermarket.services.refunding import refund

__all__ = [
    "BY_HAND",
    "MOST",
    "Count",
    "Gift",
    "Line",
    "NewGood",
    "add_good",
    "change_prices",
    "confirm_stocktake",
    "count",
    "drop_stocktake",
    "explain",
    "move_stock",
    "move_to_store",
    "open_store",
    "receive_gift",
    "redeem",
    "refund",
    "set_price",
    "start_stocktake",
]
