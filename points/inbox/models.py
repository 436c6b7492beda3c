"""What somebody has read, and what somebody is told about outside of the site.

The inbox itself has no table. Every entry in somebody's name stands already in the ledger or in the table of a room,
and is read from there: a month of 15,300 awards writes no row here. What is kept is how far each reader has come.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.people.models import Resident


class Kind(models.TextChoices):
    """What an entry is about; somebody may leave out a kind of what is sent."""

    POINTS = "points", _("Points that came or went")
    GOODS = "goods", _("Goods redeemed or returned")
    HOURS = "hours", _("Hours and certificates")
    ACTIVITIES = "activities", _("Check-ins and sign-ups")
    ANSWERS = "answers", _("Answers to objections")
    PEOPLE = "people", _("Who acts for me")


class Reading(models.Model):
    """How far a login has read what came in for a resident; whoever acts for somebody reads for himself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(_("read up to"))
    """Moment of the newest entry that was shown."""

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [models.UniqueConstraint(fields=["user", "resident"], name="points_reading_one_for_a_reader")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Telling(models.Model):
    """How far a resident was told by a channel; whoever claims the row sends what came since."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="tellings")
    channel = models.CharField(_("channel"), max_length=20)
    """Such as `email`; a backend names its own."""
    told_at = models.DateTimeField(_("told up to"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    """While a run is sending. A claim that was left by a crash is taken over after a while."""

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints = [models.UniqueConstraint(fields=["resident", "channel"], name="points_telling_one_by_a_channel")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Silence(models.Model):
    """A kind of entry that a resident does not want to be told about."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="silences")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    wished_at = models.DateTimeField(_("wished at"), auto_now_add=True)

    class Meta:
        verbose_name = _("silence")
        verbose_name_plural = _("silences")
        constraints = [models.UniqueConstraint(fields=["resident", "kind"], name="points_silence_once_for_a_kind")]

    def __str__(self) -> str:
        return f"#{self.pk}"
