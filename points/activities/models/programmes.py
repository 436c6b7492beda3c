"""A programme (brand): the name under which a community does one thing again and again."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.people.models import Grid


class Programme(models.Model):
    community = models.ForeignKey(Grid, models.PROTECT, related_name="programmes", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=60)
    sentence = models.CharField(_("in one sentence"), max_length=160, blank=True)
    is_active = models.BooleanField(pgettext_lazy("of a programme", "goes on"), default=True)
    """One that has ended is not offered any more; what belonged to it still does."""

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="points_programme_name_once_in_a_community")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.activities.exclude(community=self.community_id).exists():
            raise ValidationError({"community": _("Activities belong to it, so it stays where it is.")})
