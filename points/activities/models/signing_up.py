"""Who has a place at a shift, and who waits for one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.activities.models.plans import Shift
from points.activities.models.roles import ActivityRole
from points.people.models import Resident, Team

HOLDING = ("confirmed", "offered")
"""States in which a sign-up holds a place."""
LIVE = (*HOLDING, "waiting")
"""States in which somebody is expected, or hopes to be."""


class SignUp(models.Model):
    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Place offered")
        LAPSED = "lapsed", _("Offer lapsed")
        CANCELLED = "cancelled", _("Cancelled")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups", verbose_name=_("shift"))
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="sign_ups", verbose_name=_("resident"))
    role = models.ForeignKey(
        ActivityRole, models.PROTECT, null=True, blank=True, related_name="sign_ups", verbose_name=_("role")
    )
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    """With which somebody was signed up by its leader; None when the person or an organiser did it."""
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.CONFIRMED)
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    offer_ends_at = models.DateTimeField(_("offered until"), null=True, blank=True)
    """A freed place is kept so long for whoever waited; an offer that nobody took goes to the next."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["offer_ends_at"], condition=Q(state="offered"), name="points_signup_offers"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "resident"],
                condition=Q(state__in=LIVE),
                name="points_signup_once_for_a_shift",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_ends_at__isnull=False), name="points_signup_offers_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.resident_id}"
