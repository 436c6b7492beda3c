"""Stores, and the goods on their shelves."""

from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from points import conf
from points.ledger.models import Account
from points.people.models import Grid

_ADDRESSES = frozenset({"till", "receipts"})
"""What stands where a store's code would stand in an address."""


class Store(models.Model):
    community = models.ForeignKey(Grid, models.PROTECT, related_name="stores", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=80)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    opening = models.CharField(_("opening days and hours"), max_length=120, blank=True)
    account = models.OneToOneField(
        Account, models.PROTECT, related_name="store", verbose_name=_("account"), editable=False
    )
    """System account `redeemed:<code>`."""
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.code in _ADDRESSES:
            raise ValidationError({"code": _("This is an address of the site; please choose another code.")})


class Good(models.Model):
    store = models.ForeignKey(Store, models.PROTECT, related_name="goods", verbose_name=_("store"))
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20)
    category = models.CharField(_("category"), max_length=40, blank=True)
    barcode = models.CharField(_("barcode"), max_length=32, blank=True)
    price = models.BigIntegerField(_("price"))
    """Tenths for one unit."""
    image = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    is_service = models.BooleanField(_("is a service without stock"), default=False)
    stock = models.BigIntegerField(_("stock"), default=0, editable=False)
    """Equals the sum of its stock moves; always 0 for a service."""
    is_on_shelf = models.BooleanField(_("is on the shelf"), default=True)
    position = models.IntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("good")
        verbose_name_plural = _("goods")
        ordering = ["store", "position", "name"]
        constraints = [
            models.CheckConstraint(
                name="points_good_stock_never_negative", condition=Q(stock=0) | Q(stock__gt=0, is_service=False)
            ),
            models.CheckConstraint(name="points_good_price_above_zero", condition=Q(price__gt=0)),
            models.UniqueConstraint(fields=["store", "name", "unit"], name="points_good_once_in_a_store"),
            models.UniqueConstraint(
                fields=["store", "barcode"],
                condition=~Q(barcode=""),
                name="points_good_barcode_once_in_a_store",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # A form that was open while the till sold would write the old stock back, and an old price over a new one.
        if not self._state.adding and kwargs.get("update_fields") is None:
            kept = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            kwargs["update_fields"] = [name for name in kept if name not in {"stock", "price"}]
        super().save(*args, **kwargs)

    @property
    def supply(self) -> str:
        """What the shelf says about it: `service`, `none`, `few` or `plenty`; strangers need no exact stock."""
        if self.is_service:
            return "service"
        if not self.stock:
            return "none"
        return "few" if self.stock <= conf.settings().low_stock else "plenty"

    @property
    def tint(self) -> int:
        """One of six colours for a good without a picture, the same for all of a category."""
        return crc32((self.category or self.name).encode()) % 6

    def clean(self) -> None:
        """What was sold stays what it was: the books compare its lines with its stock moves."""
        before = Good.objects.filter(pk=self.pk).values_list("is_service", flat=True).first()
        if before is None or before == self.is_service:
            return
        if self.stock_moves.exists() or self.redemption_lines.exists():
            raise ValidationError({"is_service": _("This has been moved or redeemed already; please add a new good.")})
