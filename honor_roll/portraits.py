"""A portrait's file becomes public, so it is drawn anew under a name made of chance (`points.pictures`)."""

import logging

from wagtail.images.models import AbstractImage

from honor_roll.honors import Honor, Season
from points import pictures
from points.errors import PointsError

logger = logging.getLogger(__name__)


def make_nameless(portrait: AbstractImage) -> None:
    """Before anybody can see it. Refuses with `picture_too_large`, `picture_unreadable`."""
    pictures.make_nameless(portrait, kind="portrait")


def make_nameless_in(season: Season) -> None:
    """Once more before the public sees them: a file may have been exchanged since it was chosen.

    One that is no picture any more is shown to nobody: the honor stands without it, as where nobody agreed to one.
    """
    for honor in Honor.objects.filter(season=season, portrait__isnull=False).select_related("portrait"):
        try:
            make_nameless(honor.portrait)
        except PointsError as refusal:
            logger.warning("Honor %s loses its portrait: %s", honor.pk, refusal.code)
            Honor.objects.filter(pk=honor.pk).update(portrait=None)
