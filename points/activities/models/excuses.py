"""Who said why he cannot come: whoever is excused is no no-show."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.activities.models.signing_up import SignUp


class Excuse(models.Model):
    """Withdrawn it stays, and excuses nobody any more."""

    sign_up = models.ForeignKey(SignUp, models.PROTECT, related_name="excuses", verbose_name=_("sign-up"))
    reason = models.CharField(_("reason"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("recorded by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("withdrawn by"),
    )

    class Meta:
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up"], condition=Q(withdrawn_at__isnull=True), name="points_excuse_once_for_a_place"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="points_excuse_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
