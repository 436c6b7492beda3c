"""What households redeemed, line by line, and what they gave back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.ledger.models import Transfer
from points.people.models import Household
from points.supermarket.models.shelf import Good, Store


class Redemption(models.Model):
    key = models.UUIDField(_("key"), unique=True)
    number = models.CharField(_("receipt number"), max_length=20)
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="redemptions", db_index=False, db_constraint=False, verbose_name=_("store")
    )
    """Found by the index below, which begins with it: every index is written at each redemption. Without a foreign
    key, as all that is written all day: see `points.ledger.parents`."""
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="redemptions", db_constraint=False, verbose_name=_("household")
    )
    total = models.BigIntegerField(_("total"))
    """Tenths; the amount of the transfer."""
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, related_name="redemption", db_constraint=False, verbose_name=_("transfer")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("cashier"),
    )
    created_at = models.DateTimeField(_("redeemed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["store", "created_at"], name="points_redemption_store")]
        constraints = [
            models.CheckConstraint(name="points_redemption_costs_something", condition=Q(total__gt=0)),
            # Not `unique` of the field, with which PostgreSQL gets a second index, for searching by the beginning.
            models.UniqueConstraint(fields=["number"], name="points_redemption_once_for_a_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_refunded(self) -> bool:
        return hasattr(self, "refund")


class RedemptionLine(models.Model):
    redemption = models.ForeignKey(
        Redemption, models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )
    """Found by the constraint below, which begins with it."""
    good = models.ForeignKey(
        Good, models.PROTECT, related_name="redemption_lines", db_constraint=False, verbose_name=_("good")
    )
    quantity = models.IntegerField(_("quantity"))
    price = models.BigIntegerField(_("price"))
    """Tenths for one unit at that moment."""

    class Meta:
        verbose_name = _("redemption line")
        verbose_name_plural = _("redemption lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="points_redemptionline_is_something", condition=Q(quantity__gt=0, price__gt=0)),
            models.UniqueConstraint(fields=["redemption", "good"], name="points_redemptionline_one_for_a_good"),
        ]

    def __str__(self) -> str:
        return f"{self.good.name} × {self.quantity}"

    @property
    def name(self) -> str:
        return self.good.name

    @property
    def unit(self) -> str:
        return self.good.unit

    @property
    def amount(self) -> int:
        return self.quantity * self.price


class Refund(models.Model):
    """Of the whole redemption: points and goods went back."""

    redemption = models.OneToOneField(Redemption, models.PROTECT, related_name="refund")
    key = models.UUIDField(_("key"), unique=True)
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="refund")
    reason = models.CharField(_("reason"), max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    created_at = models.DateTimeField(_("refunded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")

    def __str__(self) -> str:
        return self.redemption.number
