"""Who forgot to check out says when it really was: once for a record, answered by somebody who may confirm hours."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TimeProposal(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a proposal", "Waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("of a proposal", "Accepted")
        DECLINED = "declined", pgettext_lazy("of a proposal", "Declined")

    record = models.OneToOneField(
        "points.ServiceRecord", models.PROTECT, related_name="proposal", verbose_name=_("service record")
    )
    ended_at = models.DateTimeField(_("to"))
    text = models.CharField(_("reason"), max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    """The volunteer, or whoever acted for him."""
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="points_timeproposal_answered_by_somebody",
                condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                | Q(~Q(state="open"), answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="points_timeproposal_declined_in_words", condition=~Q(state="declined") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
