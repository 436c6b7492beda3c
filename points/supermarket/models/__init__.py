"""The community supermarket: goods on a shelf, and what households redeemed for them.

Stock moves only by stock moves, prices are tenths of a point, and a redemption keeps the price at which it was made.
"""

from points.supermarket.models.prices import Price
from points.supermarket.models.redemptions import Redemption, RedemptionLine, Refund
from points.supermarket.models.shelf import Good, Store
from points.supermarket.models.stock import Donation, StockMove, StockTransfer
from points.supermarket.models.stocktakes import CountedGood, Stocktake

__all__ = [
    "CountedGood",
    "Donation",
    "Good",
    "Price",
    "Redemption",
    "RedemptionLine",
    "Refund",
    "StockMove",
    "StockTransfer",
    "Stocktake",
    "Store",
]
