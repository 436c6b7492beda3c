"""What the templates of the plugin need: elements, amounts, minutes, masked names, QR codes, elder mode, languages.

`{% load points %}`. The filters take raw values (tenths, minutes, names) so that a view never formats.
"""

import re
from typing import Any

import qrcode
from django import template
from django.conf import settings
from django.contrib.messages import constants
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Site

from points import elder_mode as elder
from points.amounts import format_points, format_signed
from points.people.models import Acting
from points.people.queries import acting_in, has_run_out, masked_name

register = template.Library()

LANGUAGES = ("zh-hans", "zh-hant", "en")
"""The languages that the plugin speaks; a site offers those of them that it has switched on."""

# After a Chinese mark, or at a blank after one in Latin script or between Chinese words.
_BREAK = re.compile(r"(?<=[，、：；。！？])(?![，、：；。！？”’」』）》]|$)|(?<=[,:;一-鿿]) (?=\S)")
_QUIET_ZONE = 4
_FROM_THE_PAGE = ("request", "csrf_token")
_NOTICE_KINDS = {constants.SUCCESS: "good", constants.WARNING: "warn", constants.ERROR: "bad"}


@register.filter
def points(tenths: int | None) -> str:
    """`5` tenths read `0.5`."""
    return "" if tenths is None else format_points(tenths)


@register.filter
def signed_points(tenths: int | None) -> str:
    """`+40`, `−0.5`: with a real minus sign, which is as wide as the plus."""
    return "" if tenths is None else format_signed(tenths).replace("-", "−")


@register.filter
def grouped(number: int | None) -> str:
    """`12345` reads `12,345`, as points do; a number of a site's own settings may have no commas, or blanks."""
    return "" if number is None else f"{number:,}"


@register.filter
def masked(name: str | None) -> str:
    return masked_name(name) if name else ""


@register.filter
def minutes_text(minutes: int | None) -> str:
    """`135` reads `2 h 15 min`."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


@register.filter
def phrases(text: str) -> str:
    """A headline whose lines end at a comma or colon where there is one: elsewhere Chinese may break within a word."""
    found = _BREAK.sub(lambda at: f"\n{at.group()}", text).split("\n")
    if len(found) < 2:
        return text
    parts = ((" " if part.startswith(" ") else "", part.strip()) for part in found)
    return format_html_join("", '{}<span class="pt-phrase">{}</span>', parts)


@register.filter
def qr_svg(text: str, label: str = "") -> SafeString:
    """The text as a QR in SVG, named `label` for people who cannot see it.

    Error correction Q: a quarter of a scratched or folded card may be lost. Black on white in every theme, with the
    quiet zone inside, because many scanners do not read light on dark.
    """
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=_QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    return format_html(
        '<svg class="pt-qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges">'
        '<title>{label}</title><path class="pt-qr__paper" fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>',
        size=len(rows),
        label=label or _("QR code"),
        path=_runs(rows),
    )


def _runs(rows: list[list[bool]]) -> SafeString:
    """One rectangle for each run of dark modules in a row."""
    parts: list[str] = []
    for y, row in enumerate(rows):
        start: int | None = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return mark_safe("".join(parts))


@register.filter
def notice_kind(level: int) -> str:
    """Kind of a notice for the level of a Django message."""
    return _NOTICE_KINDS.get(level, "info")


@register.simple_block_tag(takes_context=True)
def fill(context: Context, content: SafeString, element: str, **values: Any) -> SafeString:
    """An element with something in it: `{% fill "notice" kind="warn" title=_("…") %}<p>…</p>{% endfill %}`.

    The template of the element finds what stands in between as `inner`. Unlike with `include` it sees nothing of the
    page but what it is given and the request, so that no word of the page is taken for one of its parameters.
    """
    template = context.template.engine.get_template(f"points/elements/{element}.html")
    around = {name: context.get(name) for name in _FROM_THE_PAGE}
    return template.render(context.new({**around, **values, "inner": content}))


@register.simple_tag(takes_context=True)
def elder_mode(context: Context) -> bool:
    """Whether this visitor has switched on large type."""
    request = context.get("request")
    return bool(request and elder.is_on(request))


@register.simple_tag(takes_context=True)
def acting(context: Context) -> Acting | None:
    """In whose name the visitor acts; None for everybody else."""
    request = context.get("request")
    return acting_in(request) if request and hasattr(request, "user") else None


@register.simple_tag(takes_context=True)
def acting_is_over(context: Context) -> bool:
    """Whether the visitor still believes to act for somebody."""
    request = context.get("request")
    return bool(request and hasattr(request, "user") and has_run_out(request))


@register.simple_tag
def offered_languages() -> list[dict[str, Any]]:
    """`code` and `name_local` of each language that both the plugin and the site speak."""
    return [get_language_info(code) for code, _name in settings.LANGUAGES if code.lower() in LANGUAGES]


@register.simple_tag(takes_context=True)
def site_name(context: Context) -> str:
    """What the header calls the place: the name of the Wagtail site."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    return (site.site_name if site else "") or getattr(settings, "WAGTAIL_SITE_NAME", "")
