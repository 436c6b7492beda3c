"""Seasons, categories and honors in the Wagtail admin.

An honor has no form of its own: it is chosen on the board of its season, where the services guard it. A decided season
is not edited, and nothing here is deleted: what was praised once stays on record.
"""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import StatusTagColumn, TitleColumn

from honor_roll import views
from honor_roll.honors import Category, Honor, Season
from points import policies
from points.office import MENU_HOOK, OfficeViewSet, gathered
from points.people import queries as people
from points.permissions import Verb
from points.scopes import Scope


class HonorsViewSet(OfficeViewSet):
    """What the three have in common."""

    scope = Scope(ways=("community__path",))
    menu_hook = MENU_HOOK
    menu_order = 900
    """After the rooms of the points."""
    read_verbs = (Verb.CHOOSE_HONORS,)
    write_verbs = (Verb.CHOOSE_HONORS,)


class SeasonViewSet(HonorsViewSet):
    model = Season
    name = "honor_seasons"
    url_prefix = "honors/seasons"
    icon = "date"
    related = ("community",)
    list_display = [
        TitleColumn(
            "name",
            label=_("Season"),
            get_url=lambda season: reverse("honor_seasons:board", args=[season.pk]),
            sort_key="name",
        ),
        "community",
        "starts_on",
        "ends_on",
        StatusTagColumn(
            "get_state_display", label=_("State"), primary=lambda season: season.state == Season.State.DECIDED
        ),
    ]
    list_filter = ["state", "community", "starts_on"]
    list_export = ["name", "community", "starts_on", "ends_on", "state", "decided_at"]
    search_fields = ["name"]

    def is_editable(self: Any) -> bool:
        return self.state == Season.State.OPEN

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/board/", views.BoardView.as_view(), name="board"),
            path("<int:pk>/decide/", views.DecideView.as_view(), name="decide"),
            path("<int:pk>/remove/<int:honor>/", views.RemoveView.as_view(), name="remove"),
            path("<int:pk>/choose/<int:category>/", views.CandidatesView.as_view(), name="candidates"),
            path("<int:pk>/choose/<int:category>/<int:subject>/", views.ChooseView.as_view(), name="choose"),
        ]


class CategoryViewSet(HonorsViewSet):
    model = Category
    name = "honor_categories"
    url_prefix = "honors/categories"
    icon = "tag"
    related = ("community",)
    list_display = ["name", "code", "community", "subject", "cycle", "is_for_minors"]
    list_filter = ["subject", "cycle", "is_for_minors", "community"]
    list_export = ["code", "name", "community", "subject", "cycle", "is_for_minors"]
    search_fields = ["name", "code"]


class HonorViewSet(HonorsViewSet):
    model = Honor
    name = "honors"
    url_prefix = "honors/honors"
    icon = "pick"
    actions = policies.READ
    scope = Scope(ways=("season__community__path",))
    related = ("season", "category", "chosen_by")
    texts = ("reason", "story")
    list_display = [
        TitleColumn(
            "__str__", label=_("Honor"), get_url=lambda honor: reverse("honor_seasons:board", args=[honor.season_id])
        ),
        "season",
        "reason",
        "chosen_by",
        "chosen_at",
    ]
    inspect_view_fields = ["season", "category", "reason", "story", "facts", "chosen_by", "chosen_at"]
    list_filter = ["season", "category", "chosen_at"]
    list_export = ["pk", "season", "category", "reason", "chosen_by", "chosen_at"]
    search_fields = ["reason"]


VIEWSETS = gathered((SeasonViewSet, HonorViewSet, CategoryViewSet), served_paths=people.served_paths)
