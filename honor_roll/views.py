"""The screens in the Wagtail admin on which a season is filled from the facts and decided.

Board of a season -> candidates of a category with their facts -> words and picture for one of them -> board. Who may
open a season here is a matter of duty, not of Wagtail's groups; a season elsewhere does not exist for the visitor.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from honor_roll import queries, services
from honor_roll.facts import Subject
from honor_roll.forms import PraiseForm, SearchForm
from honor_roll.honors import Category, Honor, Season
from points.errors import PointsError
from points.people import queries as people
from points.permissions import Verb


class SeasonMixin:
    """A view about one season that the visitor's duties reach."""

    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "pick"

    @cached_property
    def season(self) -> Season:
        return get_object_or_404(queries.seasons_for(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def category(self) -> Category:
        return get_object_or_404(queries.categories_of(self.season), pk=self.kwargs["category"])

    @cached_property
    def subject(self) -> Subject:
        return get_object_or_404(queries.subjects_of(self.season, self.category), pk=self.kwargs["subject"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_choose(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def board(self) -> HttpResponse:
        return redirect("honor_seasons:board", self.season.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("honor_seasons:index"), "label": Season._meta.verbose_name_plural},
            *self.way(),
            {"url": "", "label": self.get_page_title()},
        ]

    def way(self) -> list[dict[str, Any]]:
        return [{"url": reverse("honor_seasons:board", args=[self.season.pk]), "label": str(self.season)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs | {"season": self.season})


class BoardView(SeasonMixin, WagtailAdminTemplateMixin, TemplateView):
    """What has been chosen for a season, category by category."""

    template_name = "honor_roll/season_board.html"

    def way(self) -> list[dict[str, Any]]:
        return []

    def get_page_title(self) -> str:
        return str(self.season)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sections=queries.board(self.season),
            is_open=self.season.state == Season.State.OPEN,
            may_decide=people.may(self.request.user, Verb.DECIDE_SEASON, self.season.community),
            **kwargs,
        )


class CandidatesView(SeasonMixin, WagtailAdminTemplateMixin, TemplateView):
    """Who may be honored in a category, with the facts."""

    template_name = "honor_roll/candidate_list.html"

    def get_page_title(self) -> str:
        return str(self.category)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SearchForm(self.request.GET)
        typed = form.cleaned_data["q"] if form.is_valid() else ""
        found = queries.candidates(self.season, self.category, typed=typed)
        shown = {"category": self.category, "candidates": found, "form": form, "typed": typed}
        return super().get_context_data(**kwargs | shown)


class ChooseView(SeasonMixin, WagtailAdminTemplateMixin, TemplateView):
    """Words and picture for one candidate."""

    template_name = "honor_roll/honor_choose.html"

    def get_page_title(self) -> str:
        return queries.name_of(self.subject)

    def way(self) -> list[dict[str, Any]]:
        url = reverse("honor_seasons:candidates", args=[self.season.pk, self.category.pk])
        return [*super().way(), {"url": url, "label": str(self.category)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PraiseForm())
        shown = {
            "category": self.category,
            "facts": queries.facts_of(self.season, self.category, self.subject),
            "name": self.get_page_title(),
            "place": queries.place_of(self.subject),
        }
        return super().get_context_data(**kwargs | shown)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PraiseForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.choose(
                self.season, category=self.category, subject=self.subject, praise=form.praise(), by=request.user
            )
        except PointsError as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Chosen: %(name)s.") % {"name": queries.name_of(self.subject)})
        return self.board()


class SeasonVerb(SeasonMixin, View):
    """A button on the board: says on the board what came of it."""

    http_method_names = ["post"]
    done = ""

    def act(self) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except PointsError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done)
        return self.board()


class RemoveView(SeasonVerb):
    done = gettext_lazy("Taken off the season.")

    def act(self) -> None:
        honor = get_object_or_404(Honor, season=self.season, pk=self.kwargs["honor"])
        services.remove(honor, by=self.request.user)


class DecideView(SeasonVerb):
    done = gettext_lazy("The season is decided. Its honor roll may now be published.")

    def act(self) -> None:
        services.decide(self.season, by=self.request.user)
