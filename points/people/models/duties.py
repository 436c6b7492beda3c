"""Who serves which part of the tree."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.people.models.places import Grid
from points.permissions import Role


class Duty(models.Model):
    """Somebody serves a grid and all below it, in a role, from a day to a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="points_duties", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="duties", verbose_name=_("grid"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    """First day on which it no longer holds."""

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["user", "since"]
        constraints = [
            models.CheckConstraint(
                name="points_duty_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "grid"],
                condition=Q(until__isnull=True),
                name="points_duty_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.grid.name}"
