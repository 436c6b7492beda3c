"""Devices that speak to the API without a person signed in: scanners and tills."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.people.models import Grid
from points.supermarket.models import Store


class Device(models.Model):
    """A device acts as a user of its own, so that every row it writes says which device it was."""

    class Scope(models.TextChoices):
        CHECKIN = "checkin", _("Check-in")
        TILL = "till", _("Till")

    name = models.CharField(_("name"), max_length=60, unique=True)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope)
    community = models.ForeignKey(Grid, models.PROTECT, related_name="+", verbose_name=_("community"))
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="devices", verbose_name=_("store")
    )
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the token, which is shown once and kept nowhere."""
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
