"""What a resident says is not right, and what came of it.

A dispute is about one line of a passbook, or about minutes that stand in somebody's name. It is raised by a member of
the household, reaches the staff of the community, and is answered once: upheld or dismissed, with a sentence that the
household reads. It never changes the ledger by itself; what was wrong is undone as everything is, by a second line,
and `remedy` points to it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.hours.models import ServiceRecord
from points.ledger.models import Account, Transfer
from points.people.models import Grid, Resident


class Dispute(models.Model):
    class Kind(models.TextChoices):
        NOT_RIGHT = "not_right", _("This is not right")
        NOT_ME = "not_me", _("Not me")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a dispute", "Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    key = models.UUIDField(_("key"), unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="disputes", verbose_name=_("account"))
    """The passbook in which it is seen."""
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="disputes", verbose_name=_("resident"))
    """In whose name it was raised."""
    community = models.ForeignKey(Grid, models.PROTECT, related_name="disputes", verbose_name=_("community"))
    """Where it was entered: its staff answer, wherever people move."""
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name=_("transfer")
    )
    service_record = models.ForeignKey(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name=_("service record")
    )
    """Instead of the transfer that it brought, if any: minutes and points are right or wrong together."""
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    text = models.CharField(_("what is not right"), max_length=400, blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("raised by")
    )
    """The resident, or whoever acted for him."""
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    remedy = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("put right by")
    )
    """The line that puts it right; none where no points had moved."""

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["raised_at"], name="points_dispute_open", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(
                name="points_dispute_about_one_thing",
                condition=Q(transfer__isnull=False, service_record__isnull=True)
                | Q(transfer__isnull=True, service_record__isnull=False),
            ),
            models.CheckConstraint(
                name="points_dispute_not_me_is_about_minutes",
                condition=Q(kind="not_right") | Q(kind="not_me", service_record__isnull=False),
            ),
            models.CheckConstraint(
                name="points_dispute_answered_in_words",
                condition=Q(state="open", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    ~Q(answer=""),
                    state__in=["upheld", "dismissed"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["transfer"], condition=Q(state="open"), name="points_dispute_one_open_for_a_transfer"
            ),
            models.UniqueConstraint(
                fields=["service_record"], condition=Q(state="open"), name="points_dispute_one_open_for_a_record"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
