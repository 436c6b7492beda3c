"""The frame of every page: whose site this is and where it leads; and what the pages for signing in need."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from community import budget, devices, phones
from community.forms import RequestLoginCodeForm
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


# --- signing in -----------------------------------------------------------------------------------------------------


@register.simple_tag
def request_code_form() -> RequestLoginCodeForm:
    """The field for the phone, on the page that asks for the password as well."""
    return RequestLoginCodeForm(auto_id="id_by_code_%s")


@register.simple_tag
def next_message_at(phone: str) -> datetime | None:
    """When the next message may go to this number; None for at once."""
    seconds = budget.seconds_left(phone)
    return timezone.localtime() + timedelta(seconds=seconds) if seconds else None


register.filter("at_home", phones.at_home)


@register.filter
def seconds_until(moment: datetime) -> int:
    return max(1, round((moment - timezone.now()).total_seconds()))


@register.filter
def as_json(value: Any) -> str:
    """For an attribute that a module of ours reads: no script stands in a page."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def device(session: UserSession) -> str:
    return devices.named(session.user_agent)
