"""Whether somebody was near the place when he checked in, as he chose to say.

A coarse word and nothing else. The phone compares by itself where it is with where the activity is, and sends the word;
no coordinate of a person ever reaches the server. Nobody has to say it, it decides nothing, and only whoever runs the
shift reads it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from points.activities.models.attendance import CheckIn


class PlaceHint(models.Model):
    class Word(models.TextChoices):
        NEAR = "near", _("Near the place")
        FAR = "far", _("Far from the place")

    check_in = models.OneToOneField(
        CheckIn, models.CASCADE, related_name="place_hint", db_constraint=False, verbose_name=_("check-in")
    )
    word = models.CharField(_("place hint"), max_length=4, choices=Word)

    class Meta:
        verbose_name = _("place hint")
        verbose_name_plural = _("place hints")

    def __str__(self) -> str:
        return f"#{self.check_in_id}"
