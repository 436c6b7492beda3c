"""Service hours: minutes that were served, for ever apart in two kinds, scanned and entered by hand.

A record carries what the rules on volunteer records ask for: activity, date, place, content, time, organiser, person in
charge. It is never edited after it was booked; a correction reverses its award and writes a record that replaces it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.people.models import Grid, Resident
from points.rules.models import AwardRecord


class ServiceRecord(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        BOOKED = "booked", _("Booked")
        REVERSED = "reversed", _("Reversed")

    class Source(models.TextChoices):
        SCANNED = "scanned", _("Scanned")
        BY_HAND = "by_hand", _("Entered by hand")

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="service_records", verbose_name=_("resident"))
    key = models.CharField(_("key"), max_length=200, unique=True)
    """Such as `shift:42:resident:7`; a correction appends its number."""
    community = models.ForeignKey(Grid, models.PROTECT, related_name="service_records", verbose_name=_("community"))
    """Where it was served: its rule book values the minutes, and its staff confirm them, wherever people move."""
    title = models.CharField(_("activity"), max_length=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    content = models.CharField(_("content"), max_length=200, blank=True)
    organiser = models.CharField(_("organiser"), max_length=120, blank=True)
    """The organisation, as it stands on a certificate."""
    occurred_on = models.DateField(_("occurred on"))
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"))
    minutes = models.PositiveIntegerField(_("minutes"))
    source = models.CharField(_("source"), max_length=8, choices=Source)
    is_closed_automatically = models.BooleanField(_("check-out was missing"), default=False)
    rule_code = models.CharField(_("rule"), max_length=20, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State)
    award = models.OneToOneField(
        AwardRecord,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_record",
        verbose_name=_("award"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person in charge"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        ordering = ["-occurred_on", "-pk"]
        indexes = [models.Index(fields=["resident", "occurred_on"], name="points_servicerecord_resident")]
        constraints = [
            models.CheckConstraint(
                name="points_servicerecord_ends_after_start", condition=Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.key
