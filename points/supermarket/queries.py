"""Looking at the shelf and at receipts, and the proof that the shelf's books are right."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Min, Prefetch, Q, QuerySet, Sum, Window
from django.utils import timezone
from wagtail.images import get_image_model

from points.ledger.models import Transfer
from points.people import queries as people
from points.people.models import Household
from points.permissions import User, Verb
from points.supermarket.models import Good, Redemption, RedemptionLine, Refund, StockMove, Store
from points.verification import Difference, Verification

PICTURE = "fill-320x240|format-webp"
"""The rendition in which goods are shown; the templates ask for the same."""

_NUMBER = re.compile(r"\d{6}-\d{5,13}")


def stores_for(user: User, verb: Verb = Verb.SELL) -> QuerySet[Store]:
    """Open stores at which the user may `verb`."""
    served = people.below(people.served_paths(user, verb), "community__path")
    return Store.objects.filter(served, is_active=True).select_related("community", "account")


def shelf(store: Store) -> QuerySet[Good]:
    """What stands on the shelf, category by category in the order that the keeper chose by position.

    With what is used up, so that people see that it exists.
    """
    pictures = Prefetch("image", queryset=get_image_model().objects.prefetch_renditions(PICTURE))
    goods = store.goods.filter(is_on_shelf=True).prefetch_related(pictures)
    first_of_category = Window(Min("position"), partition_by=F("category"))
    return goods.order_by(first_of_category, "category", "position", "name")


def good_by_barcode(store: Store, typed: str) -> Good | None:
    code = "".join(typed.split())
    return store.goods.filter(is_on_shelf=True, barcode=code).first() if code else None


def redemptions_of(household: Household) -> QuerySet[Redemption]:
    """What a household redeemed, the newest first, with lines and refund."""
    return _with_all(Redemption.objects.filter(household=household))


def redemptions_for(user: User, verb: Verb = Verb.SELL) -> QuerySet[Redemption]:
    """Redemptions at stores where the user may `verb`, and those of his own household."""
    served = people.below(people.served_paths(user, verb), "store__community__path")
    own = Q(household__residents__user_id=user.pk, household__residents__is_active=True)
    # No condition at all means everywhere; joined by `or` it would be forgotten.
    return _with_all(Redemption.objects.filter(served | own if served else served).distinct())


def redemption_by_number(typed: str, *, by: User) -> Redemption | None:
    """By its receipt number as people type it, among those that the user may see; without the hyphen it could be a
    barcode."""
    number = "-".join(re.split(r"[-‐–—－\s]+", typed.strip()))
    return redemptions_for(by).filter(number=number).first() if _NUMBER.fullmatch(number) else None


@dataclass(frozen=True, kw_only=True)
class Day:
    """What a store sold on one day."""

    count: int
    """Redemptions that were not refunded."""
    total: int
    """Tenths redeemed, without what was refunded."""
    refunded: int
    """Tenths of redemptions of this day that went back."""


def redemptions_on(store: Store, day: date) -> QuerySet[Redemption]:
    return _with_all(_made_on(store, day))


def day_of(store: Store, day: date) -> Day:
    stands = Q(refund__isnull=True)
    sums = _made_on(store, day).aggregate(
        count=Count("pk", filter=stands), stands=Sum("total", filter=stands), went_back=Sum("total", filter=~stands)
    )
    return Day(count=sums["count"], total=sums["stands"] or 0, refunded=sums["went_back"] or 0)


def _made_on(store: Store, day: date) -> QuerySet[Redemption]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return store.redemptions.filter(created_at__gte=start, created_at__lt=start + timedelta(days=1))


def _with_all(redemptions: QuerySet[Redemption]) -> QuerySet[Redemption]:
    return (
        redemptions.select_related(
            "store__community", "household__grid", "household__account", "transfer", "refund__transfer", "created_by"
        )
        .prefetch_related("lines__good")
        .order_by("-pk")
    )


# Proof. Each statement returns only the rows that do not hold.

_GOOD, _MOVE = Good._meta.db_table, StockMove._meta.db_table
_REDEMPTION, _LINE = Redemption._meta.db_table, RedemptionLine._meta.db_table
_REFUND, _STORE, _TRANSFER = Refund._meta.db_table, Store._meta.db_table, Transfer._meta.db_table
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
