"""Volunteer teams, and work units that serve beside the community."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.people.models.places import Grid
from points.people.models.residents import Resident


class Team(models.Model):
    community = models.ForeignKey(Grid, models.PROTECT, related_name="teams", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="points_team_name_once_in_a_community")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="memberships")
    is_leader = models.BooleanField(_("is leader"), default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "resident"],
                condition=Q(until__isnull=True),
                name="points_membership_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.resident_id}"


class Unit(models.Model):
    """A work unit (school, firm, office) that serves beside the community."""

    community = models.ForeignKey(Grid, models.PROTECT, related_name="units", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="points_unit_name_once_in_a_community")
        ]

    def __str__(self) -> str:
        return self.name


class UnitMembership(models.Model):
    """Whoever works or learns there. What the unit is told about its members hangs on their consent."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships", verbose_name=_("unit"))
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="unit_memberships", verbose_name=_("resident"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    """First day on which it no longer holds."""

    class Meta:
        verbose_name = _("member of a unit")
        verbose_name_plural = _("members of units")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "resident"],
                condition=Q(until__isnull=True),
                name="points_unitmembership_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="points_unitmembership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.resident_id}"
