"""What goods cost, from which day, and who said so. A price is added and never changed; past receipts keep theirs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.supermarket.models.shelf import Good


class Price(models.Model):
    good = models.ForeignKey(Good, models.PROTECT, related_name="prices", verbose_name=_("good"))
    price = models.BigIntegerField(_("price"))
    """Tenths for one unit."""
    from_on = models.DateField(pgettext_lazy("price", "from"))
    took_effect_at = models.DateTimeField(_("took effect at"), null=True, blank=True)
    """When it came onto the shelf; empty while it waits for its day."""
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )
    """Empty for the price that a good had when prices began to be kept."""
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["-from_on", "-pk"]
        constraints = [models.CheckConstraint(name="points_price_above_zero", condition=Q(price__gt=0))]

    def __str__(self) -> str:
        return f"{self.good.name} · {self.from_on:%Y-%m-%d}"
