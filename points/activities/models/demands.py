"""What somebody must bring who signs up by himself; an organiser may know better."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from points.people.models import Skill


class Demands(models.Model):
    age_from = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="+", verbose_name=_("skills needed"))
    """All of them."""

    class Meta:
        abstract = True
