"""Who acts in whose name.

A *proxy* is an appointment: a guardian for a child, somebody of the family, or staff who look after a neighbour. It
opens nothing by itself. Whoever wants to act says for whom, and from then on an *acting* runs: it names both, it is
short, and services ask it. Staff also act without an appointment, when the person stands beside them and types a PIN.
"""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.people.models.places import Household
from points.people.models.residents import Resident


class ProxyKind(models.TextChoices):
    GUARDIAN = "guardian", _("Guardian")
    FAMILY = "family", _("Family")
    STAFF = "staff", _("Staff")


class Deed(StrEnum):
    """What may be done in somebody's name; everybody who acts may look."""

    SIGN_UP = "sign_up"
    DISPUTE = "dispute"
    CONSENT = "consent"
    EXPORT = "export"
    TAKE_ALONG = "take_along"
    CERTIFY = "certify"


DEEDS: dict[str, frozenset[Deed]] = {
    ProxyKind.GUARDIAN: frozenset(Deed),
    ProxyKind.FAMILY: frozenset({Deed.SIGN_UP, Deed.DISPUTE, Deed.CERTIFY, Deed.TAKE_ALONG}),
    ProxyKind.STAFF: frozenset({Deed.SIGN_UP, Deed.DISPUTE, Deed.CERTIFY}),
}
"""What is in no list is done by nobody else: phone and PIN, passkeys and sessions, and checking in at the door.

A grown-up says himself what may be shown of him; on paper, or beside staff, who then record it by their duty. All that
is known of a child is for the guardian to read, all that is known of a grown-up for himself. The passbook as a file
(`TAKE_ALONG`) goes with the family; staff print a page for the person who stands there, and no file about a neighbour
stays on their device.
"""


class Proxy(models.Model):
    """Somebody may act in the name of a resident, from a day to a day."""

    Kind = ProxyKind

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="proxies", verbose_name=_("resident"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="points_proxies", verbose_name=_("who acts")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ProxyKind)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    """First day on which it no longer holds."""
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        ordering = ["resident", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="points_proxy_ends_after_start", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="points_proxy_kind_known", condition=Q(kind__in=ProxyKind.values)),
            models.UniqueConstraint(
                fields=["resident", "user"], condition=Q(until__isnull=True), name="points_proxy_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Acting(models.Model):
    """Somebody acts in the name of a resident, from a moment to a moment."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="actings", verbose_name=_("resident"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="points_actings", verbose_name=_("who acts")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ProxyKind)
    proxy = models.ForeignKey(
        Proxy, models.CASCADE, null=True, blank=True, related_name="actings", verbose_name=_("proxy")
    )
    """The appointment; none when the resident was there and typed the PIN."""
    began_at = models.DateTimeField(_("began at"))
    ends_at = models.DateTimeField(_("ends at"))
    """The first moment at which it no longer holds. Staff move it on as long as they are busy."""

    class Meta:
        verbose_name = _("acting for somebody")
        verbose_name_plural = _("acting for somebody")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="points_acting_ends_after_start", condition=Q(ends_at__gte=F("began_at"))),
            models.CheckConstraint(
                name="points_acting_appointed_or_staff", condition=Q(proxy__isnull=False) | Q(kind=ProxyKind.STAFF)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Pin(models.Model):
    """Four to six figures with which a resident proves on a device of the staff that he stands there.

    Only a digest is kept, and it is no secret for ever: whoever stole the database tries out a million figures. So a
    PIN opens nothing but a helper's screen, and never without the card and the helper's own login.
    """

    resident = models.OneToOneField(Resident, models.CASCADE, related_name="pin", verbose_name=_("resident"))
    digest = models.CharField(max_length=128, editable=False)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("set by")
    )

    class Meta:
        verbose_name = _("PIN")
        verbose_name_plural = _("PINs")

    def __str__(self) -> str:
        return f"#{self.pk}"


class PinLock(models.Model):
    """How often a PIN of the household was missed in a row, and until when nobody may try again."""

    household = models.OneToOneField(Household, models.CASCADE, related_name="pin_lock", verbose_name=_("household"))
    misses = models.PositiveSmallIntegerField(_("misses"), default=0)
    ends_at = models.DateTimeField(_("locked until"), null=True, blank=True)

    class Meta:
        verbose_name = _("PIN lock")
        verbose_name_plural = _("PIN locks")

    def __str__(self) -> str:
        return f"#{self.pk}"
