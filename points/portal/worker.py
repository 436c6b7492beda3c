"""The card without a network: a service worker for the plugin's pages, and what puts them on a phone's home screen.

The worker (`static/points/worker.js`) is served at the root of the addresses that it watches, because a browser allows
it no wider ones. It keeps the card of whoever saw it last and nothing else that is personal. That person is named on
each page of the portal by a header, as a keyed hash: when another name comes, or a log-in is asked for, the card goes.
"""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Site

from points import elder_mode
from points.people import queries as people

READER = "Points-Reader"
"""The header that says for whom a page of the portal was made."""

View = Callable[..., HttpResponse]

_SOURCE = Path(__file__).parent.parent / "static" / "points" / "worker.js"
_THEME, _PAPER = "#9b1b30", "#faf3e6"


def says_who_reads(view: View) -> View:
    """Puts the header on what the view answers. In somebody else's name nobody is named, and nothing is kept."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **address: object) -> HttpResponse:
        response = view(request, *args, **address)
        if request.user.is_authenticated and people.acting_in(request) is None:
            response.headers[READER] = salted_hmac("points.portal.worker", str(request.user.pk)).hexdigest()[:16]
        return response

    return answered


@require_safe
@cache_control(private=True, no_cache=True)
def serve_worker(request: HttpRequest) -> HttpResponse:
    """The addresses stand before the script. What is new in them, as in the script, makes a phone fetch all anew."""
    card = reverse("points:card")
    addresses = {
        "card": card,
        "large": f"{card}?large=1",
        "home": reverse("points:portal"),
        "logout": reverse("points:logout"),
        "offline": reverse("points:offline"),
        "look": [static("points/points.css"), get_language(), elder_mode.is_on(request)],
    }
    text = f"const ADDRESSES = {json.dumps(addresses)};\n{_SOURCE.read_text(encoding='utf-8')}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
def show_offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows in place of every page but the card; it holds nothing of anybody."""
    context = {"is_elder": elder_mode.is_on(request), "LANGUAGE_CODE": get_language()}
    return render(request, "points/portal/offline_show.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def show_manifest(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    place = (site.site_name if site else "") or getattr(settings, "WAGTAIL_SITE_NAME", "") or _("Community points")
    icons = [
        {"src": static("points/seal.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": static("points/seal-192.png"), "type": "image/png", "sizes": "192x192"},
        {"src": static("points/seal-512.png"), "type": "image/png", "sizes": "512x512"},
        {"src": static("points/seal-maskable.png"), "type": "image/png", "sizes": "512x512", "purpose": "maskable"},
    ]
    manifest = {
        "id": reverse("points:portal"),
        "name": _("%(place)s: points") % {"place": place},
        "short_name": _("Points"),
        "lang": get_language(),
        "start_url": reverse("points:portal"),
        "scope": reverse("points:portal"),
        "display": "standalone",
        "theme_color": _THEME,
        "background_color": _PAPER,
        "icons": icons,
        "shortcuts": [{"name": _("My card"), "url": reverse("points:card")}],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
