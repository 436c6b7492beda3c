"""Every element of the plugin in every state, made of the very templates that the pages use.

The address chooses the look and nothing is remembered: `?theme=dark`, `?theme=light`, `?theme=both` beside each other,
`?elder=1`, `?elder=0`.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from points import elder_mode
from styleguide import sources
from styleguide.forms import ExampleForm, SearchForm

THEMES = ("light", "dark", "both")
SPACES = range(1, 7)
BAG, BOTTLE = pgettext_lazy("an example", "bag"), pgettext_lazy("an example", "bottle")
RICE, VINEGAR = pgettext_lazy("an example", "Rice"), _("White vinegar from the old mill by the river")
SOAP, HAIRCUT = pgettext_lazy("an example", "Soap"), pgettext_lazy("an example", "Haircut")
GOODS = [
    {"name": name, "tint": tint, "supply": supply}
    for tint, (name, supply) in enumerate(((RICE, "plenty"), (VINEGAR, "few"), (SOAP, "none"), (HAIRCUT, "")))
]
BOUGHT = [
    {"name": RICE, "quantity": 1, "unit": BAG, "price": 400, "amount": 400},
    {"name": VINEGAR, "quantity": 3, "unit": BOTTLE, "price": 5, "amount": 15},
]
BOUGHT_AT = datetime(2026, 3, 14, 9, 26)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    theme = request.GET.get("theme", "")
    _choose_type(request)
    context = {
        "theme": theme if theme in THEMES else "",
        "type": "large" if elder_mode.is_on(request) else "standard",
        "kind": request.GET.get("kind", "all"),
        "colours": sources.colours(),
        "icons": sources.icons(),
        "spaces": SPACES,
        "looks": [_look("light", at=""), _look("dark", at="dark-")] if theme == "both" else [_look(theme, at="")],
        "goods": GOODS,
        "lines": BOUGHT,
        "bought_at": timezone.make_aware(BOUGHT_AT),
    }
    return render(request, "styleguide/elements_show.html", context)


def _look(theme: str, *, at: str) -> dict[str, Any]:
    """Everything once; `at` stands before each id, of which a page may have one only."""
    return {
        "theme": theme,
        "at": at,
        "example": ExampleForm(auto_id=f"{at}example_%s"),
        "refused": ExampleForm.refused(at),
        "disabled": ExampleForm.disabled(at),
        "sought": SearchForm(auto_id=f"{at}sought_%s"),
    }


def _choose_type(request: HttpRequest) -> None:
    """For this one answer, as if the visitor had pressed the switch in the header."""
    asked = request.GET.get("elder")
    if asked == "1":
        request.COOKIES[elder_mode.COOKIE] = "on"
    elif asked == "0":
        request.COOKIES.pop(elder_mode.COOKIE, None)
