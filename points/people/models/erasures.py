"""What a person asked for who wants to be forgotten, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.people.models.residents import Resident


class ErasureRequest(models.Model):
    """The row stays when the person is gone: it says that it was asked for, and who did it. It carries no name."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the office")
        CARRIED_OUT = "carried_out", _("Carried out")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")
        DECLINED = "declined", _("Declined")

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="erasure_requests", verbose_name=_("resident"))
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("requested by")
    )
    """The person, whoever acts for the person, or staff with the person's paper."""
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    """Why it was declined."""

    class Meta:
        verbose_name = _("erasure request")
        verbose_name_plural = _("erasure requests")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state="waiting"), name="points_erasurerequest_one_waiting"
            ),
            models.CheckConstraint(
                name="points_erasurerequest_settled_has_moment",
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
