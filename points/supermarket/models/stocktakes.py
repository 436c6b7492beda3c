"""A stocktake: what lies on the shelf is counted while the till goes on selling.

Each good is compared with the stock of the moment in which its count was written down, so that what is sold before and
after changes nothing about the difference. Nothing is booked before somebody who counted nothing confirms it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.supermarket.models.shelf import Good, Store
from points.supermarket.models.stock import StockMove


class Stocktake(models.Model):
    class State(models.TextChoices):
        STARTED = "started", _("Being counted")
        CONFIRMED = "confirmed", _("Confirmed and booked")
        DROPPED = "dropped", _("Dropped")

    store = models.ForeignKey(Store, models.PROTECT, related_name="stocktakes", verbose_name=_("store"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.STARTED)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed or dropped by"),
    )
    ended_at = models.DateTimeField(_("confirmed or dropped at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=Q(state="started"), name="points_stocktake_one_at_a_time"
            ),
            models.CheckConstraint(
                name="points_stocktake_ended_by_somebody",
                condition=Q(state="started", ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state="started") & Q(ended_at__isnull=False, ended_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store} · {self.started_at:%Y-%m-%d}"


class CountedGood(models.Model):
    """Counted again, the later count takes its place, until the stocktake is confirmed."""

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="counts", verbose_name=_("stocktake"))
    good = models.ForeignKey(Good, models.PROTECT, related_name="counts", verbose_name=_("good"))
    counted = models.BigIntegerField(pgettext_lazy("stocktake", "counted"))
    stock_then = models.BigIntegerField(_("stock at that moment"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("counted by")
    )
    counted_at = models.DateTimeField(_("counted at"))
    move = models.OneToOneField(
        StockMove, models.PROTECT, null=True, blank=True, related_name="count", verbose_name=_("stock move")
    )
    """Once it is confirmed, where there is a difference."""

    class Meta:
        verbose_name = _("counted good")
        verbose_name_plural = _("counted goods")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="points_countedgood_never_negative", condition=Q(counted__gte=0)),
            models.UniqueConstraint(fields=["stocktake", "good"], name="points_countedgood_once_in_a_stocktake"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def difference(self) -> int:
        return self.counted - self.stock_then

    @property
    def missing(self) -> int:
        return -self.difference

    @property
    def wants_reason(self) -> bool:
        return bool(self.difference) and not self.reason
