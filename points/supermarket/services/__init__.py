"""What the supermarket does: `supermarket.redeem(...)`, `supermarket.refund(...)`, one file for each verb."""

from points.supermarket.baskets import MOST, Line
from points.supermarket.services.keeping import NewGood, add_good, move_stock, open_store
from points.supermarket.services.redeeming import redeem
from points.supermarket.services.refunding import refund

__all__ = ["MOST", "Line", "NewGood", "add_good", "move_stock", "open_store", "redeem", "refund"]
