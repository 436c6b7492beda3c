"""Members of a household, what they agreed to, and the cards that they carry."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.ledger.models import check_digit
from points.people.models.places import Household
from points.people.names import masked_name
from points.people.search import search_tokens

_SERIAL_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_serial() -> str:
    """64 random bits and more, without look-alikes: nobody guesses a neighbour's card from his own."""
    return "".join(secrets.choice(_SERIAL_ALPHABET) for _ in range(14))


def new_volunteer_number() -> str:
    """Nine random digits and one that checks them: longer than an account's number, shorter than a phone's."""
    digits = f"{secrets.randbelow(900_000_000) + 100_000_000}"
    return digits + check_digit(digits)


class Resident(models.Model):
    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name=_("household"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="points_resident",
        verbose_name=_("login"),
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, null=True, blank=True, unique=True)
    """E.164, such as `+8613912345678`; null when there is none."""
    is_phone_verified = models.BooleanField(_("phone is verified"), default=False)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    is_head = models.BooleanField(_("is head of the household"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)
    account = models.OneToOneField(
        "points.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resident",
        verbose_name=_("account"),
    )
    """Of a book that counts per person, such as party member points."""
    volunteer_number = models.CharField(
        _("volunteer number"), max_length=10, null=True, blank=True, unique=True, editable=False
    )
    """Stands beside the name on certificates; given with the first one."""
    search_tokens = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        ordering = ["household", "-is_head", "pk"]

    def __str__(self) -> str:
        # Wagtail's log and history keep this text, so the name stays masked here.
        return masked_name(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_tokens = search_tokens(self.name, self.phone or "")
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_tokens"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def grouped_volunteer_number(self) -> str:
        number = self.volunteer_number or ""
        return f"{number[:3]} {number[3:6]} {number[6:]}".strip()


class Consent(models.Model):
    """What a resident (or the guardian of a minor) agreed to, purpose by purpose; withdrawing keeps the row."""

    class Purpose(models.TextChoices):
        PUBLIC_NAME = "public_name", _("Full name on public honor rolls")
        PUBLIC_PORTRAIT = "public_portrait", _("Portrait on public honor rolls")
        UNIT_REPORT = "unit_report", _("Name and hours in the yearly report to my work unit")

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose)
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    is_by_guardian = models.BooleanField(_("given by the guardian"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="points_consent_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.resident_id}"


class Card(models.Model):
    """A printed card with a QR, of a household or one resident. A lost one is revoked; a new one has its own serial."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="cards", verbose_name=_("household"))
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="cards", verbose_name=_("resident")
    )
    serial = models.CharField(_("serial"), max_length=14, unique=True, default=new_serial, editable=False)
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    def __str__(self) -> str:
        return f"#{self.pk}"
