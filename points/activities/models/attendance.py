"""Who was there: the scans, and what they come to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.activities.models.plans import Shift
from points.hours.models import ServiceRecord
from points.people.models import Resident


class Direction(models.TextChoices):
    IN = "in", _("In")
    OUT = "out", _("Out")


class Way(models.TextChoices):
    ROTATING_CODE = "rotating_code", _("Rotating code of the shift")
    CARD = "card", _("Card read by the organiser")
    STATION = "station", _("Asked at a station and confirmed")
    BY_HAND = "by_hand", _("Entered by the organiser")


class CheckIn(models.Model):
    shift = models.ForeignKey(
        Shift, models.PROTECT, related_name="check_ins", db_index=False, db_constraint=False, verbose_name=_("shift")
    )
    """Found by the constraint below, which begins with it. Without a foreign key, as all that is written all day: see
    `points.ledger.parents`."""
    resident = models.ForeignKey(
        Resident, models.PROTECT, related_name="check_ins", db_constraint=False, verbose_name=_("resident")
    )
    in_at = models.DateTimeField(_("in"), null=True, blank=True)
    out_at = models.DateTimeField(_("out"), null=True, blank=True)
    is_by_hand = models.BooleanField(_("entered by hand"), default=False)
    """True as soon as one end that counts was entered by hand."""
    is_closed_automatically = models.BooleanField(_("check-out was missing"), default=False)
    service_record = models.OneToOneField(ServiceRecord, models.PROTECT, null=True, blank=True, related_name="check_in")

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "resident"], name="points_checkin_once_for_a_shift"),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.resident_id}"


class Scan(models.Model):
    shift = models.ForeignKey(
        Shift, models.PROTECT, related_name="scans", db_index=False, db_constraint=False, verbose_name=_("shift")
    )
    """Found by the index below, which begins with it: every index is written at each scan."""
    resident = models.ForeignKey(
        Resident,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scans",
        db_index=False,
        db_constraint=False,
        verbose_name=_("resident"),
    )
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    way = models.CharField(_("way"), max_length=13, choices=Way)
    key = models.CharField(_("key"), max_length=200)
    occurred_at = models.DateTimeField(_("occurred at"))
    """The time that counts: the server's for a live scan; for an upload the device's claim, bounded by the server."""
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("recorded by"),
    )
    refusal = models.CharField(_("refusal"), max_length=40, blank=True)
    """Code of the refusal; empty when accepted."""
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    device = models.CharField(_("device"), max_length=20, blank=True)
    """The name that the scanner made up for itself; it tells two phones apart and says nothing about their owners."""
    digest = models.CharField(_("digest"), max_length=32, blank=True)
    """Keyed hash of what was read, when it was refused: the same forgery is known again, and nobody can use it."""

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["pk"]
        indexes = [models.Index(fields=["shift", "resident"], name="points_scan_shift_resident")]
        # Not `unique` of the field, with which PostgreSQL gets a second index, for searching by the beginning.
        constraints = [models.UniqueConstraint(fields=["key"], name="points_scan_once_for_a_key")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class TakenBack(models.Model):
    """A scan that was a mistake: it stays, and from then on counts for nothing."""

    scan = models.OneToOneField(Scan, models.PROTECT, related_name="taken_back", verbose_name=_("scan"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("scan taken back")
        verbose_name_plural = _("scans taken back")

    def __str__(self) -> str:
        return f"#{self.scan_id}"
