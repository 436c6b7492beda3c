"""The front page and the shelf of honor rolls."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page

from home import queries
from points.models import Grid
from points.portal.blocks import MyPointsBlock, NextActivitiesBlock, ShelfBlock, TotalsBlock


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
    body = StreamField(
        [
            ("my_points", MyPointsBlock()),
            ("next_activities", NextActivitiesBlock()),
            ("shelf", ShelfBlock()),
            ("totals", TotalsBlock()),
        ],
        verbose_name=_("parts"),
        blank=True,
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("community"),
        FieldPanel("place"),
        FieldPanel("slogan"),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    max_count = 1

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["news"] = queries.newest_news(self)
        context["roll"] = queries.newest_roll(self)
        context["honors"] = queries.foremost_honors(context["roll"])
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
