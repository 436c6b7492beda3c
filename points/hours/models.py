"""Service hours: minutes that were served, for ever apart in two kinds, scanned and entered by hand.

A record carries what the rules on volunteer records ask for: activity, date, place, content, time, organiser, person in
charge. It is never edited after it was booked; a correction reverses its award and writes a record that replaces it.
Stars are counted from the records and kept nowhere; a certificate is frozen on the day of its issue.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.hours.proposals import TimeProposal as TimeProposal
from points.hours.schemes import StarLevel as StarLevel
from points.hours.schemes import StarScheme as StarScheme
from points.hours.serials import grouped, new_serial
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
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    """Unknown for what was confirmed before it was kept."""
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)
    is_disputed = models.BooleanField(_("is disputed"), default=False)
    """The household says that it is not right, and nobody has answered yet: as long as it waits it is frozen."""

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


class HandEntry(models.Model):
    """Who entered minutes by hand, and how many: he is not the one who confirms them, and a day holds only so many."""

    key = models.CharField(_("key"), max_length=200)
    """Of the service record that they become."""
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("entered by")
    )
    entered_on = models.DateField(_("entered on"))
    """The day of the entry, not of the service."""
    minutes = models.PositiveIntegerField(_("minutes"))
    """None once what he entered was taken back."""

    class Meta:
        verbose_name = _("entry of minutes by hand")
        verbose_name_plural = _("entries of minutes by hand")
        ordering = ["pk"]
        indexes = [models.Index(fields=["entered_by", "entered_on"], name="points_handentry_of_a_day")]
        constraints = [
            models.UniqueConstraint(fields=["key", "entered_by"], name="points_handentry_once_for_a_record"),
        ]

    def __str__(self) -> str:
        return self.key


class CertificateIssuer(models.Model):
    """How a community signs its certificates."""

    community = models.OneToOneField(
        Grid, models.PROTECT, related_name="certificate_issuer", verbose_name=_("community")
    )
    name = models.CharField(_("organisation"), max_length=120)
    handler = models.CharField(_("handled by"), max_length=60, blank=True)
    """An office: what a resident issues for himself is handled by nobody in person."""
    contact = models.CharField(_("contact"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("issuer of certificates")
        verbose_name_plural = _("issuers of certificates")

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """A volunteer's hours in a period as they were booked on the day of issue.

    The figures are frozen. Records never change, so their ids and a digest over them are enough to print the sheet
    again, and to see that one of them was corrected since.
    """

    class State(models.TextChoices):
        """Not kept: it follows from the records (`points.hours.queries.state_of`)."""

        VALID = "valid", _("Valid")
        CHANGED = "changed", _("The records have changed since")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    serial = models.CharField(
        pgettext_lazy("of a certificate", "serial"), max_length=12, unique=True, default=new_serial, editable=False
    )
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="certificates", verbose_name=_("resident"))
    community = models.ForeignKey(Grid, models.PROTECT, related_name="certificates", verbose_name=_("community"))
    starts_on = models.DateField(pgettext_lazy("of a certificate", "first day"))
    ends_on = models.DateField(pgettext_lazy("of a certificate", "last day"))
    """The last day belongs to it."""
    minutes_scanned = models.PositiveIntegerField(_("minutes scanned"))
    minutes_by_hand = models.PositiveIntegerField(_("minutes entered by hand"))
    records = models.JSONField(_("service records"))
    """Their ids in the order in which they are printed."""
    digest = models.CharField(max_length=64)
    """SHA-256 over the facts of the records."""
    issuer = models.CharField(_("organisation"), max_length=120)
    handler = models.CharField(_("handled by"), max_length=60, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    """Null for the resident himself, from the records."""
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    reason = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="points_certificate_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=["resident", "starts_on", "ends_on", "digest", "remarks"],
                condition=Q(revoked_at__isnull=True),
                name="points_certificate_once_for_the_same_figures",
            ),
            models.CheckConstraint(
                name="points_certificate_withdrawn_with_a_reason",
                condition=Q(revoked_at__isnull=True, reason="") | (Q(revoked_at__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return grouped(self.serial)

    @property
    def file_name(self) -> str:
        """Names the sheet and nobody."""
        return f"service-record-{self.serial}"
