"""The reports' addresses in the Wagtail admin, and their entry in its menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from points.reports import views


class ReportsViewSet(ViewSet):
    name = "points_reports"
    url_prefix = "points/reports"
    icon = "table"

    def get_urlpatterns(self) -> list[URLPattern]:
        screens = [path(f"{name}/", screen.as_view(), name=name) for name, screen in views.SCREENS.items()]
        return [path("", views.IndexScreen.as_view(), name="index"), *screens]


class ReportsItem(MenuItem):
    """Wagtail shows an item to everybody who may open the admin; this one to whoever may read a report."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.IndexScreen.is_permitted(request.user)


def register_menu_item() -> Any:
    return ReportsItem(_("Reports"), reverse_lazy("points_reports:index"), icon_name="table", order=0)
