"""What an auditor wrote after looking into something on the list of anomalies.

The list itself is kept nowhere: it follows from the records whenever somebody asks, so nobody can take a line off it.
What is kept is that somebody looked, and what came of it. Notes are only ever added.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.people.models import Grid, Resident


class AnomalyKind(models.TextChoices):
    """What is looked for; `points.reports.thresholds` says from where on."""

    QUICK_APPROVAL = "quick_approval", _("Confirmed at once")
    ROUND_NUMBERS = "round_numbers", _("Nothing but full hours")
    NIGHT_ENTRY = "night_entry", _("Entered at night")
    ONE_FOR_MANY = "one_for_many", _("One person for many")
    SHARED_DEVICE = "shared_device", _("One device, many logins")
    TOO_FAST = "too_fast", _("Faster than people scan")


class AnomalyNote(models.Model):
    kind = models.CharField(_("kind"), max_length=14, choices=AnomalyKind)
    key = models.CharField(_("key"), max_length=200, db_index=True)
    """Names what was looked into, such as `quick_approval:42` for the record 42."""
    community = models.ForeignKey(Grid, models.PROTECT, related_name="anomaly_notes", verbose_name=_("community"))
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="anomaly_notes", verbose_name=_("resident")
    )
    """Whose hours they are, where they are those of one person."""
    text = models.CharField(_("what came of it"), max_length=400)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("looked at by")
    )
    noted_at = models.DateTimeField(_("looked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("note on an anomaly")
        verbose_name_plural = _("notes on anomalies")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="points_anomalynote_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.key
