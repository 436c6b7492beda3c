"""What the honor roll keeps about somebody: for the own copy, and how it goes."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from honor_roll.honors import Honor
from points.personal import Keeper, Leaving, Sheet


class HonorKeeper(Keeper):
    def sheets(self, *, resident: int, user: Any) -> Iterable[Sheet]:
        honors = Honor.objects.filter(resident=resident).select_related("season", "category").order_by("pk")

        def rows() -> Iterable[list[Any]]:
            for honor in honors.iterator():
                yield [honor.season.name, honor.category.name, honor.reason, honor.story, bool(honor.portrait_id)]

        columns = {
            "season": _("season"),
            "category": _("category"),
            "reason": pgettext("of an honor", "reason"),
            "story": _("story"),
            "has_portrait": _("portrait"),
        }
        yield Sheet(name="honors", title=_("honors"), columns=columns, rows=rows)

    def erase(self, leaving: Leaving) -> None:
        """The honor stands, of a person without name, face and story. A portrait of several people stays with them."""
        honors = Honor.objects.filter(resident=leaving.resident)
        portraits = [honor.portrait for honor in honors.select_related("portrait") if honor.portrait]
        honors.update(story="", portrait=None)
        for portrait in portraits:
            if not Honor.objects.filter(portrait=portrait).exists():
                portrait.delete()
