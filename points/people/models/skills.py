"""What somebody is able to do, as far as staff have confirmed it: first aid, cutting hair, sign language."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.people.models.places import Grid
from points.people.models.residents import Resident


class Skill(models.Model):
    community = models.ForeignKey(Grid, models.PROTECT, related_name="skills", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="points_skill_name_once_in_a_community")
        ]

    def __str__(self) -> str:
        return self.name


class ResidentSkill(models.Model):
    """One skill of one resident; ended, it stays as what was once confirmed."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="skills", verbose_name=_("resident"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="holders", verbose_name=_("skill"))
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("confirmed skill")
        verbose_name_plural = _("confirmed skills")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "skill"],
                condition=Q(ended_at__isnull=True),
                name="points_residentskill_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.resident_id}"
