"""The honor roll as a Wagtail page: a mixin with everything in it, and a thin page that a host may replace.

The page holds a season and an introduction, nothing about anybody; who is honored is looked up for each request
(honor_roll/publicity.py). So no revision, history, preview or copy can keep a name that was withdrawn.

Nothing goes live before the season is decided. The editor's form says so beside the season; `publish` refuses whatever
publishes or schedules a revision, the end of a workflow included; `save` is the last wall, for a page that is added
live and for whoever calls Wagtail's action directly.
"""

import logging
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, Revision

from honor_roll.honors import Season
from honor_roll.portraits import make_nameless_in
from honor_roll.publicity import names_in, public_honors
from points.errors import SeasonNotDecided
from points.people import queries as people
from points.permissions import User, Verb

logger = logging.getLogger(__name__)

_PUBLISHING = ("action-publish", "action-submit", "action-restart-workflow")
"""Buttons of the editor that lead to a live page. The approval at the end of a workflow is one more."""
_TEXTS = ("title", "intro", "seo_title", "search_description")


class HonorRollPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "season" in self.fields and self.for_user is not None:
            self._offer_seasons(self.for_user)

    def _offer_seasons(self, user: User) -> None:
        """Those of the communities that the editor serves; a page keeps the season that it has."""
        served = Season.objects.filter(people.below(people.served_paths(user, Verb.CHOOSE_HONORS), "community__path"))
        kept = Q(pk__in=served.values("pk")) | Q(pk=self.instance.season_id)
        seasons = Season.objects.filter(kept).select_related("community")
        field = self.fields["season"]
        field.queryset = seasons
        if len({season.community_id for season in seasons}) > 1:
            # There is a third quarter in every community.
            field.label_from_instance = lambda season: f"{season.community} · {season}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        season = cleaned.get("season")
        if season and season.state != Season.State.DECIDED and self._is_publishing():
            self.add_error("season", forms.ValidationError(SeasonNotDecided.sentence, code=SeasonNotDecided.code))
        if season:
            self._keep_names_out(cleaned, names_in(season))
        return cleaned

    def _keep_names_out(self, cleaned: dict[str, Any], names: set[str]) -> None:
        """A name in the title or the introduction would outlive a withdrawn consent, in drafts and revisions too."""
        for field in _TEXTS:
            if any(name in str(cleaned.get(field) or "") for name in names):
                message = _("Please leave out the names of those who are honored: the page shows them by itself.")
                self.add_error(field, forms.ValidationError(message, code="names_somebody"))

    def _is_publishing(self) -> bool:
        is_approving = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return is_approving or any(button in self.data for button in _PUBLISHING)


class HonorRollPageMixin(models.Model):
    """What makes a page an honor roll. Comes before the page class: `class Roll(HonorRollPageMixin, Page)`."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="+", verbose_name=_("season"))
    intro = RichTextField(_("introduction"), blank=True)

    base_form_class = HonorRollPageForm
    honor_roll_panels = [FieldPanel("season", required_on_save=True), FieldPanel("intro")]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses a live page with `season_not_decided`."""
        fields = kwargs.get("update_fields")
        # Saving a draft of a live page updates only what points to the draft.
        concerns_publishing = fields is None or not {"live", "season", "season_id"}.isdisjoint(fields)
        if self.live and concerns_publishing and not self.is_season_decided:
            raise SeasonNotDecided()
        super().save(*args, **kwargs)

    def publish(self, revision: Revision, **kwargs: Any) -> None:
        """Refuses with `season_not_decided`, now and for a time in the future."""
        page = revision.as_object()
        if page.is_season_decided:
            make_nameless_in(page.season)
            super().publish(revision, **kwargs)
        elif kwargs.get("log_action") == "wagtail.publish.scheduled":
            # The command that publishes what is due would stop here and leave the site's other pages unpublished.
            logger.warning("Honor roll %s was due before its season was decided; its schedule is withdrawn.", self.pk)
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        else:
            raise SeasonNotDecided()

    @property
    def is_season_decided(self) -> bool:
        # Read afresh: the page in hand may be older than the decision.
        return Season.objects.filter(pk=self.season_id, state=Season.State.DECIDED).exists()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        honors = public_honors(self.season) if self.season_id else []
        context["sections"] = [(name, list(group)) for name, group in groupby(honors, key=attrgetter("category"))]
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        # A consent that is withdrawn holds from the next view on, in every cache between here and the reader.
        add_never_cache_headers(response)
        return response


class HonorRollPage(HonorRollPageMixin, Page):  # noqa: DJ008  (a page is its title)
    template = "honor_roll/honor_roll_page.html"
    content_panels = [*Page.content_panels, *HonorRollPageMixin.honor_roll_panels]

    class Meta:
        verbose_name = _("honor roll page")
        verbose_name_plural = _("honor roll pages")
