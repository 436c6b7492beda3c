"""News of the community: an index and its pages."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from news.blocks import StoryBlock

PAGE_SIZE = 9


class NewsIndexPage(Page):
    lead = models.CharField(_("lead"), max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["news"] = Paginator(newest_below(self), PAGE_SIZE).get_page(request.GET.get("page"))
        return context


class NewsPage(Page):
    class Topic(models.TextChoices):
        ACTIVITY = "activity", _("Activities")
        NOTICE = "notice", _("Notices")
        POINTS = "points", _("Points and supermarket")
        NEIGHBOURS = "neighbours", _("Neighbours")

    published_on = models.DateField(_("date"), default=timezone.localdate)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic, default=Topic.ACTIVITY)
    lead = models.CharField(_("lead"), max_length=200)
    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(StoryBlock(), verbose_name=pgettext_lazy("of a news page", "story"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("topic"),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("news page")
        verbose_name_plural = _("news pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["others"] = newest_below(self.get_parent()).exclude(pk=self.pk)[:3]
        return context


def newest_below(page: Page) -> models.QuerySet[NewsPage]:
    """Live news below `page`, the newest first, with their pictures."""
    found: models.QuerySet[NewsPage] = (
        NewsPage.objects.live().public().descendant_of(page).select_related("picture").order_by("-published_on", "-pk")
    )
    return found
