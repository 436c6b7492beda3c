"""Who was reminded of what. The inbox reads it from here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from points.activities.models.plans import Shift
from points.people.models import Resident


class Reminder(models.Model):
    class Kind(models.TextChoices):
        DAY_BEFORE = "day_before", _("The day before")
        HOURS_BEFORE = "hours_before", _("Shortly before")
        OFFER_ENDS = "offer_ends", _("An offered place lapses soon")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="reminders", db_index=False, verbose_name=_("shift"))
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="reminders", verbose_name=_("resident"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    reminded_at = models.DateTimeField(_("reminded at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "resident", "kind"], name="points_reminder_once_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.resident_id}"
