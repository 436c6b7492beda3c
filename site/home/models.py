"""The front page and the shelf of honor rolls."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page

from home import queries
from points.models import Grid


class HomePage(Page):
    community = models.ForeignKey(
        Grid, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    place = models.CharField(_("place"), max_length=60, blank=True)
    slogan = models.CharField(_("slogan"), max_length=60, blank=True)
    lead = models.CharField(_("lead"), max_length=200, blank=True)
    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("community"),
        FieldPanel("place"),
        FieldPanel("slogan"),
        FieldPanel("lead"),
        FieldPanel("picture"),
    ]
    max_count = 1

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["news"] = queries.newest_news(self)
        context["roll"] = queries.newest_roll(self)
        context["honors"] = queries.foremost_honors(context["roll"])
        if self.community:
            context["figures"] = queries.figures(self.community)
            context["shifts"] = queries.next_shifts(self.community)
            context["store"], context["goods"] = queries.shop_window(self.community)
        return context


class HonorIndexPage(Page):
    lead = models.CharField(_("lead"), max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["honor_roll.HonorRollPage"]

    class Meta:
        verbose_name = _("honor index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["rolls"] = [(roll, queries.foremost_honors(roll)) for roll in queries.rolls_below(self)]
        return context
