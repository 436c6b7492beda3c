"""The proof of the shelf: what stands in its books equals the moves, lines and transfers behind it.

Each statement returns only the rows that do not hold.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from points.ledger.models import Transfer
from points.supermarket.models import (
    CountedGood,
    Donation,
    Good,
    Redemption,
    RedemptionLine,
    Refund,
    StockMove,
    Stocktake,
    StockTransfer,
    Store,
)
from points.verification import Difference, Verification

_GOOD, _MOVE = Good._meta.db_table, StockMove._meta.db_table
_REDEMPTION, _LINE = Redemption._meta.db_table, RedemptionLine._meta.db_table
_REFUND, _STORE, _TRANSFER = Refund._meta.db_table, Store._meta.db_table, Transfer._meta.db_table
_SENT, _GIFT, _COUNT = StockTransfer._meta.db_table, Donation._meta.db_table, CountedGood._meta.db_table
_STOCKTAKE = Stocktake._meta.db_table
_CHECKS = {
    _GOOD: {
        "stock {1} but its stock moves come to {2}": f"""
            SELECT g.id, g.stock, COALESCE(m.total, 0) FROM {_GOOD} g
            LEFT JOIN (SELECT good_id, SUM(quantity) AS total FROM {_MOVE} GROUP BY good_id) m ON m.good_id = g.id
            WHERE g.stock <> COALESCE(m.total, 0)""",
    },
    _MOVE: {
        "stock afterwards {1} but the one before and the quantity come to {2}": f"""
            SELECT id, stock_after, came_to FROM (
                SELECT id, stock_after,
                    COALESCE(LAG(stock_after) OVER (PARTITION BY good_id ORDER BY id), 0) + quantity AS came_to
                FROM {_MOVE}) chain
            WHERE stock_after <> came_to""",
        "moves good {1} but its line is about good {2}": f"""
            SELECT m.id, m.good_id, l.good_id FROM {_MOVE} m JOIN {_LINE} l ON l.id = m.line_id
            WHERE m.good_id <> l.good_id""",
        "is a sale or a return without a line": f"""
            SELECT id FROM {_MOVE} WHERE kind IN ('sold', 'returned') AND line_id IS NULL""",
        "was moved between stores without its other side": f"""
            SELECT id FROM {_MOVE} m WHERE kind = 'moved' AND NOT EXISTS (SELECT 1 FROM {_SENT} WHERE taken_id = m.id)
            AND NOT EXISTS (SELECT 1 FROM {_SENT} WHERE brought_id = m.id)""",
    },
    _SENT: {
        "took {1} from one store and brought {2} to the other": f"""
            SELECT s.id, -o.quantity, i.quantity FROM {_SENT} s
            JOIN {_MOVE} o ON o.id = s.taken_id JOIN {_MOVE} i ON i.id = s.brought_id
            WHERE o.quantity <> -i.quantity OR i.quantity <= 0 OR o.kind <> 'moved' OR i.kind <> 'moved'""",
        "both of its sides are of the store {1}": f"""
            SELECT s.id, g.store_id FROM {_SENT} s
            JOIN {_MOVE} o ON o.id = s.taken_id JOIN {_MOVE} i ON i.id = s.brought_id
            JOIN {_GOOD} g ON g.id = o.good_id JOIN {_GOOD} h ON h.id = i.good_id WHERE g.store_id = h.store_id""",
    },
    _GIFT: {
        "its stock move {1} is no donation": f"""
            SELECT d.id, m.id FROM {_GIFT} d JOIN {_MOVE} m ON m.id = d.move_id WHERE m.kind <> 'donated'""",
    },
    _COUNT: {
        "counted {1} where {2} should have been but its stock move says {3}": f"""
            SELECT c.id, c.counted, c.stock_then, m.quantity FROM {_COUNT} c JOIN {_MOVE} m ON m.id = c.move_id
            WHERE m.quantity <> c.counted - c.stock_then OR m.good_id <> c.good_id OR m.kind <> 'counted'""",
        "was confirmed with a difference of {1} and booked none": f"""
            SELECT c.id, c.counted - c.stock_then FROM {_COUNT} c JOIN {_STOCKTAKE} t ON t.id = c.stocktake_id
            WHERE t.state = 'confirmed' AND c.counted <> c.stock_then AND c.move_id IS NULL""",
    },
    _REDEMPTION: {
        "total {1} but its lines come to {2}": f"""
            SELECT r.id, r.total, COALESCE(l.total, 0) FROM {_REDEMPTION} r
            LEFT JOIN (SELECT redemption_id, SUM(quantity * price) AS total FROM {_LINE} GROUP BY redemption_id) l
                ON l.redemption_id = r.id
            WHERE r.total <> COALESCE(l.total, 0)""",
        "total {1} but its transfer {3} moved {2}": f"""
            SELECT r.id, r.total, t.amount, t.id FROM {_REDEMPTION} r JOIN {_TRANSFER} t ON t.id = r.transfer_id
            WHERE r.total <> t.amount""",
        "its transfer {1} did not go to the account of the store": f"""
            SELECT r.id, t.id FROM {_REDEMPTION} r JOIN {_TRANSFER} t ON t.id = r.transfer_id
            JOIN {_STORE} s ON s.id = r.store_id WHERE t.credit_id <> s.account_id OR t.kind <> 'redemption'""",
        "its points were given back by transfer {1} but no refund was recorded": f"""
            SELECT r.id, b.id FROM {_REDEMPTION} r JOIN {_TRANSFER} b ON b.reverses_id = r.transfer_id
            LEFT JOIN {_REFUND} f ON f.redemption_id = r.id WHERE f.id IS NULL""",
    },
    _LINE: {
        "quantity {1} went over the counter but its stock moves come to {2}": f"""
            SELECT l.id, l.quantity, COALESCE(-m.total, 0) FROM {_LINE} l JOIN {_GOOD} g ON g.id = l.good_id
            LEFT JOIN (SELECT line_id, SUM(quantity) AS total FROM {_MOVE} WHERE kind = 'sold' GROUP BY line_id) m
                ON m.line_id = l.id
            WHERE l.quantity <> COALESCE(-m.total, 0) AND NOT g.is_service""",
        "quantity {1} should have come back but its stock moves come to {2}": f"""
            SELECT l.id, CASE WHEN f.id IS NULL THEN 0 ELSE l.quantity END, COALESCE(m.total, 0)
            FROM {_LINE} l JOIN {_GOOD} g ON g.id = l.good_id LEFT JOIN {_REFUND} f ON f.redemption_id = l.redemption_id
            LEFT JOIN (SELECT line_id, SUM(quantity) AS total FROM {_MOVE} WHERE kind = 'returned' GROUP BY line_id) m
                ON m.line_id = l.id
            WHERE COALESCE(m.total, 0) <> CASE WHEN f.id IS NULL THEN 0 ELSE l.quantity END AND NOT g.is_service""",
    },
    _REFUND: {
        "its transfer {1} does not give back transfer {2}": f"""
            SELECT f.id, t.id, r.transfer_id FROM {_REFUND} f JOIN {_REDEMPTION} r ON r.id = f.redemption_id
            JOIN {_TRANSFER} t ON t.id = f.transfer_id
            WHERE t.reverses_id IS NULL OR t.reverses_id <> r.transfer_id""",
    },
    _TRANSFER: {
        "redeemed {1} at the store {2} without a receipt": f"""
            SELECT t.id, t.amount, s.code FROM {_TRANSFER} t JOIN {_STORE} s ON s.account_id = t.credit_id
            LEFT JOIN {_REDEMPTION} r ON r.transfer_id = t.id WHERE t.kind = 'redemption' AND r.id IS NULL""",
    },
}


def verify() -> Verification:
    """Prove that stock, totals, receipts and refunds equal the stock moves, lines and transfers behind them."""
    differences = [
        Difference(table=table, row=f"#{row[0]}", fact=fact.format(*row))
        for table, checks in _CHECKS.items()
        for fact, sql in checks.items()
        for row in _rows(sql)
    ]
    figures = {
        "goods": Good.objects.count(),
        "stock moves": StockMove.objects.count(),
        "redemptions": Redemption.objects.count(),
        "refunds": Refund.objects.count(),
        "tenths redeemed for goods": _sum(Redemption.objects.filter(refund__isnull=True)),
    }
    return Verification(figures=figures, differences=differences)


def _sum(redemptions: QuerySet[Redemption]) -> int:
    return redemptions.aggregate(total=Sum("total"))["total"] or 0


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
