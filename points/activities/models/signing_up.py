"""Who has a place at a shift."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.activities.models.plans import Shift
from points.people.models import Resident


class SignUp(models.Model):
    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups", verbose_name=_("shift"))
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="sign_ups", verbose_name=_("resident"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.CONFIRMED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "resident"],
                condition=Q(state="confirmed"),
                name="points_signup_once_for_a_shift",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.resident_id}"
