"""Patrols: a route of points, walked in rounds.

An activity of the kind *patrol* may have a route, and then each of its shifts is walked along it. A point hangs on a
wall with a code. Whoever is checked in at the shift opens the code and confirms: that is a *passing*, once for each
point in each round, whoever of the patrol did it. A passing is a fact and is only ever added: too early, too late and
out of order are marks on it, not reasons to refuse it. What nobody passed is *missing*.

A code on a wall can be photographed. It says that somebody who is checked in had the code; the time window, the order
and the moments beside each other say more, and a code is renewed with one tap.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.activities.models import Activity, Shift
from points.people.models import Resident


class Route(models.Model):
    activity = models.OneToOneField(Activity, models.PROTECT, related_name="route", verbose_name=_("activity"))
    is_ordered = models.BooleanField(_("in this order"), default=True)
    """Whether a point that was passed before an earlier one is marked."""
    rounds = models.PositiveSmallIntegerField(_("rounds"), default=1)
    round_minutes = models.PositiveSmallIntegerField(_("minutes for a round"), default=60)
    """A round begins so long after the one before; the first with the shift."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("patrol route")
        verbose_name_plural = _("patrol routes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="points_route_has_rounds", condition=Q(rounds__gte=1, round_minutes__gte=1)),
        ]

    def __str__(self) -> str:
        return self.activity.name


class RoutePoint(models.Model):
    route = models.ForeignKey(Route, models.PROTECT, related_name="points", verbose_name=_("patrol route"))
    number = models.PositiveSmallIntegerField(_("number on the route"))
    name = models.CharField(_("place"), max_length=60)
    hint = models.CharField(_("what to look at"), max_length=200, blank=True)
    opens_minute = models.PositiveSmallIntegerField(_("from minute of the round"), null=True, blank=True)
    """None for the start of the round."""
    closes_minute = models.PositiveSmallIntegerField(_("to minute of the round"), null=True, blank=True)
    """None for its end."""
    added_at = models.DateTimeField(_("added at"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    """From then on no round asks for it; what was passed and what was missing before stays so."""

    class Meta:
        verbose_name = _("checkpoint of a patrol")
        verbose_name_plural = _("checkpoints of patrols")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "number"],
                condition=Q(retired_at=None),
                name="points_routepoint_number_once_on_a_route",
            ),
            models.CheckConstraint(
                name="points_routepoint_closes_after_it_opens",
                condition=Q(opens_minute=None) | Q(closes_minute=None) | Q(closes_minute__gt=F("opens_minute")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PointCode(models.Model):
    """What hangs on the wall. A renewed one stays on record, so that whoever opens the old poster is told so."""

    point = models.ForeignKey(
        RoutePoint, models.PROTECT, related_name="codes", verbose_name=_("checkpoint of a patrol")
    )
    code = models.CharField(_("code"), max_length=8, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("code of a checkpoint")
        verbose_name_plural = _("codes of checkpoints")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(revoked_at=None), name="points_pointcode_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Passing(models.Model):
    class Timing(models.TextChoices):
        ON_TIME = "on_time", _("On time")
        EARLY = "early", _("Too early")
        LATE = "late", _("Too late")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="passings", db_index=False, verbose_name=_("shift"))
    """Found by the constraint below, which begins with it."""
    point = models.ForeignKey(
        RoutePoint, models.PROTECT, related_name="passings", verbose_name=_("checkpoint of a patrol")
    )
    round_number = models.PositiveSmallIntegerField(_("round"))
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="passings", verbose_name=_("resident"))
    key = models.CharField(_("key"), max_length=200, unique=True)
    happened_at = models.DateTimeField(_("happened at"))
    """When the code was opened, by the server's clock; or as the person told it, bounded by the server."""
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    """Set where there was no network at the point and the time was told afterwards."""
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("recorded by")
    )
    timing = models.CharField(_("timing"), max_length=7, choices=Timing)
    """By the window as it was then."""

    class Meta:
        verbose_name = _("checkpoint passed")
        verbose_name_plural = _("checkpoints passed")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "point", "round_number"], name="points_passing_once_in_a_round"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
