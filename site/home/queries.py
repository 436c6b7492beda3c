"""What the front page shows of the plugin's data."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet, Sum
from wagtail.models import Page

from honor_roll.models import HonorRollPage
from honor_roll.queries import PublicHonor, public_honors
from news.models import NewsPage
from points.activities.queries import open_shifts
from points.models import Good, Grid, Household, Resident, ServiceRecord, Shift, Store

FIGURES_KEPT_SECONDS = 300
SHIFTS_LOOKED_AT = 40


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The size of a community and what it has done."""

    households: int
    residents: int
    volunteers: int
    """Residents with at least one booked service record."""
    hours: int


def figures(community: Grid) -> Figures:
    """Counted at most every five minutes: every visitor sees them, and nobody needs them to the second."""
    kept: Figures = cache.get_or_set(f"figures:{community.pk}", lambda: _count(community), FIGURES_KEPT_SECONDS)
    return kept


def _count(community: Grid) -> Figures:
    inside = {"household__grid__path__startswith": community.path}
    served = ServiceRecord.objects.filter(
        resident__household__grid__path__startswith=community.path, state=ServiceRecord.State.BOOKED
    )
    return Figures(
        households=Household.objects.filter(grid__path__startswith=community.path, is_active=True).count(),
        residents=Resident.objects.filter(**inside, is_active=True).count(),
        volunteers=served.values("resident").distinct().count(),
        hours=(served.aggregate(minutes=Sum("minutes"))["minutes"] or 0) // 60,
    )


def next_shifts(community: Grid, limit: int = 3) -> list[Shift]:
    """The next open shift of each activity, the soonest first."""
    by_activity: dict[int, Shift] = {}
    for shift in open_shifts(community)[:SHIFTS_LOOKED_AT]:
        by_activity.setdefault(shift.activity_id, shift)
    return list(by_activity.values())[:limit]


def first_store(community: Grid | None) -> Store | None:
    return Store.objects.filter(community=community, is_active=True).order_by("pk").first() if community else None


def shop_window(community: Grid, limit: int = 6) -> tuple[Store | None, Sequence[Good]]:
    store = first_store(community)
    if store is None:
        return None, []
    goods = store.goods.filter(is_on_shelf=True, image__isnull=False).select_related("image").order_by("position")
    return store, goods[:limit]


def newest_news(home: Page, limit: int = 3) -> QuerySet[NewsPage]:
    live: QuerySet[NewsPage] = NewsPage.objects.live().public().descendant_of(home)
    return live.select_related("picture").order_by("-published_on", "-pk")[:limit]


def rolls_below(page: Page) -> QuerySet[HonorRollPage]:
    live: QuerySet[HonorRollPage] = HonorRollPage.objects.live().public().descendant_of(page)
    return live.select_related("season").order_by("-season__starts_on")


def newest_roll(home: Page) -> HonorRollPage | None:
    return rolls_below(home).first()


def foremost_honors(roll: HonorRollPage | None, limit: int = 4) -> list[PublicHonor]:
    """The first honor of each category, masked or named as everywhere."""
    if roll is None:
        return []
    by_category: dict[str, PublicHonor] = {}
    for honor in public_honors(roll.season):
        by_category.setdefault(honor.category, honor)
    return list(by_category.values())[:limit]
