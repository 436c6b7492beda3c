"""What people are at an activity: each role has its own places, and its own worth.

An activity without roles knows volunteers only. Whoever signed up without a role is one, too.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from points.activities.models.demands import Demands
from points.activities.models.plans import Activity, Shift


class ActivityRole(Demands):
    class Kind(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        VOLUNTEER = "volunteer", _("Volunteer")
        PARTICIPANT = "participant", _("Participant")
        AUDIENCE = "audience", _("Audience")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="roles", verbose_name=_("activity"))
    kind = models.CharField(_("kind of role"), max_length=11, choices=Kind, default=Kind.VOLUNTEER)
    name = models.CharField(_("name"), max_length=40)
    capacity = models.PositiveIntegerField(_("places for each shift"), null=True, blank=True)
    """Among the places of the shift; None when only those count."""
    has_hours = models.BooleanField(_("brings volunteer hours"), default=True)
    """Whoever only listens or is paid leaves no record of hours, and so no points."""
    has_own_rule = models.BooleanField(_("has its own rule"), default=False)
    """Otherwise the activity's rule and difficulty value it."""
    rule_code = models.CharField(_("rule"), max_length=20, blank=True)
    """As of an activity; empty when it has its own rule and brings hours only."""
    difficulty = models.CharField(_("difficulty"), max_length=20, blank=True)
    is_offered = models.BooleanField(_("is offered"), default=True)
    """One that is not offered any more keeps whoever has it."""

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "name"], name="points_role_name_once_in_an_activity")
        ]

    def __str__(self) -> str:
        return self.name


class RolePlaces(models.Model):
    """How many places of a role are taken at one shift; there as soon as somebody asked for one."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="role_places", verbose_name=_("shift"))
    role = models.ForeignKey(ActivityRole, models.PROTECT, related_name="places", verbose_name=_("role"))
    taken = models.PositiveIntegerField(_("taken places"), default=0)
    """Kept by conditional updates; equals the sign-ups in this role that hold a place."""

    class Meta:
        verbose_name = _("places of a role")
        verbose_name_plural = _("places of roles")
        constraints = [
            models.UniqueConstraint(fields=["shift", "role"], name="points_roleplaces_once_for_a_shift"),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.role_id}"
