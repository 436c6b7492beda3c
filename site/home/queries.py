"""What the front page and the menu show."""

from django.db.models import QuerySet
from wagtail.models import Page

from honor_roll.models import HonorRollPage
from honor_roll.queries import PublicHonor, public_honors
from news.models import NewsPage
from points.models import Grid, Store


def first_store(community: Grid | None) -> Store | None:
    return Store.objects.filter(community=community, is_active=True).order_by("pk").first() if community else None


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
