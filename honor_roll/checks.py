"""System checks. Their ids are stable and listed in the README."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register

WAGTAILS_PAGE = "wagtailcore.Page"


@register()
def check_page_model(**_: Any) -> list[Error]:
    """`honor_roll.E001`: `HonorRollPage` stands on Wagtail's own page; a site with another needs its own."""
    chosen = getattr(settings, "WAGTAIL_PAGE_MODEL", WAGTAILS_PAGE)
    if chosen == WAGTAILS_PAGE or not apps.is_installed("honor_roll"):
        return []
    return [
        Error(
            f"HonorRollPage is built on {WAGTAILS_PAGE}, but WAGTAIL_PAGE_MODEL is {chosen}.",
            hint="Leave honor_roll out of INSTALLED_APPS, or build a page from honor_roll.pages.HonorRollPageMixin "
            "and your own page model in a copy of this app.",
            id="honor_roll.E001",
        )
    ]
