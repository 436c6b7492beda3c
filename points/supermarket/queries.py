"""Looking at the shelf, at receipts and at stocktakes; the proof that the books are right stands in `proofs`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet, Sum, Window
from django.utils import timezone
from wagtail.images import get_image_model

from points.people import queries as people
from points.people.models import Household
from points.permissions import User, Verb
from points.supermarket.models import CountedGood, Good, Price, Redemption, StockMove, Stocktake, Store
from points.supermarket.proofs import verify

__all__ = [
    "PICTURE",
    "Day",
    "Standing",
    "day_of",
    "gifts_to",
    "good_by_barcode",
    "last_stocktake",
    "prices_due",
    "redemption_by_number",
    "redemptions_for",
    "redemptions_of",
    "redemptions_on",
    "running_stocktake",
    "shelf",
    "standing_of",
    "stores_for",
    "to_count",
    "verify",
    "version_of",
]

PICTURE = "fill-320x240|format-webp"
"""The rendition in which goods are shown; the templates ask for the same."""

_FIRST_OF_CATEGORY = Window(Min("position"), partition_by=F("category"))
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
    return goods.order_by(_FIRST_OF_CATEGORY, "category", "position", "name")


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


def running_stocktake(store: Store) -> Stocktake | None:
    return store.stocktakes.filter(state=Stocktake.State.STARTED).first()


def last_stocktake(store: Store) -> Stocktake | None:
    return store.stocktakes.filter(state=Stocktake.State.CONFIRMED).select_related("ended_by").first()


def to_count(store: Store) -> QuerySet[Good]:
    """What has stock, in the order of the shelf; what is off the shelf still lies in the store and comes last."""
    goods = store.goods.filter(is_service=False).filter(Q(is_on_shelf=True) | ~Q(stock=0))
    return goods.order_by("-is_on_shelf", _FIRST_OF_CATEGORY, "category", "position", "name")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a stocktake has come."""

    counts: list[CountedGood]
    """The latest first."""
    left: list[Good]
    """Still to be counted, in the order of the shelf."""

    @property
    def total(self) -> int:
        return len(self.counts) + len(self.left)

    @property
    def different(self) -> list[CountedGood]:
        return [row for row in self.counts if row.difference]

    @property
    def unexplained(self) -> int:
        return sum(row.wants_reason for row in self.counts)


def standing_of(stocktake: Stocktake) -> Standing:
    counts = list(stocktake.counts.select_related("good", "counted_by").order_by("-counted_at"))
    counted = {row.good_id for row in counts}
    return Standing(counts=counts, left=[good for good in to_count(stocktake.store) if good.pk not in counted])


def version_of(counts: Iterable[CountedGood]) -> str:
    """Changes with every count and every reason, so that nobody confirms what he has not seen."""
    told = sorted((row.good_id, row.counted, row.stock_then, row.reason) for row in counts)
    return sha256(repr(told).encode()).hexdigest()[:16]


def gifts_to(store: Store) -> QuerySet[StockMove]:
    """What was donated, the newest first, each with its donor where one was written down."""
    gifts = StockMove.objects.filter(good__store=store, kind=StockMove.Kind.DONATED)
    return gifts.select_related("good", "donation").order_by("-pk")


def prices_due(today: date) -> QuerySet[Price]:
    """What waits and whose day has come; of several for one good the latest comes last."""
    waiting = Price.objects.filter(took_effect_at__isnull=True, from_on__lte=today)
    return waiting.select_related("good").order_by("good_id", "from_on", "pk")
