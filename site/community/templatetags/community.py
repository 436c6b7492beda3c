"""The frame of every page: whose site this is and where it leads."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from home.models import HomePage
from home.queries import first_store
from home.queries import newest_roll as find_newest_roll
from honor_roll.models import HonorRollPage

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Link:
    label: object
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def site_home(context: Context) -> HomePage | None:
    """The front page of this site, looked up once for each request."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return None
    if not hasattr(request, "_site_home"):
        site = Site.find_for_request(request)
        root = site.root_page.specific if site else None
        request._site_home = root if isinstance(root, HomePage) else None  # type: ignore[attr-defined]
    home: HomePage | None = request._site_home  # type: ignore[attr-defined]
    return home


@register.simple_tag(takes_context=True)
def newest_roll(context: Context) -> HonorRollPage | None:
    home = site_home(context)
    return find_newest_roll(home) if home else None


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[Link]:
    """Pages of the site that are shown in menus, and the plugin's public pages."""
    home = site_home(context)
    path = context["request"].path if "request" in context else ""
    places: list[tuple[object, str]] = [(_("Activities"), reverse("points:activities"))]
    if home:
        pages = [(page.title, page.get_url(context["request"])) for page in home.get_children().live().in_menu()]
        places = [*pages[:1], *places, *pages[1:]]
        if store := first_store(home.community):
            places.insert(2, (_("Points supermarket"), reverse("points:store", args=[store.code])))
    return [Link(label=label, url=url, is_current=bool(url) and path.startswith(url)) for label, url in places]
