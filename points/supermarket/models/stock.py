"""Stock moves, and what two of them or a donor have to do with each other.

A stock move is a fact: it is added and never changed, which triggers in the database see to (`ledger.triggers`). A
mistake is put right by another move.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.supermarket.models.redemptions import RedemptionLine
from points.supermarket.models.shelf import Good


class StockMove(models.Model):
    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        BOUGHT = "bought", _("Bought")
        DONATED = "donated", _("Donated")
        MOVED = "moved", pgettext_lazy("stock", "Moved between stores")
        SOLD = "sold", _("Redeemed")
        RETURNED = "returned", _("Returned")
        LOST = "lost", _("Lost")
        EXPIRED = "expired", pgettext_lazy("stock", "Expired")
        COUNTED = "counted", _("Corrected by count")

    good = models.ForeignKey(
        Good, models.PROTECT, related_name="stock_moves", db_constraint=False, verbose_name=_("good")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    quantity = models.BigIntegerField(_("quantity"))
    """Signed: what came in is above zero."""
    stock_after = models.BigIntegerField(_("stock afterwards"))
    key = models.CharField(_("key"), max_length=200)
    line = models.ForeignKey(
        RedemptionLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_moves",
        db_index=False,
        db_constraint=False,
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("recorded by"),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("stock move")
        verbose_name_plural = _("stock moves")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="points_stockmove_moves_something", condition=~Q(quantity=0)),
            models.UniqueConstraint(fields=["key"], name="points_stockmove_once_for_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity:+d} {self.good.unit} · {self.good.name}"


class StockTransfer(models.Model):
    """One fact with two sides: what was taken from the shelf of one store was brought to that of another."""

    taken = models.OneToOneField(StockMove, models.PROTECT, related_name="sent", verbose_name=_("taken from"))
    brought = models.OneToOneField(StockMove, models.PROTECT, related_name="arrived", verbose_name=_("brought to"))

    class Meta:
        verbose_name = _("transfer between stores")
        verbose_name_plural = _("transfers between stores")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="points_stocktransfer_two_sides", condition=~Q(taken=F("brought"))),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Donation(models.Model):
    """Who gave the goods of a move, and whether he may be thanked by name."""

    move = models.OneToOneField(StockMove, models.PROTECT, related_name="donation", verbose_name=_("stock move"))
    donor = models.CharField(_("donor"), max_length=80, blank=True)
    """A person, a shop or a body; empty where nobody wrote it down, or once the person was erased."""
    is_named = models.BooleanField(_("agreed to be thanked by name"), default=False)

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="points_donation_named_has_a_name", condition=Q(is_named=False) | ~Q(donor="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
