"""Forms of the office for the shop and its shelf. Stock is moved, never typed over."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from points import pictures
from points.errors import PointsError
from points.office import OfficeForm
from points.permissions import User
from points.supermarket import services as supermarket
from points.supermarket.models import Good, StockMove, StockTransfer, Store
from points.supermarket.services import BY_HAND, Gift, NewGood


class StoreForm(OfficeForm):
    class Meta:
        model = Store
        fields = ["community", "name", "code", "place", "opening"]

    def carry_out(self, by: User) -> Store:
        return supermarket.open_store(by=by, **self.cleaned_data)


class StoreEditForm(OfficeForm):
    class Meta:
        model = Store
        fields = ["name", "place", "opening", "is_active"]


class _PricedForm(OfficeForm):
    tenths = ("price",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].least = 1

    def clean_image(self) -> Any:
        """The shelf shows it to everybody, and the phone that took it wrote down where it stood."""
        image = self.cleaned_data["image"]
        try:
            if image:
                pictures.make_nameless(image)
        except PointsError as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        return image


class GoodForm(_PricedForm):
    class Meta:
        model = Good
        fields = ["store", "name", "unit", "category", "barcode", "price", "image", "is_service", "position"]

    def carry_out(self, by: User) -> Good:
        data = dict(self.cleaned_data)
        store, image = data.pop("store"), data.pop("image")
        return supermarket.add_good(store, good=NewGood(**data), by=by, image=image)


class GoodEditForm(_PricedForm):
    price_from = forms.DateField(
        label=_("New price from"), required=False, widget=AdminDateInput, help_text=_("Today, if you leave it empty.")
    )

    class Meta:
        model = Good
        fields = ["name", "unit", "category", "barcode", "price", "price_from", "image", "is_on_shelf", "position"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._shown = self.instance.price

    def save(self, commit: bool = True) -> Good:
        """The price goes by its own way, so that it is known from which day and who said so."""
        wanted, from_on = self.cleaned_data["price"], self.cleaned_data["price_from"]
        self.instance.price = self._shown
        good: Good = super().save(commit)
        if wanted != self._shown:
            supermarket.set_price(good, price=wanted, from_on=from_on, by=self.for_user)
        return good


def _offer_goods(field: Any) -> None:
    """Goods of every store in reach, told apart by it."""
    field.queryset = field.queryset.filter(is_service=False).select_related("store")
    field.label_from_instance = lambda good: f"{good.store} · {good.name}"


class StockMoveForm(OfficeForm):
    """Goods that came in, were lost or were counted. The key makes a double tap count once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    donor = forms.CharField(
        label=_("Donor"), max_length=80, required=False, help_text=_("Who gave it, if it was donated.")
    )
    is_named = forms.BooleanField(label=_("The donor agreed to be thanked by name in public"), required=False)

    class Meta:
        model = StockMove
        fields = ["good", "kind", "quantity", "note"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in StockMove.Kind if kind in BY_HAND]
        _offer_goods(self.fields["good"])
        self.fields["quantity"].help_text = _(
            "What came in above zero, what was lost or expired below; a count says the difference that was found."
        )
        self.fields["note"].help_text = _("The reason of what was lost, expired or counted.")

    def clean_quantity(self) -> int:
        quantity: int = self.cleaned_data["quantity"]
        if not quantity:
            raise forms.ValidationError(gettext("How many were moved?"))
        return quantity

    def carry_out(self, by: User) -> StockMove:
        data = self.cleaned_data
        kind = StockMove.Kind(data["kind"])
        if kind == StockMove.Kind.DONATED:
            gift = Gift(**{name: data[name] for name in ("quantity", "donor", "is_named", "note")})
            return supermarket.receive_gift(data["good"], gift=gift, key=str(data["form_key"]), by=by).result
        facts = {"kind": kind, "quantity": data["quantity"], "note": data["note"]}
        return supermarket.move_stock(data["good"], key=str(data["form_key"]), by=by, **facts).result


class StockTransferForm(OfficeForm):
    """From one store to another, in one go."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    good = forms.ModelChoiceField(Good.objects.all(), label=_("Good that leaves"))
    to = forms.ModelChoiceField(Good.objects.all(), label=_("The same good at the other store"))
    quantity = forms.IntegerField(label=_("quantity"), min_value=1, max_value=10**9)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    class Meta:
        model = StockTransfer
        fields: tuple[str, ...] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _offer_goods(self.fields["good"])
        _offer_goods(self.fields["to"])

    def carry_out(self, by: User) -> StockTransfer:
        data = dict(self.cleaned_data)
        good, key = data.pop("good"), str(data.pop("form_key"))
        return supermarket.move_to_store(good, key=key, by=by, **data).result
