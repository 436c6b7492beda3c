"""What a community shows of itself on pages that anybody reads: sums, and never so few behind one that it names them.

"2 volunteers, 3 hours" tells a neighbour who was out on Saturday. So a figure over fewer people or households than
`smallest_public_count` is left out, the sum as well as the count.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from django.core.cache import cache
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.utils import timezone

from points import conf
from points.activities import queries as activities
from points.activities.models import Shift
from points.hours import queries as hours
from points.hours.models import ServiceRecord
from points.people.models import Grid
from points.rules.models import PeriodTotal
from points.supermarket import queries as supermarket
from points.supermarket.models import Good, Redemption, Store

TOTALS_KEPT_SECONDS = 600
_SHIFTS_LOOKED_AT = 40


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a community did; None where too few are behind a figure."""

    volunteers: int | None
    """Who served, at least once."""
    hours_scanned: int | None
    hours_by_hand: int | None
    """Entered by a person; never added to what was scanned."""
    households: int | None
    """That earned points."""
    given: int | None
    """Tenths, by the rules and after the caps; what was undone is not in it."""
    redeemed: int | None
    """Tenths, without what was refunded."""

    @property
    def is_whole(self) -> bool:
        return None not in (self.hours_scanned, self.hours_by_hand, self.given, self.redeemed)


def totals_of(community: Grid | None, *, since: date | None = None) -> Totals:
    """Of everything since that day, in the community or everywhere; counted at most every ten minutes."""
    least = conf.settings().smallest_public_count
    key = f"points:totals:{community.pk if community else 0}:{since}:{least}"
    return cast(Totals, cache.get_or_set(key, lambda: _count(community, since, least), TOTALS_KEPT_SECONDS))


def _count(community: Grid | None, since: date | None, least: int) -> Totals:
    served = _served(community, since)
    are_few = served["volunteers"] < least
    households, given = _earned(community, since)
    shoppers, redeemed = _redeemed(community, since)
    return Totals(
        volunteers=None if are_few else served["volunteers"],
        hours_scanned=None if are_few else _hours(served["scanned"], served["scanned_by"], least),
        hours_by_hand=None if are_few else _hours(served["by_hand"], served["entered_for"], least),
        households=households if households >= least else None,
        given=given if households >= least else None,
        redeemed=redeemed if shoppers >= least else None,
    )


def _inside(community: Grid | None, way: str) -> Q:
    return Q(**{f"{way}__path__startswith": community.path}) if community else Q()


def _served(community: Grid | None, since: date | None) -> dict[str, int]:
    """People and minutes, both kinds apart; each with the people behind it, of whom there may be few."""
    records = hours.booked(since=since).filter(_inside(community, "community"), minutes__gt=0)
    by_hand = Q(source=ServiceRecord.Source.BY_HAND)
    sums: dict[str, int] = records.aggregate(
        volunteers=Count("resident", distinct=True),
        scanned=Sum("minutes", filter=~by_hand, default=0),
        scanned_by=Count("resident", filter=~by_hand, distinct=True),
        by_hand=Sum("minutes", filter=by_hand, default=0),
        entered_for=Count("resident", filter=by_hand, distinct=True),
    )
    return sums


def _hours(minutes: int, people: int, least: int) -> int | None:
    """Nobody behind it is nobody who could be recognised, if there are others on the page."""
    return minutes // 60 if people >= least or not people else None


def _earned(community: Grid | None, since: date | None) -> tuple[int, int]:
    months = PeriodTotal.objects.filter(_inside(community, "account__household__grid"), earned__gt=0)
    if since:
        months = months.filter(starts_on__gte=since.replace(day=1))
    sums = months.filter(account__household__isnull=False).aggregate(
        who=Count("account", distinct=True), what=Sum("earned", default=0)
    )
    return sums["who"], sums["what"]


def _redeemed(community: Grid | None, since: date | None) -> tuple[int, int]:
    sold = Redemption.objects.filter(_inside(community, "store__community"), refund__isnull=True)
    if since:
        sold = sold.filter(created_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    sums = sold.aggregate(who=Count("household", distinct=True), what=Sum("total", default=0))
    return sums["who"], sums["what"]


def next_shifts(community: Grid | None, *, limit: int) -> list[Shift]:
    """The next open shift of each activity, the soonest first."""
    by_activity: dict[int, Shift] = {}
    for shift in activities.open_shifts(community)[:_SHIFTS_LOOKED_AT]:
        by_activity.setdefault(shift.activity_id, shift)
    return list(by_activity.values())[:limit]


def shop_window(store: Store, *, limit: int) -> QuerySet[Good]:
    """What can be had now, in the order of the keeper; what has a picture first."""
    there = supermarket.shelf(store).filter(Q(stock__gt=0) | Q(is_service=True))
    has_no_picture = ExpressionWrapper(Q(image__isnull=True), BooleanField())
    return there.order_by(has_no_picture, "position", "name")[:limit]
